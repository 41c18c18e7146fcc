package slackworld

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/storage"
)

// opened is a day on which ana has opened CASE-1, and noah works on it.
func opened(t *testing.T, header string, o Options, f func(d *day, card, staff heard)) {
	t.Helper()
	onADay(t, header, o, func(d *day) {
		d.say("ana", "#northwind", "", "@deskhand case open 2 Logins are slow")
		news := d.news()
		card, staff := d.one(news, "northwind", "CASE-1 · Sev 2"), d.one(news, "priority-queue", "CASE-1 · Sev 2")
		d.press("noah", staff.Message, "Take it")
		d.news()
		f(d, card, staff)
	})
}

// caseOf is a case as it stands.
func (d *day) caseOf(id string) (c *casework.Case) {
	d.t.Helper()
	d.view(func(tx storage.Tx) (err error) { c, err = casework.Load(tx, id); return err })
	return c
}

// heardOf are all texts that a case's events keep.
func (d *day) heardOf(id string) (out []string) {
	d.t.Helper()
	d.view(func(tx storage.Tx) error {
		all, err := tx.History(domain.Ref{Kind: casework.Kind, ID: id}, 0, 0)
		if err != nil {
			return err
		}
		for _, r := range all {
			if h, ok := r.Event.(casework.Heard); ok {
				text, err := tx.Word(h.Words)
				if err != nil {
					return err
				}
				out = append(out, text)
			}
		}
		return nil
	})
	return out
}

// logged holds that so many lines were logged that hold the words.
func (d *day) logged(n int, words string) {
	d.t.Helper()
	if got := d.log.lines(words); len(got) != n {
		d.t.Errorf("%d lines of %q, want %d: %q", len(got), words, n, got)
	}
}

// leave is somebody who is no longer with their company.
type leave struct{ person string }

func (l leave) Decide(r domain.Reader, _ domain.Stamp) ([]domain.Change, error) {
	p, err := account.LoadPerson(r, l.person)
	if err != nil {
		return nil, err
	}
	return []domain.Change{domain.Alter(p, account.Left{})}, nil
}

// TestTwoSubmissionsOfOneForm: a form whose acknowledgement comes late is sent again by an
// impatient finger, or by Slack; it is done once, and the second says nothing else.
func TestTwoSubmissionsOfOneForm(t *testing.T) {
	opened(t, "", Options{}, func(d *day, _, staff heard) {
		d.w.Fault(workspace.Rule{Method: "view_submission", Times: 1, Kind: workspace.Twice})
		d.press("noah", staff.Message, "Wait for…")
		v, _ := d.w.Front("noah")
		p, err := d.w.Submit("noah", v.ID, workspace.Values{"for": {"customer"}, "text": {"traces"}})
		d.ok(err)
		_, err = p.Wait(context.Background())
		d.ok(err)
		d.pass(time.Minute)
		if _, open := d.w.Front("noah"); open {
			t.Error("the form stays open")
		}
		d.one(d.news(), "northwind", "Noah needs something from you")
		if n := len(d.caseOf("1").Requests); n != 1 {
			t.Errorf("asked for %d things", n)
		}
		d.logged(1, "asked before")
	})
}

// TestStaleButton: a button of a card that was true once.
func TestStaleButton(t *testing.T) {
	onADay(t, "", Options{}, func(d *day) {
		d.say("ana", "#northwind", "", "@deskhand case open 1 product:cvad All is down")
		d.pass(8 * time.Minute)
		warned := d.one(d.news(), "@dana", "7 minutes left")
		d.slashed("mia", "#priority-queue", "/case", "take CASE-1")
		d.slashed("mia", "#priority-queue", "/case", "resolve CASE-1 It came back by itself")
		d.slashed("mia", "#priority-queue", "/case", "close CASE-1")
		d.news()
		d.press("dana", warned.Message, "Take it")
		d.one(d.news(), "@dana", "CASE-1 is closed")
		d.logged(1, `"refused"`)
		if c := d.caseOf("1"); c.Owner != "mia" {
			t.Errorf("it is %s's", c.Owner)
		}
	})
}

