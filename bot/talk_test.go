package bot

import (
	"fmt"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/dialogue"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// A talker speaks with the desk of a town, without a platform: what comes in is read and decided.
type talker struct {
	*testing.T
	d *Desk
	n int
}

func (t *talker) do(in Incoming) error {
	t.Helper()
	t.n++
	s := domain.Stamp{Now: toyStart, At: toyStart, Cause: fmt.Sprint("talk/", t.n), Seed: [16]byte{byte(t.n)}}
	return t.d.store.Update(t.Context(), storage.People, func(tx storage.Tx) error {
		asked, err := t.d.rooms.Read(tx, s, in)
		if err != nil || asked.Command == nil {
			return err
		}
		s := s
		s.Actor, s.Reply = asked.Actor, asked.Reply
		_, _, err = t.d.decide(tx, asked.Command, s)
		return err
	})
}

func (t *talker) ok(in Incoming) {
	t.Helper()
	if err := t.do(in); err != nil {
		t.Fatal(err)
	}
}

func (t *talker) refused(in Incoming, id domain.MsgID) {
	t.Helper()
	if err := t.do(in); answered(err) != id {
		t.Errorf("answered %q (%v), want %q", answered(err), err, id)
	}
}

// with is the dialogue that stands with somebody at a scene.
func (t *talker) with(sc Scene) (d *dialogue.Dialogue) {
	t.Helper()
	t.d.look(t.T, func(tx storage.Tx) {
		var err error
		if d, err = talkWith(tx, sc); err != nil {
			t.Fatal(err)
		}
	})
	return d
}

func newTalker(t *testing.T) *talker {
	w := &talker{T: t, d: town(t)}
	for i, c := range []domain.Command{
		place.Bind{Place: card.TeamChannel("q").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-q"}},
		account.PutPerson{ID: "cleo", Account: "north", Name: "Cleo Park", Given: "Cleo", Handles: []domain.Handle{{Platform: "fake", Team: "T", User: "cleo"}}},
	} {
		if _, err := w.d.Operate(t.Context(), fmt.Sprint("talker/", i), c); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func alone(user string) Scene {
	sc := seat(user, "D-"+user, "")
	sc.Direct = true
	return sc
}

// TestWhereADialogueStands: in the thread where it was asked for, unless others than the asker's
// own side read it, or nobody else saw what it began with.
func TestWhereADialogueStands(t *testing.T) {
	hidden := seat("ana", "C-north", "m7")
	hidden.Hidden = true
	top := seat("ana", "C-north", "")
	for _, c := range []struct {
		name string
		in   Incoming
		at   Scene
	}{
		{"a customer's button in a case's thread", Pressed{Scene: seat("ana", "C-north", "m7"), Run: "case worse CASE-7", Form: "case worse"}, seat("ana", "C-north", "m7")},
		{"… on the card that heads it", Pressed{Scene: top, Run: "case worse CASE-7", Form: "case worse"}, seat("ana", "C-north", "m9")},
		{"… on what only she sees", Pressed{Scene: hidden, Run: "case worse CASE-7", Form: "case worse"}, alone("ana")},
		{"… directly", Pressed{Scene: alone("ana"), Run: "case worse CASE-7", Form: "case worse"}, alone("ana")},
		{"a mention at the top of the channel", Line{Scene: top, Text: "case open 2"}, seat("ana", "C-north", "m9")},
		{"… of a private case", Line{Scene: top, Text: "case open --private 2"}, alone("ana")},
		{"… of somebody of another company", Line{Scene: seat("fay", "C-north", ""), Text: "case open 2"}, alone("fay")},
		{"… in a channel that is nobody's", Line{Scene: seat("ana", "C-lunch", ""), Text: "case open 2"}, alone("ana")},
		{"staff in the staff's thread", Pressed{Scene: seat("noah", "C-q", "m8"), Run: "case resolve CASE-7", Form: "case resolve"}, seat("noah", "C-q", "m8")},
		{"staff in the customer's thread", Pressed{Scene: seat("noah", "C-north", "m7"), Run: "case resolve CASE-7", Form: "case resolve"}, alone("noah")},
		{"a slash command", Line{Scene: seat("noah", "C-q", ""), Text: "case resolve CASE-7", Slash: true}, alone("noah")},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTalker(t)
			w.ok(c.in)
			if w.with(c.at) == nil {
				t.Error("it does not stand there")
			}
		})
	}
	t.Run("somebody who may not", func(t *testing.T) {
		newTalker(t).refused(Pressed{Scene: seat("ana", "C-north", "m7"), Run: "case resolve CASE-7", Form: "case resolve"}, "case.staff_only")
	})
	t.Run("somebody who could not open one", func(t *testing.T) {
		newTalker(t).refused(Line{Scene: seat("eve", "C-north", ""), Text: "case open 2"}, "problem.missing")
	})
}

// TestWhoAnswers: nobody answers what somebody else is asked, and no button but the last.
func TestWhoAnswers(t *testing.T) {
	w := newTalker(t)
	at := seat("noah", "C-q", "m8")
	w.ok(Pressed{Scene: at, Run: "case wait CASE-7", Form: "case wait"})
	d := w.with(at)
	press := func(user string, turn int, answer string) Incoming {
		return Pressed{Scene: seat(user, "C-q", "m8"), Run: fmt.Sprintf("desk answer %s %d -- %s", d.ID, turn, answer)}
	}
	w.refused(press("ana", 1, "customer"), "dialogue.unknown")
	w.refused(press("noah", 2, "customer"), "dialogue.moved")
	w.refused(press("noah", 1, "nobody"), "problem.choice")
	w.refused(press("noah", 1, "back"), "dialogue.first")
	w.ok(press("noah", 1, "customer"))
	w.refused(press("noah", 1, "third_party"), "dialogue.moved")
	if d = w.with(at); d.Turn != 2 || len(d.Answers) != 1 {
		t.Errorf("it stands at %d with %+v", d.Turn, d.Answers)
	}
	// What ana writes in the same thread is hers.
	if w.with(seat("ana", "C-q", "m8")) != nil {
		t.Error("it stands with somebody else")
	}
	w.refused(Line{Scene: at, Text: "skip"}, "dialogue.required")
	w.ok(Line{Scene: at, Text: "cancel"})
	if w.with(at) != nil {
		t.Error("it still stands")
	}
}

// TestWhatIsAsked: what must be answered first, and nothing that the line said already.
func TestWhatIsAsked(t *testing.T) {
	for _, c := range []struct {
		name, user, line string
		want             []string
	}{
		{"a customer", "ana", "case open", []string{"severity", "title", "product", "environment", "private"}},
		{"with the severity said", "ana", "case open 2 product:cvad", []string{"title", "environment", "private"}},
		{"gravely", "ana", "case open 1", []string{"title", "product", "environment"}},
		{"staff", "noah", "case open 3", []string{"account", "title", "product", "environment"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTalker(t)
			at := alone(c.user)
			w.ok(Line{Scene: at, Text: c.line})
			var asked []string
			for d := w.with(at); d != nil && d.Field != "" && len(asked) < 10; d = w.with(at) {
				asked = append(asked, d.Field)
				answer := map[string]string{"severity": "3", "title": "It is slow", "private": "no", "account": "north"}[d.Field]
				if answer == "" {
					answer = "skip"
				}
				if err := w.do(Line{Scene: at, Text: answer}); err != nil { // there is no folder to open it under
					break
				}
			}
			n := min(len(c.want), len(asked))
			if fmt.Sprint(asked) != fmt.Sprint(c.want[:n]) || n < 2 && c.name != "gravely" {
				t.Errorf("asked %v, want %v", asked, c.want)
			}
		})
	}
}

// TestAPersonIsNamed: by the platform's own id where there is one, else by a name that one person
// has; nobody of that name is said at once.
func TestAPersonIsNamed(t *testing.T) {
	w := newTalker(t)
	at := seat("noah", "C-q", "m8")
	w.ok(Pressed{Scene: at, Run: "case assign CASE-7", Form: "case assign"})
	w.refused(Message{Scene: at, Text: "@somebody"}, "who.unknown")
	w.refused(Message{Scene: at, Text: "@cleo", Named: "<@nobody|cleo>"}, "who.unknown")
	w.ok(Message{Scene: at, Text: "@the one in Oslo", Named: "<@noah|the one in Oslo>"})
	if d := w.with(at); d.Field != "" || len(d.Answers) != 1 {
		t.Fatalf("it asks for %q", d.Field)
	}
}

// TestWordsAreNotAnswers: a command, a file alone, and what others say go where they would go.
func TestWordsAreNotAnswers(t *testing.T) {
	w := newTalker(t)
	at := seat("ana", "C-north", "m7")
	w.ok(Pressed{Scene: at, Run: "case worse CASE-7", Form: "case worse"})
	w.d.look(t, func(tx storage.Tx) {
		for _, c := range []struct {
			name string
			in   Incoming
			want domain.Command
		}{
			{"a colleague's words", Message{Scene: seat("ben", "C-north", "m7"), Text: "me too"}, casework.Say{Case: "7", Audience: domain.Customers, Text: "me too", Message: "m9"}},
			{"a file alone", Message{Scene: at, Files: []File{{Name: "a.har"}}}, casework.Say{Case: "7", Audience: domain.Customers, Message: "m9", Files: []string{"a.har"}}},
			{"a bot's", Message{Scene: at, Text: "beep", Bot: true}, nil},
			{"a command", Line{Scene: at, Text: "@deskhand nudge", Self: "@deskhand"}, casework.Nudge{Case: "7"}},
		} {
			asked, err := w.d.rooms.Read(tx, domain.Stamp{Now: toyStart, At: toyStart}, c.in)
			if err != nil || spell(asked.Command) != spell(c.want) {
				t.Errorf("%s: %s, %v", c.name, spell(asked.Command), err)
			}
		}
	})
}
