package bot_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// secrets are words that only one account's people, and staff, may ever read. They are spelled
// as nobody types them.
var secrets = []string{"SouthlandCorp", "SatoKen", "Sato-San", "SECRET-TITLE", "SECRET-WORDS", "SECRET-NOTE"}

// TestNoCommandCrossesAccounts is a property: whatever people of one account say, in whatever
// words, nothing of another account is changed, and nothing of it is told to them.
func TestNoCommandCrossesAccounts(t *testing.T) {
	rounds := 1500
	if testing.Short() {
		rounds = 300
	}
	w := newTwoAccounts(t)
	r := rand.New(rand.NewPCG(7, 7))
	verbs := commands.Desk("desk").Verbs
	accepted := 0
	for i := range rounds {
		v := verbs[r.IntN(len(verbs))]
		line := randomLine(r, v)
		who := []string{"ana", "rita", "stranger"}[r.IntN(3)]
		before := w.southland()
		said, err := w.say(who, line, i)
		if err == nil {
			accepted++
		}
		if after := w.southland(); !reflect.DeepEqual(before, after) {
			t.Fatalf("%s said %q and changed another account:\n%+v\n%+v", who, line, before, after)
		}
		for _, text := range said {
			for _, s := range secrets {
				if strings.Contains(text, s) {
					t.Fatalf("%s said %q and was told: %s", who, line, text)
				}
			}
		}
	}
	if accepted < rounds/20 {
		t.Errorf("only %d of %d lines were accepted: the property holds of nothing", accepted, rounds)
	}
}

// TestPrivateStaysPrivate is the same property within one account: whatever a colleague of the
// opener says, nothing of a private case is changed, and nothing of it but its number is told.
func TestPrivateStaysPrivate(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 200
	}
	w := newTwoAccounts(t)
	w.must(w.person("ana"), casework.OpenCase{Severity: 2, Title: "PRIVATE-TITLE", Private: true, Different: true}, 200)
	w.must(w.person("ana"), casework.Reply{Case: "4", Text: "PRIVATE-WORDS"}, 201)
	w.must(w.person("noah"), casework.Wait{Case: "4", For: "customer", Text: "PRIVATE-REQUEST"}, 202)
	w.must(w.person("ana"), casework.Watch{Case: "4", Who: account.Who{Word: "rita"}}, 203)
	r := rand.New(rand.NewPCG(8, 8))
	verbs := commands.Desk("desk").Verbs
	theirs := func() (c *casework.Case) {
		if err := w.store.View(t.Context(), func(tx storage.Tx) (err error) { c, err = casework.Load(tx, "4"); return err }); err != nil {
			t.Fatal(err)
		}
		return c
	}
	numbers := 0
	for i := range rounds {
		line := strings.ReplaceAll(randomLine(r, verbs[r.IntN(len(verbs))]), "CASE-2", "CASE-4")
		if i%20 == 0 {
			line = "case list"
		}
		who := []string{"rita", "stranger"}[r.IntN(2)]
		before := theirs()
		said, _ := w.say(who, line, 1000+i)
		if after := theirs(); !reflect.DeepEqual(before, after) {
			t.Fatalf("%s said %q and changed a private case:\n%+v\n%+v", who, line, before, after)
		}
		for _, text := range said {
			if strings.Contains(text, "PRIVATE") {
				t.Fatalf("%s said %q and was told: %s", who, line, text)
			}
			if strings.Contains(text, "CASE-4 · private") {
				numbers++
			}
		}
	}
	if numbers == 0 {
		t.Error("nobody was told even its number")
	}
}

