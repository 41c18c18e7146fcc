package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/dialogue"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// A town is a store with two customers' people, staff, channels and a case's thread.
func town(t *testing.T) *Desk {
	t.Helper()
	rooms := House(time.LoadLocation)
	reg, err := record.New(rooms.Kinds...)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(t.Context(), Options{Store: mem.New(reg, mem.Options{}), Rooms: rooms, Now: func() time.Time { return toyStart }, Platforms: []Platform{&fake{name: "fake", now: time.Now}}})
	if err != nil {
		t.Fatal(err)
	}
	handle := func(user string) []domain.Handle { return []domain.Handle{{Platform: "fake", Team: "T", User: user}} }
	for i, c := range []domain.Command{
		account.PutAccount{ID: "north", Name: "Northwind", Zone: "Europe/Oslo"},
		account.PutAccount{ID: "fab", Name: "Fabrikam"},
		account.PutPerson{ID: "ana", Account: "north", Name: "Ana Lima", Given: "Ana", Handles: handle("ana")},
		account.PutPerson{ID: "ben", Account: "north", Name: "Ben Okafor", Given: "Ben", Zone: "Asia/Tokyo", Handles: handle("ben")},
		account.PutPerson{ID: "fay", Account: "fab", Name: "Fay Moss", Given: "Fay", Handles: handle("fay")},
		account.PutPerson{ID: "noah", Name: "Noah Berg", Given: "Noah", Roles: []account.Role{account.Engineer}, Handles: handle("noah")},
		place.Bind{Place: card.AccountChannel("north").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-north"}},
		place.Bind{Place: card.CaseThread("7").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-north", Thread: "m7", Message: "m7"}},
		place.Bind{Place: card.StaffThread("7").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-q", Thread: "m8", Message: "m8"}},
	} {
		if _, err := d.Operate(t.Context(), "town/"+string(rune('a'+i)), c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	return d
}

func (d *Desk) look(t *testing.T, f func(tx storage.Tx)) {
	t.Helper()
	if err := d.store.View(t.Context(), func(tx storage.Tx) error { f(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func seat(user, channel, thread string) Scene {
	return Scene{Who: domain.Handle{Platform: "fake", Team: "T", User: user}, At: toyStart.Add(-time.Minute),
		Spot: domain.Spot{Platform: "fake", Channel: channel, Thread: thread, Message: "m9"}}
}

func TestRead(t *testing.T) {
	d := town(t)
	for _, c := range []struct {
		name string
		in   Incoming
		want any // the command, or what is answered
	}{
		{"plain words in a customer's thread", Message{Scene: seat("ana", "C-north", "m7"), Text: "it is worse", Files: []File{{Name: "a.har"}}},
			casework.Say{Case: "7", Audience: domain.Customers, Text: "it is worse", Message: "m9", Files: []string{"a.har"}}},
		{"plain words in the staff's thread", Message{Scene: seat("noah", "C-q", "m8"), Text: "licence server?"},
			casework.Say{Case: "7", Audience: domain.Internal, Text: "licence server?", Message: "m9"}},
		{"plain words elsewhere", Message{Scene: seat("ana", "C-north", ""), Text: "good morning"}, nil},
		{"a bot's words", Message{Scene: seat("ana", "C-north", "m7"), Text: "beep", Bot: true}, nil},
		{"an edit", Edited{Scene: seat("ana", "C-north", "m7"), Text: "it is better"}, casework.EditSaid{Case: "7", Message: "m9", Text: "it is better", Audience: domain.Customers}},
		{"a deletion", Deleted{Scene: seat("ana", "C-north", "m7")}, casework.DeleteSaid{Case: "7", Message: "m9", Audience: domain.Customers}},
		{"a mention with a command", Line{Scene: seat("ana", "C-north", ""), Text: "@deskhand case open 1 all down", Self: "@deskhand"},
			casework.OpenCase{Account: "north", Severity: 1, Title: "all down"}},
		{"a mention in a thread: the case can be left out", Line{Scene: seat("noah", "C-q", "m8"), Text: "@deskhand take", Self: "@deskhand"}, casework.Take{Case: "7"}},
		{"a mention in a thread that is no command: plain words", Line{Scene: seat("ana", "C-north", "m7"), Text: "@deskhand any news from you people", Self: "@deskhand"},
			casework.Say{Case: "7", Audience: domain.Customers, Text: "@deskhand any news from you people", Message: "m9"}},
		{"a mention in a thread that nearly is one: did you mean", Line{Scene: seat("noah", "C-q", "m8"), Text: "@deskhand resolv it is done", Self: "@deskhand"}, "problem.unknown_verb"},
		{"a slash command that is none", Line{Scene: seat("noah", "C-q", "m8"), Text: "any news", Slash: true}, "problem.unknown_verb"},
		{"a slash command that lacks something", Line{Scene: seat("noah", "C-q", ""), Text: "case open 1", Slash: true},
			dialogue.Begin{Form: "case open", Title: "Open", Run: "case open 1", At: dialogue.Direct(domain.Handle{Platform: "fake", Team: "T", User: "noah"}, domain.Internal), Elsewhere: true,
				Given: []dialogue.Given{{Field: "severity", Label: "Severity", Text: "1"}}, Grave: true}},
		{"a customer says what staff say", Line{Scene: seat("ana", "C-north", "m7"), Text: "take", Slash: true}, "case.staff_only"},
		{"somebody unknown says what the linked say", Line{Scene: seat("eve", "C-north", "m7"), Text: "close", Slash: true}, "need.linked"},
		{"a button", Pressed{Scene: seat("noah", "C-q", "m8"), Run: "case take CASE-7"}, casework.Take{Case: "7"}},
		{"a button that somebody may not press", Pressed{Scene: seat("ana", "C-north", "m7"), Run: "case take CASE-7"}, "case.staff_only"},
		{"a button whose form does not open", Pressed{Scene: seat("noah", "C-q", "m8"), Run: "case resolve CASE-7", Form: "case resolve"},
			dialogue.Begin{Form: "case resolve", Title: "Resolve CASE-7", Run: "case resolve CASE-7", At: domain.Place{Kind: domain.ReplyPlace, Audience: domain.Internal, To: domain.Handle{Platform: "fake", Team: "T", User: "noah"},
				Spot: domain.Spot{Platform: "fake", Channel: "C-q", Thread: "m8"}}}},
		{"… of somebody who may not", Pressed{Scene: seat("ana", "C-north", "m7"), Run: "case resolve CASE-7", Form: "case resolve"}, "case.staff_only"},
		{"a form", Filled{Scene: seat("noah", "C-q", ""), Form: "case resolve", Run: "case resolve CASE-7", Values: map[string]string{"text": "the hotfix is in"}},
			casework.Resolve{Case: "7", Text: "the hotfix is in"}},
		{"a form with a person", Filled{Scene: seat("noah", "C-q", ""), Form: "case assign", Run: "case assign CASE-7", Values: map[string]string{"to": "fake/T/noah"}},
			casework.Assign{Case: "7", To: account.Who{Platform: "fake", User: "noah"}}},
		{"a form that lacks something", Filled{Scene: seat("noah", "C-q", ""), Form: "case resolve", Run: "case resolve CASE-7"}, "problem.missing"},
		{"a form that nobody knows any more", Filled{Scene: seat("noah", "C-q", ""), Form: "case dance"}, "form.unknown"},
		{"a channel came to be shared", Shared{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.look(t, func(tx storage.Tx) {
				asked, err := d.rooms.Read(tx, domain.Stamp{Now: toyStart, At: toyStart, Cause: "k"}, c.in)
				if want, problem := c.want.(string); problem {
					if got := answered(err); string(got) != want {
						t.Errorf("answered %q (%v), want %q", got, err, want)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if b, ok := asked.Command.(dialogue.Begin); ok {
					if b.First == nil {
						t.Error("nothing is asked")
					}
					b.First = nil
					asked.Command = b
				}
				if got, want := spell(asked.Command), spell(c.want); got != want {
					t.Errorf("asked for %s, want %s", got, want)
				}
			})
		})
	}
}

func answered(err error) domain.MsgID {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Answer.Head.ID
	}
	if r, ok := domain.AsRefusal(err); ok {
		return r.ID
	}
	return ""
}

func spell(v any) string {
	if v == nil {
		return "nothing"
	}
	return strings.TrimSpace(sprint(v))
}

func TestWhoAsks(t *testing.T) {
	d := town(t)
	for _, c := range []struct {
		user     string
		kind     domain.ActorKind
		person   string
		audience domain.Audience
		zone     string
	}{
		{"ana", domain.ByPerson, "ana", domain.Customers, "Europe/Oslo"},
		{"ben", domain.ByPerson, "ben", domain.Customers, "Asia/Tokyo"},
		{"noah", domain.ByPerson, "noah", domain.Internal, "UTC"},
		{"eve", domain.ByStranger, "", domain.Customers, "Europe/Oslo"}, // of the channel's account
	} {
		t.Run(c.user, func(t *testing.T) {
			d.look(t, func(tx storage.Tx) {
				a, err := house{zones: time.LoadLocation}.asker(tx, seat(c.user, "C-north", "m7"))
				if err != nil {
					t.Fatal(err)
				}
				if a.Actor.Kind != c.kind || a.Actor.Person != c.person || a.Audience != c.audience || a.zone.String() != c.zone {
					t.Errorf("%+v in %s", a.Actor, a.zone)
				}
				if r := a.Reply; r.Audience != c.audience || r.To.User != c.user || r.Spot.Thread != "m7" || r.Spot.Message != "" {
					t.Errorf("answered at %+v", r)
				}
			})
		})
	}
}

// Names of contacts are told only to people of their own company and to staff.
func TestNames(t *testing.T) {
	d := town(t)
	reply := func(user string, a domain.Audience) domain.Place {
		return domain.Place{Kind: domain.ReplyPlace, To: domain.Handle{Platform: "fake", Team: "T", User: user}, Audience: a}
	}
	for _, c := range []struct {
		name string
		at   domain.Place
		want string // ana, fay, noah, Northwind, Fabrikam, @eve
	}{
		{"staff", card.StaffThread("7").Address(), "Ana Fay Noah Northwind Fabrikam Ana @eve"},
		{"her own company's channel", card.AccountChannel("north").Address(), "Ana somebody Noah Northwind another customer Ana @eve"},
		{"another company's channel", card.AccountChannel("fab").Address(), "somebody Fay Noah another customer Fabrikam somebody @eve"},
		{"a colleague alone", reply("ben", domain.Customers), "Ana somebody Noah Northwind another customer Ana @eve"},
		{"a stranger alone", reply("eve", domain.Customers), "somebody somebody Noah another customer another customer somebody @eve"},
		{"a contact directly", card.ContactDirect("fay").Address(), "somebody Fay Noah another customer Fabrikam somebody @eve"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.look(t, func(tx storage.Tx) {
				n := newNames(tx, c.at)
				got := strings.Join([]string{n.Person("ana"), n.Person("fay"), n.Person("noah"), n.Account("north"), n.Account("fab"), n.Handle("fake/T/ana"), n.Handle("fake/T/eve")}, " ")
				if got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
			})
		})
	}
}

// Whatever is wrong with a line can be said to anybody.
func TestEveryProblemCanBeSaid(t *testing.T) {
	codes := []commands.Code{
		commands.CodeNoVerb, commands.CodeUnknownVerb, commands.CodeMissing, commands.CodeUnknownArg, commands.CodeTwice, commands.CodeExtra,
		commands.CodeChoice, commands.CodeCase, commands.CodePerson, commands.CodeNumber, commands.CodeFlag, commands.CodeWhen, commands.CodeToken,
	}
	whens := []commands.WhenCode{
		commands.WhenUnknown, commands.WhenNoTime, commands.WhenBareHour, commands.WhenTwelve, commands.WhenOrder, commands.WhenNoDate, commands.WhenNoClock,
		commands.WhenBusiness, commands.WhenZone, commands.WhenZones, commands.WhenSeason, commands.WhenSkipped, commands.WhenRepeated, commands.WhenIsPast,
		commands.WhenIsFuture, commands.WhenTooFar, commands.WhenZero, commands.WhenFractions,
	}
	say := func(p *commands.Problem) {
		t.Helper()
		doc := problemDoc(p)
		if _, err := card.Draw(doc, domain.Customers, toyNames{}); err != nil {
			t.Errorf("%s: %v", p.Code, err)
		}
		if doc.Head.ID == "problem.extra" && p.Code != commands.CodeExtra {
			t.Errorf("%s has no words of its own", p.Code)
		}
	}
	for _, c := range codes {
		p := &commands.Problem{Code: c, Arg: "at", Got: "x", Want: []string{"a", "b"}, Suggest: []string{"y"}, Example: "case list"}
		if c == commands.CodeWhen {
			p.When = &commands.WhenError{Code: commands.WhenUnknown, At: "x"}
		}
		say(p)
	}
	for _, c := range whens {
		say(&commands.Problem{Code: commands.CodeWhen, Arg: "at", When: &commands.WhenError{Code: c, At: "noon-ish", Examples: []string{"in 2h"}}})
	}
}

func sprint(v any) string { return fmt.Sprintf("%T%+v", v, v) }