// TestClickOfAStranger: somebody of the customer's company whom the desk does not know, and
// somebody of another company altogether.
func TestClickOfAStranger(t *testing.T) {
	opened(t, "people: eve T-northwind, max T-elsewhere\n", Options{}, func(d *day, card, _ heard) {
		for i, who := range []string{"eve", "max"} {
			d.press(who, card.Message, "Add a colleague")
			if m := d.one(d.news(), "northwind", "This is for people the desk knows"); m.to != who {
				t.Errorf("%q reads it", m.to)
			}
			d.logged(i+1, "need.linked")
		}
		if c := d.caseOf("1"); len(c.Watchers) != 0 {
			t.Errorf("it is followed by %v", c.Watchers)
		}
	})
}

// TestClickOfARemovedContact: who is unlinked, or no longer with the company, is a stranger.
func TestClickOfARemovedContact(t *testing.T) {
	opened(t, "", Options{}, func(d *day, card, _ heard) {
		d.slashed("root", "#desk-operator", "/desk", "unlink ana account:northwind")
		d.operate(leave{"ben"})
		d.news()
		for i, who := range []string{"ana", "ben"} {
			d.press(who, card.Message, "Add a colleague")
			d.one(d.news(), "northwind", "This is for people the desk knows")
			d.logged(i+1, "need.linked")
		}
		if c := d.caseOf("1"); len(c.Watchers) != 0 {
			t.Errorf("it is followed by %v", c.Watchers)
		}
	})
}

// TestFortyThousandCharacters: as much as Slack takes, in a thread and as a title: kept whole, and
// shown as far as a message holds.
func TestFortyThousandCharacters(t *testing.T) {
	long := strings.Repeat("0123456789 ", 40_000/11)
	opened(t, "", Options{}, func(d *day, card, _ heard) {
		d.say("ana", "#northwind", card.TS, long)
		m := d.one(d.news(), "priority-queue", "Ana wrote: 0123456789")
		if !strings.HasSuffix(m.text, "…") {
			t.Errorf("it ends in %q", m.text[len(m.text)-20:])
		}
		if w := d.heardOf("1"); len(w) != 1 || strings.TrimSpace(w[0]) != strings.TrimSpace(long) {
			t.Errorf("%d texts are kept", len(w))
		}
		d.pass(time.Hour)
		d.say("ben", "#northwind", "", "@deskhand case open 2 "+long)
		news := d.news()
		d.one(news, "northwind", "CASE-2 · Sev 2 · 0123456789")
		d.one(news, "priority-queue", "CASE-2 · Sev 2 · 0123456789")
		d.slashed("noah", "#priority-queue", "/case", "list")
		d.one(d.news(), "priority-queue", "2 open cases")
		d.logged(0, `"level":"error"`)
	})
}

// TestDirectionsAndNothing: words written from the right, and characters that nobody sees.
func TestDirectionsAndNothing(t *testing.T) {
	opened(t, "", Options{}, func(d *day, card, _ heard) {
		hebrew := "השרת לא עונה \u202etxt.exe\u2066 since 9:00\u2069"
		d.say("ana", "#northwind", card.TS, hebrew)
		m := d.one(d.news(), "priority-queue", "השרת לא עונה")
		if strings.ContainsAny(m.text+m.Text, "\u202e\u2066\u2069") {
			t.Errorf("it turns what stands behind it: %q", m.text)
		}
		if w := d.heardOf("1"); len(w) != 1 || w[0] != hebrew {
			t.Errorf("kept: %q", w)
		}
		d.pass(time.Hour)
		d.say("ben", "#northwind", "", "@deskhand case open 3 \u200b\u200b\u2060")
		d.one(d.news(), "northwind", "Open: Title (1 of 3)") // nothing was said
		d.say("ben", "#northwind", "", "@deskhand case\u00a0open 3 \u200bPrinting\u200b is slow\ufeff")
		d.one(d.news(), "northwind", "CASE-2 · Sev 3 · ")
		// A joiner that shapes an emoji, or Persian, is part of the words.
		d.say("ben", "#northwind", d.lastIn("northwind", "CASE-2 · Sev 3"), "می\u200cخواهم 👩‍💻")
		d.one(d.news(), "priority-queue", "می\u200cخواهم 👩‍💻")
	})
}

