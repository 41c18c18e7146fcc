package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

// A segment is a stretch [from, to) of unix seconds in which a zone keeps one
// offset, so that local time is unix time plus offset and nothing else. Two
// neighbours may have the same offset.
type segment struct{ from, to, offset int64 }

// segments cuts [lo, hi) where the zone's offset may change. All arithmetic on
// local time happens inside one segment: that is what makes skipped and
// repeated hours come out by the definition (K5, K6, K8), with no case of their own.
func segments(loc *time.Location, lo, hi int64) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for from := lo; from < hi; {
			t := time.Unix(from, 0).In(loc)
			_, offset := t.Zone()
			to := hi
			if _, end := t.ZoneBounds(); !end.IsZero() {
				to = end.Unix()
			}
			// ZoneBounds takes every year of a zone's rule for 365 days long, so on the last
			// day of a leap year it answers with an end that is already past
			// (golang/go#81583). There we go on by the quarter of an hour, on which clock
			// changes happen; it must not be a longer way, which could step over one.
			if to <= from {
				to = from - from%900 + 900
			}
			to = min(to, hi)
			if !yield(segment{from, to, int64(offset)}) {
				return
			}
			from = to
		}
	}
}

// zoneVersion digests the clock changes of the zones from 2000 to 2060 (K28).
func zoneVersion(zones map[string]*time.Location) string {
	if len(zones) == 0 {
		return ""
	}
	lo := Date{2000, 1, 1}.epoch() * 86400
	hi := Date{2060, 1, 1}.epoch() * 86400
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		fmt.Fprintln(h, name)
		last := int64(-1)
		for s := range segments(zones[name], lo, hi) {
			if s.offset != last {
				fmt.Fprintln(h, s.from, s.offset)
			}
			last = s.offset
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
