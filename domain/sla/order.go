package sla

import "slices"

// An entry is a mark as the fold takes it: where it stands after corrections.
type entry struct {
	*Mark
	at    int64
	place int // in the record; the last word on the order (K16)
}

// few is how many marks are put into order without an allocation.
const few = 12

// entries puts the marks recorded by asOf into the order in which they were so: by their
// instant, then K16, then the record. A correction moves the mark it names to another instant, or
// voids it (K29); of several the last recorded counts. One that names no mark before it, or
// another correction, says nothing.
func (c *Clock) entries(buf []entry, asOf int64) []entry {
	list := buf[:0]
	fixed := false
	for i := range c.Marks {
		m := &c.Marks[i]
		if asOf != never && nano(m.known()) > asOf {
			continue
		}
		if m.Do == Correct {
			fixed = true
			continue
		}
		list = append(list, entry{Mark: m, at: nano(m.At), place: i})
	}
	if fixed {
		list = c.corrected(list, asOf)
	}
	slices.SortFunc(list, func(a, b entry) int {
		switch {
		case a.at != b.at:
			return sign(a.at - b.at)
		case a.rank() != b.rank():
			return a.rank() - b.rank()
		}
		return a.place - b.place
	})
	return list
}

// corrected applies the corrections known by asOf.
func (c *Clock) corrected(list []entry, asOf int64) []entry {
	kept := list[:0]
	for _, e := range list {
		void := false
		for i := e.place + 1; i < len(c.Marks); i++ {
			if m := &c.Marks[i]; m.Do == Correct && m.Of == e.place && nano(m.known()) <= asOf {
				e.at, void = nano(m.At), m.Void
			}
		}
		if !void {
			kept = append(kept, e)
		}
	}
	return kept
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