// lastIn is the newest message of the desk in a channel that holds the words.
func (d *day) lastIn(channel, words string) (ts string) {
	for _, h := range d.w.Happened(0) {
		if h.Kind == workspace.Posted && h.Message.App == d.app.ID && d.name(h.Channel) == channel {
			if lines, _ := d.words(h.Message, h.At); strings.Contains(strings.Join(lines, "\n"), words) {
				ts = h.Message.TS
			}
		}
	}
	return ts
}

// TestNobodyIsCalledByACustomersWords: what notifies people in Slack does not when the desk passes
// on what somebody wrote, in no field of any message.
func TestNobodyIsCalledByACustomersWords(t *testing.T) {
	words := "@channel <!here> <!everyone|x> @noah <@noah> #priority-queue https://evil.example/x?a=1&b=<2> [a](https://evil.example)"
	opened(t, "", Options{}, func(d *day, card, _ heard) {
		d.say("ana", "#northwind", card.TS, words)
		d.pass(time.Hour)
		d.say("ben", "#northwind", "", "@deskhand case open 1 product:cvad "+words)
		d.pass(16 * time.Minute)
		d.slashed("noah", "#priority-queue", "/case", "list")
		d.slashed("noah", "#priority-queue", "/case", "timeline CASE-1")
		seen := 0
		for _, m := range d.news() { // the desk's own links lead to its own messages
			all := string(m.Blocks) + m.Text
			if strings.Contains(all, "evil.example") {
				seen++
			}
			for _, bad := range []string{`"broadcast"`, `"usergroup"`, "<!here", "<!channel", "<!everyone", "<#",
				`"url":"https://evil`, `"url":"http://evil`, "<https://evil", "<http://evil"} {
				if strings.Contains(all, bad) {
					t.Errorf("a message holds %s: %s", bad, all)
				}
			}
			// The desk itself calls the team of a Sev 1, before the words and not in them.
			if strings.Contains(m.text, "Logins") && strings.Contains(all, `"user"`) {
				t.Errorf("somebody is called: %s", all)
			}
		}
		if seen < 4 {
			t.Errorf("the words were passed on %d times only", seen)
		}
	})
}

// TestRenamed: people are who they are by their ids, whatever they call themselves; not even by
// the name of somebody of the staff.
func TestRenamed(t *testing.T) {
	opened(t, "", Options{}, func(d *day, card, _ heard) {
		d.ok(d.w.ChangeUser("ana", func(u *workspace.User) { u.Name, u.RealName = "noah2", "Noah Berg" }))
		d.say("noah2", "#northwind", card.TS, "It is worse")
		d.one(d.news(), "priority-queue", "Ana wrote: It is worse")
		d.press("noah2", card.Message, "Worse now")
		if v, open := d.w.Front("noah2"); !open || v.Title != "Worse CASE-1" {
			t.Error("her button does not open its form any more")
		}
		d.say("noah2", "#northwind", "", "@deskhand case take CASE-1")
		d.one(d.news(), "northwind", "This is for the vendor's people")
	})
}

