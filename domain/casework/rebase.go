package casework

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// A Rebasing is what another desk folder would make of one running clock of an open case (K20).
type Rebasing struct {
	Clock     sla.Kind
	Cycle     uint32
	Pin       sla.Pin // it runs under now
	Was, Is   sla.Target
	Due, Then time.Time // while it stands: when it would be due if it ran again now
	Why       domain.MsgID
	Kept      Kept // why it stays as it is; "" where it does not
}

// Kept says why a clock stays under the papers it runs under.
type Kept string

// The reasons to keep a clock as it is.
const (
	KeptOverdue    Kept = "overdue"    // under the new papers it would be overdue by now
	KeptBroken     Kept = "broken"     // its promise is broken already (K19, K20)
	KeptUnpromised Kept = "unpromised" // the new papers promise nothing of its kind; a promise once given stands
)

// Moves reports whether the clock is due at another time under the new papers.
func (x Rebasing) Moves() bool { return x.Kept == "" && !x.Due.Equal(x.Then) }

// A Rebaser answers what an applied desk folder would make of the running clocks of open cases at an
// instant. It remembers what it compared, for whoever asks about many; it is for one goroutine.
type Rebaser struct {
	lib     *offering.Library
	folder  uint32
	at      time.Time
	overdue bool
	differs map[[2]*calendar.Calendar]bool
	targets map[promised][]sla.Target
}

// promised is what decides the targets of a case.
type promised struct {
	tier *offering.Tier
	ask  offering.Ask
}

// NewRebaser compares with the folder of that number. Overdue lets a clock be re-based also where it
// is overdue under the new papers: then it is due at once (K20), else it is kept as it is.
func NewRebaser(lib *offering.Library, folder uint32, at time.Time, overdue bool) *Rebaser {
	return &Rebaser{lib: lib, folder: folder, at: at, overdue: overdue, differs: map[[2]*calendar.Calendar]bool{}, targets: map[promised][]sla.Target{}}
}

// Of answers what would become of the case's running clocks, and the papers it would be under. No pin:
// the folder sells nothing of what the case was sold under, or the case is under a later one.
func (r *Rebaser) Of(c *Case) (sla.Pin, []Rebasing) {
	d := r.lib.At(r.folder)
	if d == nil || c.State.Over() || c.Pin.Offering == "" || c.Pin.Desk > r.folder {
		return sla.Pin{}, nil
	}
	o := d.InForce(c.Pin.Offering, r.at)
	if o == nil {
		return sla.Pin{}, nil
	}
	t := o.Tier(c.Tier)
	if _, known := o.Severity(c.Severity); t == nil || !known {
		return sla.Pin{}, nil
	}
	var out []Rebasing
	for _, cl := range c.Clocks {
		st := sla.Evaluate(cl, r.at, r.lib.Calendar)
		if !st.Phase.Over() && st.Pin != o.Pin() {
			out = append(out, r.one(cl, st, o.Pin(), r.promise(t, c.ask())))
		}
	}
	return o.Pin(), out
}

// promise are the targets of a tier for a case, asked once.
func (r *Rebaser) promise(t *offering.Tier, a offering.Ask) []sla.Target {
	if t == nil {
		return nil
	}
	k := promised{t, a}
	all, known := r.targets[k]
	if !known {
		all, _ = t.TargetsFor(a)
		r.targets[k] = all
	}
	return all
}

func (r *Rebaser) one(cl sla.Clock, st sla.State, pin sla.Pin, targets []sla.Target) Rebasing {
	x := Rebasing{Clock: cl.Kind, Cycle: cl.Cycle, Pin: st.Pin, Was: st.Target, Due: dueOf(st)}
	x.Then = x.Due
	i := slices.IndexFunc(targets, func(t sla.Target) bool { return t.Kind == cl.Kind })
	if i < 0 {
		x.Kept = KeptUnpromised
		return x
	}
	x.Is = targets[i]
	x.Why = r.differ(x.Was, x.Is, st.Pin, pin)
	if st.Breached() {
		x.Kept = KeptBroken
		return x
	}
	then := sla.Evaluate(cl.With(rebase(x.Is, pin, r.at)), r.at, r.lib.Calendar)
	x.Then = dueOf(then)
	if !x.Then.Equal(x.Due) && x.Why == "" {
		x.Why = "moved.calendar"
	}
	if x.Due.After(r.at) && !x.Then.After(r.at) && !r.overdue {
		x.Kept = KeptOverdue
	}
	return x
}

// differ says in what a promise is another than it was: in how long it is, in the hours it counts on,
// in both; "" in neither.
func (r *Rebaser) differ(was, is sla.Target, before, after sla.Pin) domain.MsgID {
	length := was.Within != is.Within || was.Every != is.Every || was.Days != is.Days || was.CutOff != is.CutOff || was.Zone != is.Zone || was.Under != is.Under
	both := [2]*calendar.Calendar{r.lib.Calendar(before, was.Calendar), r.lib.Calendar(after, is.Calendar)}
	hours, known := r.differs[both]
	if !known {
		_, n := calendar.Differ(both[0], both[1], 1)
		hours = n > 0
		r.differs[both] = hours
	}
	switch {
	case length && hours:
		return "moved.papers"
	case length:
		return "moved.papers_target"
	case hours:
		return "moved.papers_hours"
	}
	return ""
}

func dueOf(st sla.State) time.Time {
	if st.Due.IsZero() {
		return st.WouldBeDue
	}
	return st.Due
}

func rebase(to sla.Target, pin sla.Pin, at time.Time) sla.Mark {
	return sla.Mark{Do: sla.Retarget, At: at, Recorded: at, To: &to, Pin: &pin, Change: sla.Rebase}
}

// A Later is what a cycle that begins later would be promised otherwise (K20): the next answer, the
// next update, the first answer after a reopening.
type Later struct {
	Clock    sla.Kind
	From, To sla.Pin
	Was, Is  sla.Target // without a kind: nothing is promised
	Why      domain.MsgID
}

// Later answers what a later cycle of the case would be promised otherwise under the folder, in the
// place of what the library before it promises.
func (r *Rebaser) Later(before *offering.Library, c *Case) []Later {
	if c.State.Over() || c.Pin.Offering == "" {
		return nil
	}
	was, from := c.tierNow(before, r.at)
	is, to := c.tierNow(r.lib, r.at)
	if from == to {
		return nil
	}
	var out []Later
	for _, k := range sla.Kinds {
		if k.Resumes() {
			continue
		}
		x := Later{Clock: k, From: from, To: to, Was: ofKind(r.promise(was, c.ask()), k), Is: ofKind(r.promise(is, c.ask()), k)}
		switch {
		case x.Was.Kind == "" && x.Is.Kind == "":
			continue
		case x.Was.Kind == "" || x.Is.Kind == "":
			x.Why = "moved.papers_target"
		default:
			x.Why = r.differ(x.Was, x.Is, from, to)
		}
		if x.Why != "" {
			out = append(out, x)
		}
	}
	return out
}

func ofKind(all []sla.Target, k sla.Kind) sla.Target {
	for _, t := range all {
		if t.Kind == k {
			return t
		}
	}
	return sla.Target{}
}
