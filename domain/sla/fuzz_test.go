package sla

import (
	"encoding/binary"
	"testing"
	"time"
)

// dice are bytes out of which a clock is made, however senseless.
type dice []byte

func (d *dice) n(sides int) int {
	if len(*d) == 0 {
		return 0
	}
	v := int((*d)[0]) % sides
	*d = (*d)[1:]
	return v
}

func (d *dice) int64() int64 {
	var b [8]byte
	*d = (*d)[copy(b[:], *d):]
	return int64(binary.LittleEndian.Uint64(b[:]))
}

// time is mostly an instant near a Monday in March, but it may be any.
func (d *dice) time() time.Time {
	base := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	switch d.n(8) {
	case 0:
		return time.Unix(0, d.int64())
	case 1:
		return time.Time{}
	case 2:
		return time.Unix(d.int64(), 0)
	}
	return base.Add(time.Duration(d.int64()%(10*24*3600_000)) * time.Millisecond)
}

func (d *dice) duration() time.Duration {
	if d.n(4) == 0 {
		return time.Duration(d.int64())
	}
	return time.Duration(d.n(256)) * 15 * time.Minute
}

func (d *dice) target() Target {
	names := []string{"24x7", "office", "singapore", "24x5", "nights", "lunch", "gone"}
	t := Target{Within: d.duration(), Under: d.n(2) == 0, Calendar: names[d.n(len(names))]}
	switch d.n(5) {
	case 0:
		t.Every = d.duration()
	case 1:
		t.Days, t.CutOff = int(int8(d.n(256))), d.n(256)*10-100
	case 2:
		t.Days, t.Zone = d.n(9), []string{"Asia/Tokyo", "Nowhere/Else"}[d.n(2)]
	}
	for range d.n(5) {
		t.Warn = append(t.Warn, Point{Percent: d.n(256) - 20, Left: d.duration()})
	}
	for range d.n(3) {
		t.PauseFor = append(t.PauseFor, []Reason{Customer, ThirdParty, ""}[d.n(3)])
	}
	return t
}

func (d *dice) clock() Clock {
	deeds := []Deed{Start, Pause, Resume, Satisfy, Cancel, Retarget, Reopen, Correct, "?"}
	c := Clock{Kind: Kinds[d.n(5)], Cycle: uint32(d.n(3)), Target: d.target()}
	for range d.n(16) {
		m := Mark{Do: deeds[d.n(len(deeds))], At: d.time(), Reason: []Reason{Customer, ThirdParty, ""}[d.n(3)]}
		if d.n(2) == 0 {
			m.Recorded = d.time()
		}
		if m.Do == Retarget && d.n(4) > 0 {
			t := d.target()
			m.To = &t
		}
		if d.n(6) == 0 {
			m.Pin = &Pin{Desk: uint32(d.n(3))}
		}
		m.Change = []Change{"", KeepEarlier, Carry, Restart, Rebase, "?"}[d.n(6)]
		m.Of, m.Void = d.n(20)-2, d.n(2) == 0
		c.Marks = append(c.Marks, m)
	}
	return c
}

// FuzzFold: no record makes a clock panic or hang, and what elapsed is never less than nothing nor
// more than the time since the start.
func FuzzFold(f *testing.F) {
	cals := compiled(f)
	f.Add([]byte{})
	f.Add([]byte("\x03\x01\x04\x00\x01\x02\x02\x32\x04\x01\x00\x05\x00\x03\x10\x20\x30\x40\x50\x60\x70\x01\x02\x03\x04\x05\x06\x07\x08"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := dice(b)
		c := d.clock()
		now := d.time()
		s := Evaluate(c, now, cals)
		if since := time.Duration(nano(now) - nano(s.Started)); s.Elapsed < 0 || !s.Started.IsZero() && s.Elapsed > since {
			t.Errorf("elapsed %v of %v", s.Elapsed, since)
		}
		if s.Breached() && s.Verdict != Broken && s.Verdict != Late {
			t.Errorf("breached, and judged %q", s.Verdict)
		}
		if !s.NextLook.IsZero() && nano(s.NextLook) <= nano(now) {
			t.Errorf("next look %v at %v", s.NextLook, now)
		}
		if got := NextLook(&c, now, cals); !got.Equal(s.NextLook) {
			t.Errorf("NextLook %v, Evaluate says %v", got, s.NextLook)
		}
		if l, ok := s.Owed(); ok && l.At.After(instant(nano(now))) {
			t.Errorf("owed before its time: %v", l)
		}
		Verdicts(c, now, cals)
		candidate := d.time()
		for _, end := range []time.Time{s.Due, s.WouldBeDue, now, candidate} { // two centuries take long to tell
			if !s.Started.IsZero() && nano(end)-nano(s.Started) > int64(5*366*24*time.Hour) {
				return
			}
		}
		Explain(c, now, cals).ForCustomer()
		Compare(c, candidate, now, cals)
	})
}
