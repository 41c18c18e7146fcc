package sla

import "slices"

// retarget puts another promise in the place of the present one. What elapsed, what held the
// clock and what was broken stay as they were (K18, K19).
func (f *fold) retarget(e entry) {
	if e.To == nil && e.Pin == nil {
		return
	}
	if f.over {
		f.pending = e
		return
	}
	f.close(e.at)
	before := f.standing(e.at)
	whole, warn := f.whole, f.target.Warn
	if e.To != nil {
		f.target = e.To
	}
	if e.Pin != nil {
		f.adopt(*e.Pin)
	} else {
		f.adopt(f.pin)
	}
	if !f.begun {
		return
	}
	if !f.breached {
		f.join(e, before)
		if f.due != before || f.whole != whole || !slices.Equal(f.target.Warn, warn) {
			f.generation = f.touched
			f.crossed = f.crossed[:0]
		}
	}
	f.running = f.free()
}

// join sets what is due under the new target, where the old one would have been due at before.
func (f *fold) join(e entry, before int64) {
	due, _, whole := f.promise(e.at)
	switch e.Change {
	case Restart:
	case Carry:
		_, total, _ := f.promise(f.start)
		due = f.work.add(e.at, total-f.counted)
	default:
		due = min(due, before)
	}
	f.due, f.whole = due, whole
	f.left = f.work.between(e.at, due)
}
