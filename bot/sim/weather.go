package sim

import (
	"errors"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// A fate is what becomes of one call.
type fate struct {
	name    string
	arrives bool
	dies    bool  // the process dies when the platform has it
	err     error // what the desk hears, where it hears anything
}

var (
	errReset = errors.New("connection reset")
	errDown  = errors.New("connection refused")
	errWait  = errors.New("too many requests")
)

// chance reports whether something that happens so often happens now.
func (w *world) chance(p float64) bool { return !w.calm && p > 0 && w.skies.Float64() < p }

// fate draws what becomes of a call.
func (w *world) fate(r *room, d bot.Delivery) fate {
	s := &w.swarm
	switch {
	case w.at.Before(w.platform.down):
		return fate{name: "is refused: the platform is down", err: bot.Refused(0, bot.ThisChannel, errDown)}
	case w.chance(s.dieBefore):
		w.die("while speaking")
		return fate{name: "never left", err: bot.InDoubt(errReset)}
	case w.chance(s.wait):
		wait := time.Duration(1+w.skies.IntN(60)) * time.Second
		if !r.direct || d.Kind != domain.Edit { // as in begins
			r.closed, r.keeper, r.told = w.at.Add(wait), d.Key, w.starts
			w.unheard = append(w.unheard, r)
		}
		return fate{name: "must wait " + wait.String(), err: bot.Refused(wait, bot.ThisChannel, errWait)}
	case w.chance(s.refuse):
		return fate{name: "is refused", err: bot.Refused(0, bot.ThisChannel, errDown)}
	case w.chance(s.spoil) && d.Kind == domain.Post:
		w.platform.spoiled[d.Key] = true
		return fate{name: "is refused for good", err: bot.Never(bot.BadContent, errors.New("refused for good"))}
	}
	slow, dies := w.chance(s.slow), w.chance(s.dieAfter)
	if slow || dies && s.slow > 0 && w.chance(0.5) { // a process that hangs is one that is killed
		w.at = w.at.Add(time.Duration(1+w.skies.IntN(9500)) * time.Millisecond)
	}
	switch {
	case dies:
		return fate{name: "arrives", arrives: true, dies: true}
	case w.chance(s.loseBefore):
		return fate{name: "is lost", err: bot.InDoubt(errReset)}
	case w.chance(s.loseAfter):
		return fate{name: "arrives, the answer is lost", arrives: true, err: bot.InDoubt(errReset)}
	}
	return fate{name: "arrives", arrives: true}
}

// weather makes, between two acts, what goes wrong by itself.
func (w *world) weather() {
	s, p := &w.swarm, w.platform
	upTo := func(d time.Duration) time.Duration {
		return time.Duration(w.skies.Int64N(int64(d))).Truncate(time.Millisecond)
	}
	if w.chance(s.blind) {
		r := w.anyRoom()
		r.blind = w.at.Add(upTo(20 * time.Minute))
		w.note(w.at, "the history of %s cannot be read until %s", r.name, r.blind.Format(time.TimeOnly))
	}
	if w.chance(s.outage) {
		p.down = w.at.Add(upTo(30 * time.Minute))
		w.note(w.at, "the platform is down until %s", p.down.Format(time.TimeOnly))
	}
	if w.chance(s.gone) {
		if r := w.anyRoom(); !r.direct {
			w.lose(r, upTo(12*time.Hour))
		}
	}
	if w.chance(s.share) {
		if r := w.anyRoom(); !r.direct && r.account == "" {
			w.share(r, upTo(6*time.Hour))
		}
	}
	if w.chance(s.cut) {
		if r := w.anyRoom(); !r.direct && r.account != "" {
			w.cut(r, upTo(30*time.Hour))
		}
	}
	if w.chance(s.apply) && w.library != w.stage.later {
		w.library = w.stage.later
		w.note(w.at, "another desk folder is applied")
	}
	if w.chance(s.stop) && w.desk != nil {
		w.die("between two things")
		w.survived(nil)
	}
	if w.chance(s.sleep) {
		d := upTo(60 * time.Hour)
		w.note(w.at, "the machine sleeps for %s", d)
		w.at = w.at.Add(d)
	}
}

func (w *world) anyRoom() *room {
	names := w.stage.cast.Channels
	if w.skies.IntN(4) == 0 {
		return w.platform.room("@" + w.stage.people[w.skies.IntN(len(w.stage.people))].handle.User)
	}
	return w.platform.room(names[w.skies.IntN(len(names))])
}

// lose archives a channel for a while; the desk is told, or finds out. When it is back the
// operator tells the desk.
func (w *world) lose(r *room, d time.Duration) {
	if r.gone {
		return
	}
	r.gone, r.ever = true, true
	w.note(w.at, "#%s is gone", r.name)
	if w.skies.IntN(2) == 0 {
		w.ledger.tell("lost", bot.Lost{Spot: w.platform.spot(r, "", "")})
	}
	w.later = append(w.later, change{w.at.Add(d), func() {
		r.gone = false
		w.note(w.at, "#%s is back", r.name)
		w.rebind(r.name)
	}})
}

// share lets people of another company into a staff channel, and out again.
func (w *world) share(r *room, d time.Duration) {
	if r.shared {
		return
	}
	r.shared, r.ever = true, true
	w.note(w.at, "#%s is shared", r.name)
	if w.skies.IntN(2) == 0 {
		w.ledger.tell("shared", bot.Shared{Spot: w.platform.spot(r, "", ""), Shared: true})
	}
	w.later = append(w.later, change{w.at.Add(d), func() {
		r.shared = false
		w.note(w.at, "#%s is shared no more", r.name)
		w.ledger.tell("shared", bot.Shared{Spot: w.platform.spot(r, "", ""), Shared: false})
	}})
}

// cut puts a customer's people out of the channel that their company shares with the desk, and
// lets them in again later.
func (w *world) cut(r *room, d time.Duration) {
	if r.cut {
		return
	}
	r.cut, r.severed, r.ever = true, true, true
	w.counts.Cut++
	team := w.teamOf(r.account)
	w.note(w.at, "#%s is cut off from %s", r.name, team)
	w.ledger.tell("shared", bot.Shared{Spot: w.platform.spot(r, "", ""), Team: team, Left: true})
	w.later = append(w.later, change{w.at.Add(d), func() {
		r.cut = false
		w.note(w.at, "#%s is shared with %s again", r.name, team)
		w.ledger.tell("shared", bot.Shared{Spot: w.platform.spot(r, "", ""), Shared: true, Team: team})
	}})
}

// teamOf is the workspace of an account's people.
func (w *world) teamOf(account string) string {
	for _, p := range w.stage.people {
		if p.account == account && p.contact {
			return p.handle.Team
		}
	}
	return ""
}
