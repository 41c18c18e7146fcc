package sla

import "slices"

// retarget puts another promise in the place of the present one. What elapsed, what held the
// clock and what was broken stay as they were (K18, K19). list[:i] was read before it.
func (f *fold) retarget(i int, e entry) {
	if e.To == nil && e.Pin == nil {
		return
	}
	change := e.Change
	if change == "" && e.To == nil {
		change = Rebase
	}
	switch {
	case change == Rebase && (f.over || f.breached):
		return
	case f.over:
		f.pending = e
		return
	}
	f.close(e.at)
	was := *f
	before := f.standing(e.at)
	if e.To != nil {
		f.target = e.To
	}
	if e.Pin != nil {
		f.pin = *e.Pin
	}
	f.adopt(f.pin)
	if !f.begun {
		return
	}
	if !f.breached { // a promise that is broken stays the one it was
		if change == Rebase {
			f.rebase(f.list[:i], e.at)
		} else {
			f.join(e.at, change, before)
		}
		if f.due != before || f.whole != was.whole || !slices.Equal(f.target.Warn, was.target.Warn) {
			f.crossed = f.crossed[:0]
		}
	}
	f.running = f.free()
	if f.trace != nil {
		f.trace.change(f, e, change, before)
	}
}

// join sets what is due under the new target, where the old one would have been due at before.
func (f *fold) join(at int64, change Change, before int64) {
	due, _, whole := f.promise(at)
	switch change {
	case Restart:
	case Carry:
		_, total, _ := f.promise(f.start)
		due = f.work.add(at, total-f.counted)
	default:
		due = min(due, before)
	}
	f.due, f.whole = due, whole
	f.left = f.work.between(at, due)
}

// rebase reads the marks before at once more under the papers now in force (K20). What the new
// papers would have broken by then is due at once, not before.
func (f *fold) rebase(list []entry, at int64) {
	g := fold{clock: f.clock, cals: f.cals, target: f.target, pin: f.pin, work: f.work, missing: f.missing}
	for i, e := range list {
		if e.Do == Retarget {
			continue
		}
		g.pass(e.at, false)
		g.apply(i, e)
		g.breached = false
	}
	g.close(at)
	f.counted, f.whole = g.counted, g.whole
	f.due = max(g.standing(at), at)
	f.left = f.work.between(at, f.due)
}
