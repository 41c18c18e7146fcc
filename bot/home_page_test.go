package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/storage"
)

// pageOf is somebody's own page as they read it.
func (w *twoAccounts) pageOf(who string) (lines []string, d card.Drawn, a domain.Audience) {
	w.t.Helper()
	h := domain.Handle{Platform: "slack", Team: "T" + who, User: who}
	err := w.store.View(w.t.Context(), func(tx storage.Tx) error {
		doc, readers, err := w.rooms.Home(tx, domain.Stamp{Now: w.now, At: w.now}, h)
		if err != nil {
			return err
		}
		a = readers
		d, err = card.Draw(doc, a, w.rooms.Names(tx, domain.Place{Kind: domain.HandleDirect, ID: h.String(), To: h, Audience: a}))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	flat := d.Flat()
	for _, l := range append([]card.Text{flat.Head}, flat.Lines...) {
		lines = append(lines, l.In(time.UTC, w.now))
	}
	return lines, d, a
}

// C5: staff see the queue in the order in which it is worked, as a list answers it; above it what
// they owe themselves, next due first.
func TestAStaffPage(t *testing.T) {
	w := newTwoAccounts(t)
	w.must(w.person("noah"), casework.Take{Case: "1"}, 300)
	w.must(w.person("noah"), casework.Take{Case: "2"}, 301)
	lines, d, a := w.pageOf("noah")
	if a != domain.Internal || len(d.Parts) != 3 {
		t.Fatalf("for %s: %d parts", a, len(d.Parts))
	}
	want := []string{"Your desk, Noah", "What you owe, next due first",
		"first response by 09:30 · CASE-2 · L1 · SECRET-TITLE · SouthlandCorp", "open · with Noah · CASE-1 · Sev 2 · Ours · Northwind",
		"The queue: 3 open cases"}
	if !slices.Equal(lines[:len(want)], want) {
		t.Errorf("reads\n%s", strings.Join(lines, "\n"))
	}
	said, err := w.sayAs("noah", "case list", 302)
	if err != nil {
		t.Fatal(err)
	}
	queue := lines[len(want) : len(want)+3]
	if !slices.Equal(queue, said[1:]) {
		t.Errorf("the queue is\n%s\nand a list answers\n%s", strings.Join(queue, "\n"), strings.Join(said[1:], "\n"))
	}
	if b := d.Buttons; len(b) != 2 || b[0].Form != "case open" || b[1].Run != "desk home" {
		t.Errorf("buttons %+v", b)
	}
}

// sayAs is what one of the staff is answered, line by line.
func (w *twoAccounts) sayAs(who, line string, n int) (said []string, err error) {
	sc := bot.Scene{Who: domain.Handle{Platform: "slack", Team: "T" + who, User: who}, Spot: domain.Spot{Platform: "slack", Channel: "CX"}, At: w.now}
	s := domain.Stamp{Now: w.now, At: w.now, Cause: fmt.Sprint("as/", n)}
	err = w.store.View(w.t.Context(), func(tx storage.Tx) error {
		asked, err := w.rooms.Read(tx, s, bot.Line{Scene: sc, Text: line, Slash: true})
		if err != nil {
			return err
		}
		s.Actor, s.Reply = asked.Actor, asked.Reply
		out, err := domain.Step(tx, asked.Command, s)
		if err != nil {
			return err
		}
		x, err := card.Draw(*out.Changes[0].Effects[0].Doc, domain.Internal, w.rooms.Names(tx, s.Reply))
		if err != nil {
			return err
		}
		for _, l := range append([]card.Text{x.Head}, x.Lines...) {
			said = append(said, l.In(time.UTC, w.now))
		}
		return nil
	})
	return said, err
}

// A contact sees what is open for their company, and opens a case; somebody the desk does not know
// is told what to do.
func TestOthersPages(t *testing.T) {
	w := newTwoAccounts(t)
	w.must(w.person("ana"), casework.OpenCase{Severity: 2, Title: "Ours alone", Private: true, Different: true}, 300)
	lines, d, a := w.pageOf("rita")
	if text := strings.Join(lines, "\n"); a != domain.Customers || !strings.HasPrefix(text, "Support for Northwind\n3 open cases\n") ||
		!strings.Contains(text, "CASE-4 · private") || strings.Contains(text, "alone") || len(d.Buttons) != 2 {
		t.Errorf("rita reads\n%s", text)
	}
	if lines, _, _ := w.pageOf("ana"); !strings.Contains(strings.Join(lines, "\n"), "Ours alone") {
		t.Errorf("ana reads\n%s", strings.Join(lines, "\n"))
	}
	lines, d, a = w.pageOf("nobody")
	if a != domain.Customers || lines[0] != "I do not know you yet" || !strings.Contains(strings.Join(lines, "\n"), "desk link CODE") || len(d.Buttons) != 0 {
		t.Errorf("somebody unknown reads\n%s", strings.Join(lines, "\n"))
	}
}

// Of a long queue a page shows the first, says how many are left out, and how to see them.
func TestALongQueue(t *testing.T) {
	w := newTwoAccounts(t)
	for i := range 60 {
		w.must(w.person("ana"), casework.OpenCase{Severity: 3, Title: fmt.Sprint("Trouble ", i), Different: true}, 300+i)
		w.must(w.person("noah"), casework.Take{Case: fmt.Sprint(4 + i)}, 400+i)
	}
	lines, d, _ := w.pageOf("noah")
	text := strings.Join(lines, "\n")
	if mine, queue := d.Parts[0].Lines, d.Parts[1].Lines; len(mine) != 16 || len(queue) != 31 ||
		!strings.Contains(text, "and 45 more. Your cases: case list --mine") || !strings.Contains(text, "and 33 more behind them. One team's cases: case list team:TEAM") {
		t.Errorf("%d and %d lines:\n%s", len(mine), len(queue), text)
	}
	if lines, d, _ = w.pageOf("rita"); len(d.Parts[0].Lines) != 31 || !strings.Contains(strings.Join(lines, "\n"), "and 32 more. All of them: case list") {
		t.Errorf("rita reads\n%s", strings.Join(lines, "\n"))
	}
}

// Whoever opens their page at home is drawn it; in another company's channels they are told that
// there is none.
func TestWhoHasAPage(t *testing.T) {
	w := newTwoAccounts(t)
	for _, c := range []struct {
		outside bool
		want    string
	}{{false, ""}, {true, "home.outside"}} {
		err := w.store.View(t.Context(), func(tx storage.Tx) error {
			sc := bot.Scene{Who: domain.Handle{Platform: "slack", Team: "Tana", User: "ana"}, Spot: domain.Spot{Platform: "slack", Channel: "CN"}, At: w.now, Outside: c.outside}
			s := domain.Stamp{Now: w.now, At: w.now, Cause: "home"}
			asked, err := w.rooms.Read(tx, s, bot.Line{Scene: sc, Text: "home"})
			if err != nil {
				return err
			}
			if _, ok := asked.Command.(front.OpenPage); !ok {
				return fmt.Errorf("asked %T", asked.Command)
			}
			s.Actor, s.Reply = asked.Actor, asked.Reply
			out, err := domain.Step(tx, asked.Command, s)
			if r, refused := domain.AsRefusal(err); refused || c.want != "" {
				if r == nil || string(r.ID) != c.want {
					t.Errorf("outside %v: %v", c.outside, err)
				}
				return nil
			}
			if err != nil {
				return err
			}
			var kinds []domain.EffectKind
			for _, ch := range out.Changes {
				for _, e := range ch.Effects {
					kinds = append(kinds, e.Kind)
				}
			}
			if !slices.Equal(kinds, []domain.EffectKind{domain.Home, domain.Ephemeral}) {
				t.Errorf("effects %v", kinds)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
