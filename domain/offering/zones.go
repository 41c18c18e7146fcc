package offering

import (
	_ "embed" // the table below
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// The names of the tz database's zone.tab (public domain), only to propose one for a name that
// is none: which zones exist is for the zones that Parse is given to say.
//
//go:embed zones.txt
var zoneTable string

// zoneOf proposes a place for abbreviations people write; which of several is meant, only they know.
var zoneOf = map[string]string{
	"EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
	"CST": "America/Chicago", "CDT": "America/Chicago", "CT": "America/Chicago",
	"MST": "America/Denver", "MDT": "America/Denver", "MT": "America/Denver",
	"PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
	"GMT": "Europe/London", "BST": "Europe/London", "WET": "Europe/Lisbon",
	"CET": "Europe/Paris", "CEST": "Europe/Paris", "EET": "Europe/Helsinki",
	"JST": "Asia/Tokyo", "JAPAN": "Asia/Tokyo", "SGT": "Asia/Singapore", "SINGAPORE": "Asia/Singapore",
	"IST": "Asia/Kolkata", "HKT": "Asia/Hong_Kong", "HONGKONG": "Asia/Hong_Kong",
	"AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "AET": "Australia/Sydney",
	"Z": "UTC", "ETC/UTC": "UTC",
}

// fixedZone reports whether a name is no place: an offset, an abbreviation, the machine's own
// zone. UTC is the one exception (K7).
func fixedZone(name string) bool {
	return name != "UTC" && (!strings.Contains(name, "/") || strings.HasPrefix(name, "Etc/"))
}

// nearestZone is the zone that was probably meant: the same city elsewhere, or the fewest slips.
func nearestZone(name string) (string, bool) {
	known := strings.Fields(zoneTable)
	_, city, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(name, " ", "_")), "/")
	for _, z := range known {
		if _, c, _ := strings.Cut(strings.ToLower(z), "/"); c == city {
			return z, true
		}
	}
	return strict.Nearest(name, known)
}

// checkZone asks for a zone; a name that is none is answered with the nearest (K7).
func (b *builder) checkZone(z zone) *time.Location {
	if !z.Given() {
		return nil
	}
	if fixedZone(z.V) {
		f := ruleZoneOffset.At(z.Pos(), strict.Quote(z.V))
		f.Mean = zoneOf[strings.ToUpper(z.V)]
		b.fault(f)
		return nil
	}
	loc, err := b.zones(z.V)
	if err != nil || loc == nil {
		f := ruleZone.At(z.Pos(), strict.Quote(z.V))
		if mean, ok := nearestZone(z.V); ok {
			if _, err := b.zones(mean); err == nil {
				f.Mean = mean
			}
		}
		b.fault(f)
		return nil
	}
	return loc
}