func randomLine(r *rand.Rand, v commands.Verb) string {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	parts := []string{v.Path}
	for _, a := range v.Args {
		if a.Optional && r.IntN(2) == 0 {
			continue
		}
		s := ""
		switch a.Kind {
		case commands.Case:
			s = pick("CASE-1", "CASE-2", "CASE-2", "CASE-3", "CASE-9")
		case commands.Person:
			s = pick("@sato", "@ana", "@noah", "@rita", "me")
		case commands.Account:
			s = pick("southland", "northwind")
		case commands.Choice:
			s = a.Choices[r.IntN(len(a.Choices))]
		case commands.Number:
			s = pick("1", "2", "3", "4")
		case commands.When:
			s = "2026-03-02T08:59Z"
			if !a.Past {
				s = "2026-03-03T09:00Z"
			}
		case commands.Duration:
			s = "1h"
		case commands.Flag:
			parts = append(parts, "--"+a.Name)
			continue
		default:
			s = pick("cvad", "jira-software", "words", "ABCDE-FGHJK", "premier")
		}
		if a.Named {
			s = a.Name + ":" + s
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

type twoAccounts struct {
	t     *testing.T
	store *mem.Store
	rooms bot.Rooms
	now   time.Time
}

func newTwoAccounts(t *testing.T) *twoAccounts {
	t.Helper()
	root, err := fs.Sub(deploy.Desk, "desk")
	if err != nil {
		t.Fatal(err)
	}
	files, err := folder.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	d, faults := offering.Parse(files, time.LoadLocation)
	if d == nil {
		t.Fatal(faults)
	}
	reg, err := record.New(bot.Kinds()...)
	if err != nil {
		t.Fatal(err)
	}
	lib := offering.NewLibrary(d.Numbered(1))
	w := &twoAccounts{t: t, rooms: bot.House(time.LoadLocation), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		store: mem.New(reg, mem.Options{Policy: func() any { return lib }})}
	op := domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}
	h := func(user string) []domain.Handle {
		return []domain.Handle{{Platform: "slack", Team: "T" + user, User: user}}
	}
	bind := func(company, channel string) domain.Command {
		return place.Bind{Place: domain.Place{Kind: domain.AccountChannel, ID: company, Audience: domain.Customers}, Spot: domain.Spot{Platform: "slack", Channel: channel}}
	}
	for i, c := range []domain.Command{
		account.PutAccount{ID: "northwind", Name: "Northwind", Region: "EMEA", Workspaces: []account.Workspace{{Platform: "slack", Team: "Tstranger"}},
			Contracts: []account.Contract{{ID: "n", Offering: "citrix-css", Tier: "priority"}}},
		account.PutAccount{ID: "southland", Name: "SouthlandCorp", Region: "Japan", Contracts: []account.Contract{{ID: "s", Offering: "atlassian-premier", Tier: "premier"}}},
		account.PutPerson{ID: "ana", Account: "northwind", Name: "Ana Lund", Given: "Ana", Roles: []account.Role{account.Technical}, Handles: h("ana")},
		account.PutPerson{ID: "rita", Account: "northwind", Name: "Rita Moe", Given: "Rita", Roles: []account.Role{account.Renewal}, Handles: h("rita")},
		account.PutPerson{ID: "sato", Account: "southland", Name: "SatoKen", Given: "Sato-San", Roles: []account.Role{account.Technical, account.Named}, Handles: h("sato")},
		account.PutPerson{ID: "noah", Name: "Noah Berg", Given: "Noah", Roles: []account.Role{account.Engineer, account.Duty, account.Admin}, Handles: h("noah")},
		bind("northwind", "CN"), bind("southland", "CS"),
	} {
		w.must(op, c, i)
	}
	w.must(w.person("ana"), casework.OpenCase{Severity: 2, Title: "Ours"}, 100)
	w.must(w.person("sato"), casework.OpenCase{Severity: 1, Title: "SECRET-TITLE", Product: "jira-software"}, 101)
	w.must(w.person("ana"), casework.OpenCase{Severity: 3, Title: "Ours too", Different: true}, 102)
	w.must(w.person("sato"), casework.Reply{Case: "2", Text: "SECRET-WORDS"}, 103)
	w.must(w.person("noah"), casework.Note{Case: "1", Text: "SECRET-NOTE"}, 104)
	w.must(w.person("noah"), casework.Link{A: "1", B: "2"}, 105)
	return w
}

func (w *twoAccounts) person(id string) domain.Stamp {
	h := domain.Handle{Platform: "slack", Team: "T" + id, User: id}
	return domain.Stamp{Actor: domain.Actor{Kind: domain.ByPerson, Person: id, Handle: h}}
}

func (w *twoAccounts) must(s domain.Stamp, c domain.Command, n int) {
	w.t.Helper()
	s.Now, s.At, s.Cause, s.Seed = w.now, w.now, fmt.Sprint("setup/", n), [16]byte{byte(n), byte(n >> 8), 1}
	err := w.store.Update(context.Background(), storage.People, func(tx storage.Tx) error {
		out, err := domain.Step(tx, c, s)
		if err == nil {
			_, err = tx.Append(s.Cause, s.Now, out.Changes)
		}
		return err
	})
	if err != nil {
		w.t.Fatalf("%T: %v", c, err)
	}
}

// say lets somebody of northwind say a line in their own channel, and answers all that is drawn
// where they, or anybody of northwind, can read it.
func (w *twoAccounts) say(who, line string, n int) (said []string, err error) {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	sc := bot.Scene{Who: domain.Handle{Platform: "slack", Team: "T" + who, User: who}, Spot: domain.Spot{Platform: "slack", Channel: "CN"}, At: w.now}
	s := domain.Stamp{Now: w.now, At: w.now, Cause: fmt.Sprint("say/", n), Seed: [16]byte{byte(n), byte(n >> 8), 2}}
	var rows []storage.Row
	err = w.store.Update(context.Background(), storage.People, func(tx storage.Tx) error {
		asked, err := w.rooms.Read(tx, s, bot.Line{Scene: sc, Text: line, Slash: true})
		if err != nil {
			return err
		}
		if asked.Command == nil {
			return fmt.Errorf("nothing is asked by %q", line)
		}
		st := s
		st.Actor, st.Reply = asked.Actor, asked.Reply
		out, err := domain.Step(tx, asked.Command, st)
		if err != nil {
			return err
		}
		rows, err = tx.Append(st.Cause, st.Now, out.Changes)
		return err
	})
	view := w.store.View(context.Background(), func(tx storage.Tx) error {
		if r, refused := domain.AsRefusal(err); refused {
			for _, l := range append([]domain.Line{r.Line, r.Hint}, r.More...) {
				if l.IsZero() {
					continue
				}
				text, derr := card.DrawLine(l, domain.Customers, w.rooms.Names(tx, domain.Place{Kind: domain.ReplyPlace, Audience: domain.Customers, To: sc.Who}))
				if derr != nil {
					return fmt.Errorf("%q was refused in words that its asker may not read: %w", line, derr)
				}
				said = append(said, text.String())
			}
		}
		for _, row := range rows {
			e := row.Effect
			if e.Audience != domain.Customers {
				continue
			}
			doc := e.Doc
			if doc == nil {
				live, err := w.rooms.Live(tx, s, e.Live, e.Audience)
				if err != nil {
					return err
				}
				doc = &live
			}
			x, err := card.Draw(*doc, e.Audience, w.rooms.Names(tx, e.Place))
			if err != nil {
				return fmt.Errorf("%q: %w", line, err)
			}
			said = append(said, x.Head.String())
			for _, l := range x.Lines {
				said = append(said, l.String())
			}
		}
		page, err := w.page(tx, who)
		said = append(said, page...)
		return err
	})
	if view != nil {
		w.t.Fatal(view)
	}
	return said, err
}

// page is what somebody of a customer's reads on their own page.
func (w *twoAccounts) page(tx storage.Tx, who string) (said []string, err error) {
	h := domain.Handle{Platform: "slack", Team: "T" + who, User: who}
	doc, a, err := w.rooms.Home(tx, domain.Stamp{Now: w.now, At: w.now}, h)
	if err != nil {
		return nil, err
	}
	if a != domain.Customers {
		return nil, fmt.Errorf("the page of %s is drawn for %s", who, a)
	}
	x, err := card.Draw(doc, a, w.rooms.Names(tx, domain.Place{Kind: domain.HandleDirect, ID: h.String(), To: h, Audience: a}))
	if err != nil {
		return nil, fmt.Errorf("the page of %s: %w", who, err)
	}
	x = x.Flat()
	for _, l := range append([]card.Text{x.Head}, x.Lines...) {
		said = append(said, l.String())
	}
	return said, nil
}

// southland is everything that is theirs: their account, people and cases, save that a case of
// northwind's is linked with one of theirs, which staff did.
func (w *twoAccounts) southland() (out []domain.Thing) {
	w.t.Helper()
	err := w.store.View(context.Background(), func(tx storage.Tx) error {
		for _, ref := range []domain.Ref{{Kind: account.KindAccount, ID: "southland"}, {Kind: account.KindPerson, ID: "sato"}, {Kind: casework.Kind, ID: "2"},
			{Kind: account.KindPerson, ID: "noah"}} {
			t, err := tx.Load(ref)
			if err != nil {
				return err
			}
			out = append(out, t)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}
