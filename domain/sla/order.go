package sla

import "slices"

// An entry is a mark as the fold takes it: where it stands after corrections.
type entry struct {
	*Mark
	at    int64
	place int // in the record; the last word on the order (K16)
	fact  int // the place of what last spoke about it: itself, or a correction
	void  bool
}

// few is how many marks are put into order without an allocation.
const few = 12

// entries puts the marks recorded by asOf into the order in which they were so: by their
// instant, then K16, then the record. A correction takes the place of what it corrects; the
// mark it voids stays as a fact without a deed, for what was said because of it is to be said
// anew (K29). A correction that names no mark before it, or another correction, says nothing.
func (c *Clock) entries(buf []entry, asOf int64) []entry {
	list := buf[:0]
	late := asOf != never
	for i := range c.Marks {
		m := &c.Marks[i]
		if m.Do == Correct || late && nano(m.known()) > asOf {
			continue
		}
		list = append(list, entry{Mark: m, at: nano(m.At), place: i, fact: i})
	}
	for i := range c.Marks {
		m := &c.Marks[i]
		if m.Do != Correct || m.Of < 0 || m.Of >= i || late && nano(m.known()) > asOf {
			continue
		}
		for j := range list {
			if e := &list[j]; e.place == m.Of {
				e.fact, e.void = i, m.Void
				if e.at = nano(m.At); m.Void {
					e.at = nano(e.At)
				}
			}
		}
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

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
