package sim

import (
	"fmt"
	"strings"
	"time"
)

// A verb is a row of the table as people use it on a case.
type verb struct {
	path  string
	often int
	staff bool // who mostly says it
	rest  func(w *world, id string) string
}

var verbs = []verb{
	{"case take", 6, true, nothing},
	{"case assign", 4, true, func(w *world, _ string) string { return "@" + w.who(vendor).name }},
	{"case reply", 6, true, saying("we look at it")},
	{"case note", 3, true, saying("looks like the licence server")},
	{"case wait", 6, true, waiting},
	{"case received", 3, false, func(w *world, _ string) string { return fmt.Sprint(1 + w.people.IntN(3)) }},
	{"case resume", 3, true, maybe(saying("on we go"))},
	{"case severity", 5, true, func(w *world, _ string) string { return fmt.Sprint(1+w.people.IntN(4), " ", w.text("it is so")) }},
	{"case worse", 2, false, saying("it gets worse")},
	{"case restore", 5, true, moment("failed over")},
	{"case resolve", 6, true, moment("the hotfix is in")},
	{"case reopen", 4, false, maybe(saying("it is back"))},
	{"case close", 3, true, maybe(saying("enough"))},
	{"case merge", 2, true, other},
	{"case link", 2, true, other},
	{"case correct", 3, true, func(w *world, _ string) string {
		k, _ := one(w, []string{"first_response", "first_response", "next_response", "restore", "resolve"})
		return k + " at:" + w.earlier() + " " + w.text("the log says so")
	}},
	{"case agree", 3, true, nothing},
	{"case disagree", 1, true, nothing},
	{"case admit", 2, true, maybe(saying("let it be"))},
	{"case refuse", 1, true, saying("not covered")},
	{"case watch", 3, false, func(w *world, _ string) string {
		if w.odds(3) {
			return "--off"
		}
		if w.odds(2) {
			return "who:@" + w.who(customer).name
		}
		return ""
	}},
	{"case nudge", 3, false, nothing},
	{"case show", 1, false, nothing},
	{"case timeline", 1, true, nothing},
	{"case clock", 1, false, nothing},
	{"case list", 1, true, nothing},
}

func nothing(*world, string) string { return "" }

func saying(about string) func(*world, string) string {
	return func(w *world, _ string) string { return w.text(about) }
}

func maybe(f func(*world, string) string) func(*world, string) string {
	return func(w *world, id string) string {
		if w.odds(3) {
			return ""
		}
		return f(w, id)
	}
}

func moment(about string) func(*world, string) string {
	return func(w *world, _ string) string {
		if w.odds(3) {
			return "at:" + w.earlier() + " " + w.text(about)
		}
		return w.text(about)
	}
}

func waiting(w *world, _ string) string {
	switch w.people.IntN(4) {
	case 0:
		return "third_party " + w.text("the vendor's fix")
	case 1:
		until := w.at.Add(time.Duration(w.people.Int64N(int64(30 * time.Hour))))
		return "scheduled until:" + until.UTC().Format("2006-01-02T15:04Z") + " " + w.text("the window")
	}
	return "customer " + w.text("traces") + "; " + w.text("the configuration")
}

// other names another case, mostly of the same customer.
func other(w *world, id string) string {
	heads := w.platform.heads
	for range 8 {
		if h, ok := one(w, heads); ok && h.heads.ID != id {
			return "CASE-" + h.heads.ID
		}
	}
	return "CASE-" + id
}

// order is a verb said by somebody about a case that they see.
func (w *world) order(v verb) {
	p := w.anybody(v.staff)
	h := w.head(p)
	if h == nil {
		return
	}
	id := h.heads.ID
	rest := strings.TrimSpace(v.rest(w, id))
	named := strings.TrimSpace(v.path + " CASE-" + id + " " + rest)
	if v.path == "case list" {
		named = v.path
	}
	switch n := w.people.IntN(7); {
	case n < 3 && p.vendor:
		w.slash(p, w.own(p), named, v.path)
	case n == 3 || n == 6:
		w.write(p, w.platform.room("@"+p.handle.User), "", named, v.path)
	case n == 4:
		w.write(p, w.own(p), "", "@deskhand "+named, v.path)
	default: // in its thread the case is understood
		_, short, _ := strings.Cut(v.path, " ")
		w.write(p, h.room, h.id, strings.TrimSpace("@deskhand "+short+" "+rest), v.path)
	}
}