// TestTheCardIsDeleted: somebody deletes the message that headed a case's thread. The next time
// the desk speaks there it puts the card up anew, and goes on under it; who writes under the old
// one is heard all the same.
func TestTheCardIsDeleted(t *testing.T) {
	for _, c := range []struct {
		name  string
		open  string
		under bool // somebody wrote under it: the thread outlives its head
	}{
		{"with a thread", "@deskhand case open 2 Logins are slow", true},
		{"without one", "@deskhand case open 1 product:cvad All is down", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			onADay(t, "", Options{}, func(d *day) {
				d.say("ana", "#northwind", "", c.open)
				old := d.one(d.news(), "northwind", "CASE-1 · Sev")
				if c.under {
					d.say("ana", "#northwind", old.TS, "It is worse")
				}
				d.ok(d.w.Delete("root", "#northwind", old.TS))
				d.opt.Quiet()
				d.pass(time.Minute)
				d.news()
				d.slashed("noah", "#priority-queue", "/case", "reply CASE-1 We look at it")
				d.pass(time.Minute)
				news := d.news()
				card := d.one(news, "northwind", "CASE-1 · Sev")
				if m := d.one(news, "northwind", "Noah: We look at it"); card.TS == old.TS || m.ThreadTS != card.TS && !c.under {
					t.Errorf("the card is %s, it was %s; what was said stands under %s", card.TS, old.TS, m.ThreadTS)
				}
				d.say("ana", "#northwind", card.TS, "Thank you")
				d.one(d.news(), "priority-queue", "Ana wrote: Thank you")
				if c.under {
					d.say("ana", "#northwind", old.TS, "And here")
					d.one(d.news(), "priority-queue", "Ana wrote: And here")
				}
				d.logged(1, "put up anew")
				d.logged(0, `"level":"error"`)
				if x := d.caseOf("1"); x.LastSaid.IsZero() {
					t.Error("what noah said counts for nothing")
				}
			})
		})
	}
}

// TestPutOutOfTheChannel: the desk is removed from a customer's channel. The operator is told,
// whoever speaks to the customer is told that it does not reach them, and new cases stand where
// their openers read.
func TestPutOutOfTheChannel(t *testing.T) {
	opened(t, "", Options{}, func(d *day, card, staff heard) {
		d.ok(d.w.Remove("root", "#northwind", "deskhand"))
		d.opt.Quiet()
		d.pass(time.Minute)
		d.one(d.news(), "desk-operator", "account/northwind/customer is there no more")
		d.slashed("noah", "#priority-queue", "/case", "reply CASE-1 We look at it")
		d.pass(time.Minute)
		d.one(d.news(), "@noah", "never reached the customer")
		d.logged(1, "a message died")
		if c := d.caseOf("1"); !c.LastSaid.IsZero() {
			t.Error("what nobody read counts as said")
		}
		d.pass(time.Hour)
		d.say("ben", "@deskhand", "", "case open 3 Printing is slow")
		d.one(d.news(), "@ben", "CASE-2 · Sev 3 · Printing is slow")
	})
}

// TestResponseAddressIsUsedUp: where the desk is not in the channel it answers through the address
// that came with the request, five times at most. The sixth answer reaches its asker directly.
func TestResponseAddressIsUsedUp(t *testing.T) {
	onADay(t, "", Options{}, func(d *day) {
		_, err := d.w.AddChannel(workspace.Channel{ID: "elsewhere", Name: "elsewhere", Members: []string{"noah"}})
		d.ok(err)
		for range 5 {
			d.w.Fault(workspace.Rule{Method: "response_url", Times: 1, Kind: workspace.UnavailAfter})
		}
		d.slashed("noah", "#elsewhere", "/case", "list")
		d.pass(3 * time.Minute)
		news := d.news()
		d.one(news, "@noah", "0 open cases")
		if n := len(news); n != 6 {
			t.Errorf("the answer is seen %d times: the address was good for five, of which nobody can tell", n)
		}
		// Nothing else waits for it.
		d.say("ana", "#northwind", "", "@deskhand case open 3 Printing is slow")
		d.one(d.news(), "northwind", "CASE-1 · Sev 3")
	})
}
