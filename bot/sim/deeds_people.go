package sim

// code is an administrator making a link code for somebody, spend somebody trying one.
func (w *world) code() {
	p := w.who(func(p *person) bool { return p.admin })
	if w.odds(6) {
		p = w.anybody(true)
	}
	whom := w.who(func(p *person) bool { return p.contact })
	w.slash(p, w.own(p), "desk code @"+whom.name+" account:"+whom.account, "desk code")
}

func (w *world) spend() {
	p := w.who(func(p *person) bool { return !p.linked })
	if w.odds(3) {
		p = w.anybody(false)
	}
	c, ok := one(w, w.platform.codes)
	if !ok || w.odds(5) {
		c = "AAAAA-AAAAA"
	}
	if w.odds(6) {
		w.write(p, w.own(p), "", "@deskhand desk link "+c, "desk link")
		return
	}
	w.write(p, w.platform.room("@"+p.handle.User), "", "desk link "+c, "desk link")
}

// role is an administrator changing what one of the staff may do, unlink taking links away.
func (w *world) role() {
	p := w.who(func(p *person) bool { return p.admin })
	roles, _ := one(w, []string{"engineer", "engineer duty-manager", "duty-manager", "gardener"})
	whom := w.who(func(q *person) bool { return q.vendor && !q.admin })
	w.slash(p, w.own(p), "desk role @"+whom.name+" "+roles, "desk role")
}

func (w *world) unlink() {
	p := w.who(func(p *person) bool { return p.admin })
	whom := w.who(func(q *person) bool { return q.contact })
	w.slash(p, w.own(p), "desk unlink @"+whom.name+" account:"+whom.account, "desk unlink")
}

// handOver is one of the staff being given a case and asking about it in the conversation where
// they are told so: what the desk says by itself and what it answers meet in one room.
func (w *world) handOver() {
	from := w.anybody(true)
	h, to := w.head(from), w.who(vendor)
	if h == nil || from == to {
		return
	}
	id := h.heads.ID
	w.slash(from, w.own(from), "case assign CASE-"+id+" @"+to.name, "case assign")
	for _, verb := range []string{"case show", "case clock", "case timeline"} {
		w.write(to, w.platform.room("@"+to.handle.User), "", verb+" CASE-"+id, verb)
	}
}
