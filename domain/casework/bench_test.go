package casework_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/domain/room"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// A bench is a desk without its process: commands are decided and kept, and what they would say
// is drawn as text.
type bench struct {
	t     *testing.T
	store *mem.Store
	reg   *record.Registry
	n     int
	now   time.Time
	rows  []storage.Row
	lib   *offering.Library
}

// shipped is the shipped desk folder, applied as number 1.
func shipped(t *testing.T) *offering.Desk {
	t.Helper()
	root, err := fs.Sub(deploy.Desk, "desk")
	if err != nil {
		t.Fatal(err)
	}
	return applied(t, root)
}

// applied is a desk folder, applied as number 1.
func applied(t *testing.T, root fs.FS) *offering.Desk {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(root, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d, faults := offering.Parse(files, time.LoadLocation)
	if d == nil {
		t.Fatal(faults)
	}
	return d.Numbered(1)
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return newBenchUnder(t, shipped(t))
}

// newWatch is a bench under the folder of the pages about clocks, with ola of an account of its
// fullest tier.
func newWatch(t *testing.T) *bench {
	t.Helper()
	b := newBenchUnder(t, applied(t, os.DirFS("../../bot/testdata/desks/harbour")))
	in := domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}
	for _, c := range []domain.Command{
		account.PutAccount{ID: "fjord", Name: "Fjord", Region: "EMEA", Zone: "Europe/Oslo",
			Contracts: []account.Contract{{ID: "f1", Offering: "watch", Tier: "full", From: "2025-01-01"}}},
		account.PutPerson{ID: "ola", Account: "fjord", Name: "Ola Vik", Given: "Ola", Roles: []account.Role{account.Technical}, Handles: []domain.Handle{handle("ola")}},
	} {
		if _, err := b.decide(in, c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	return b
}

func newBenchUnder(t *testing.T, desk *offering.Desk) *bench {
	t.Helper()
	reg, err := record.New(domain.FaultKinds(), place.Kinds(), account.Kinds(), room.Kinds(), casework.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, reg: reg, lib: offering.NewLibrary(desk), now: at("2026-03-02 09:00")}
	b.store = mem.New(reg, mem.Options{Policy: func() any { return b.lib }})
	in := domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}
	for _, c := range []domain.Command{
		account.PutAccount{ID: "northwind", Name: "Northwind", Region: "EMEA", Zone: "Europe/Oslo",
			Contracts:  []account.Contract{{ID: "n1", Offering: "citrix-css", Tier: "priority", From: "2026-01-01", To: "2026-12-31"}},
			Workspaces: []account.Workspace{{Platform: "slack", Team: "TN"}}},
		account.PutAccount{ID: "southland", Name: "Southland", Region: "APAC", Zone: "Asia/Tokyo",
			Contracts: []account.Contract{{ID: "s1", Offering: "atlassian-premier", Tier: "premier", From: "2026-01-01"}}},
		account.PutPerson{ID: "ana", Account: "northwind", Name: "Ana Lund", Given: "Ana", Roles: []account.Role{account.Technical}, Handles: []domain.Handle{handle("ana")}},
		account.PutPerson{ID: "rita", Account: "northwind", Name: "Rita Moe", Given: "Rita", Roles: []account.Role{account.Renewal}, Handles: []domain.Handle{handle("rita")}},
		account.PutPerson{ID: "sato", Account: "southland", Name: "Sato Ken", Given: "Sato", Roles: []account.Role{account.Technical, account.Named}, Handles: []domain.Handle{handle("sato")}},
		account.PutPerson{ID: "noah", Name: "Noah Berg", Given: "Noah", Roles: []account.Role{account.Engineer}, Teams: []string{"priority"}, Handles: []domain.Handle{handle("noah")}},
		account.PutPerson{ID: "lea", Name: "Lea Roth", Given: "Lea", Roles: []account.Role{account.Engineer}, Handles: []domain.Handle{handle("lea")}},
		account.PutPerson{ID: "dora", Name: "Dora Hart", Given: "Dora", Roles: []account.Role{account.Engineer, account.Duty}, Handles: []domain.Handle{handle("dora")}},
	} {
		if _, err := b.decide(in, c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	t.Cleanup(func() { storagetest.Replayed(t, b.store, reg) })
	return b
}

func handle(user string) domain.Handle {
	return domain.Handle{Platform: "slack", Team: "T" + user, User: user}
}

// at reads "2026-03-02 09:00" as UTC.
func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func (b *bench) decide(s domain.Stamp, c domain.Command) ([]storage.Row, error) {
	b.n++
	s.Now, s.Cause, s.Seed = b.now, fmt.Sprintf("request-%d", b.n), [16]byte(sha256.New().Sum([]byte(fmt.Sprintf("%016d", b.n)))[:16])
	if s.At.IsZero() {
		s.At = s.Now
	}
	var rows []storage.Row
	err := b.store.Update(context.Background(), storage.People, func(tx storage.Tx) error {
		out, err := domain.Step(tx, c, s)
		if err != nil {
			return err
		}
		rows, err = tx.Append(s.Cause, s.Now, out.Changes)
		return err
	})
	b.rows = append(b.rows, rows...)
	return rows, err
}

// as is a stamp of somebody who speaks in a channel; "@stranger" has no person.
func as(who string) domain.Stamp {
	h := handle(who)
	if strings.HasPrefix(who, "@") {
		h = domain.Handle{Platform: "slack", Team: "TN", User: who}
		return domain.Stamp{Actor: domain.Actor{Kind: domain.ByStranger, Handle: h}, Reply: domain.Place{Kind: domain.ReplyPlace, To: h}}
	}
	return domain.Stamp{Actor: domain.Actor{Kind: domain.ByPerson, Person: who, Handle: h}, Reply: domain.Place{Kind: domain.ReplyPlace, To: h}}
}

// do has somebody ask at an instant of the day, and answers what is said, a line each:
// "place: text". Everything due until then happens first.
func (b *bench) do(clock, who string, c domain.Command) []string {
	b.t.Helper()
	b.until(clock)
	rows, err := b.decide(as(who), c)
	if r, refused := domain.AsRefusal(err); refused {
		return []string{"refused: " + b.line(r.Line, who)}
	}
	if err != nil {
		b.t.Fatalf("%s %T: %v", who, c, err)
	}
	return b.said(rows)
}

// until lets time pass up to a time of the present day, or "2026-03-03 09:00".
func (b *bench) until(clock string) []string {
	b.t.Helper()
	to := b.now
	if len(clock) > 5 {
		to = at(clock)
	} else if clock != "" {
		to = at(b.now.Format("2006-01-02 ") + clock)
	}
	var said []string
	for range 1000 {
		var due []domain.Ref
		var next time.Time
		err := b.store.View(context.Background(), func(tx storage.Tx) error {
			var err error
			if next, err = tx.NextDue(); err != nil || next.IsZero() || next.After(to) {
				return err
			}
			due, err = tx.Due(next, 0)
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
		if len(due) == 0 {
			b.now = to
			return said
		}
		if next.After(b.now) {
			b.now = next
		}
		for _, ref := range due {
			var look domain.Command
			b.view(func(tx storage.Tx) error {
				t, err := tx.Load(ref)
				if err == nil {
					look = t.OnDue()
				}
				return err
			})
			rows, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByClock}}, look)
			if err != nil {
				b.t.Fatal(err)
			}
			said = append(said, b.said(rows)...)
		}
	}
	b.t.Fatalf("time does not pass beyond %s", b.now)
	return nil
}

func (b *bench) said(rows []storage.Row) []string {
	var out []string
	for _, r := range rows {
		e := r.Effect
		where := string(e.Place.Kind) + " " + e.Place.ID
		if e.Place.Kind == domain.CaseThread {
			where += " " + string(e.Audience)
		}
		if e.Place.Kind == domain.ReplyPlace {
			where = "only " + e.Place.To.User
		}
		if e.Kind == domain.Edit {
			continue
		}
		doc := e.Doc
		if doc == nil {
			d := b.card(e.Live.ID, e.Audience)
			doc = &d
			where += " (card)"
		}
		out = append(out, where+": "+b.draw(*doc, e.Audience))
	}
	return out
}

// card is the live card of a case as it is now.
func (b *bench) card(id string, a domain.Audience) domain.Doc {
	b.t.Helper()
	var doc domain.Doc
	err := b.store.View(context.Background(), func(tx storage.Tx) error {
		var err error
		doc, err = casework.Card(tx, domain.Stamp{Now: b.now}, domain.Ref{Kind: casework.Kind, ID: id}, a)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return doc
}

func (b *bench) draw(d domain.Doc, a domain.Audience) string {
	b.t.Helper()
	x, err := card.Draw(d, a, names{b})
	if err != nil {
		b.t.Fatal(err)
	}
	parts := []string{x.Head.In(time.UTC, b.now)}
	for _, l := range x.Lines {
		parts = append(parts, l.In(time.UTC, b.now))
	}
	for _, k := range x.Buttons {
		parts = append(parts, "["+k.Label+"]")
	}
	return strings.Join(parts, " | ")
}

func (b *bench) line(l domain.Line, who string) string {
	a := domain.Customers
	if who == "noah" || who == "lea" || who == "dora" {
		a = domain.Internal
	}
	t, err := card.DrawLine(l, a, names{b})
	if err != nil {
		b.t.Errorf("refusal to %s: %v", who, err)
	}
	return t.In(time.UTC, b.now)
}

type names struct{ b *bench }

func (n names) Word(id domain.WordID) (s string) {
	n.b.view(func(tx storage.Tx) (err error) { s, err = tx.Word(id); return err })
	return s
}
func (n names) Person(id string) string  { return id }
func (n names) Handle(h string) string   { return h[strings.LastIndexByte(h, '/')+1:] }
func (n names) Account(id string) string { return id }
func (n names) Team(id string) string    { return id }

func (b *bench) view(fn func(storage.Tx) error) {
	b.t.Helper()
	if err := b.store.View(context.Background(), fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) get(id string) *casework.Case {
	b.t.Helper()
	var c *casework.Case
	b.view(func(tx storage.Tx) (err error) { c, err = casework.Load(tx, id); return err })
	return c
}

// want holds that one of the lines contains the text.
func want(t *testing.T, said []string, text string) {
	t.Helper()
	for _, s := range said {
		if strings.Contains(s, text) {
			return
		}
	}
	t.Errorf("nobody said %q in:\n%s", text, strings.Join(said, "\n"))
}
