package account_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

type desk struct {
	t     *testing.T
	store *mem.Store
	n     int
	now   time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	reg, err := record.New(domain.FaultKinds(), account.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, store: mem.New(reg, mem.Options{}), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	d.must(stamp(""), account.PutAccount{ID: "nw", Name: "Northwind"})
	d.must(stamp(""), account.PutPerson{ID: "ana", Account: "nw", Name: "Ana Lund", Given: "Ana", Roles: []account.Role{account.Technical}})
	d.must(stamp(""), account.PutPerson{ID: "noah", Name: "Noah Berg", Given: "Noah", Roles: []account.Role{account.Engineer}, Handles: []domain.Handle{handle("noah")}})
	t.Cleanup(func() { storagetest.Replayed(t, d.store, reg) })
	return d
}

func handle(user string) domain.Handle {
	user, team, other := strings.Cut(user, "@")
	if !other {
		team = "T"
	}
	return domain.Handle{Platform: "slack", Team: team, User: user}
}

// stamp is of the operator, or of somebody who is not linked.
func stamp(user string) domain.Stamp {
	if user == "" {
		return domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}
	}
	return domain.Stamp{Actor: domain.Actor{Kind: domain.ByStranger, Handle: handle(user)}, Reply: domain.Place{Kind: domain.ReplyPlace, To: handle(user)}}
}

// do decides and keeps a command, and answers the message it was refused or answered with.
func (d *desk) do(s domain.Stamp, c domain.Command) (said string, at domain.Stamp) {
	d.t.Helper()
	d.n++
	s.Now, s.At, s.Cause, s.Seed = d.now, d.now, fmt.Sprint("request/", d.n), [16]byte{byte(d.n), 9}
	err := d.store.Update(context.Background(), storage.People, func(tx storage.Tx) error {
		said = ""
		out, err := domain.Step(tx, c, s)
		if err != nil {
			return err
		}
		for _, ch := range out.Changes {
			for _, e := range ch.Effects {
				said = string(e.Doc.Head.ID)
			}
		}
		_, err = tx.Append(s.Cause, s.Now, out.Changes)
		return err
	})
	if r, refused := domain.AsRefusal(err); refused {
		return "refused " + string(r.ID), s
	}
	if err != nil {
		d.t.Fatalf("%T: %v", c, err)
	}
	return said, s
}

func (d *desk) must(s domain.Stamp, c domain.Command) {
	d.t.Helper()
	if said, _ := d.do(s, c); strings.HasPrefix(said, "refused") {
		d.t.Fatalf("%T: %s", c, said)
	}
}

func (d *desk) whose(user string) (id string) {
	d.t.Helper()
	err := d.store.View(context.Background(), func(tx storage.Tx) error {
		p, ok, err := account.PersonOf(tx, handle(user))
		if ok {
			id = p.ID
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *desk) code(person string) string {
	d.t.Helper()
	_, s := d.do(stamp(""), account.IssueCode{Person: person})
	return account.CodeFor(s, person)
}

// A code links the handle that spends it, once, within a day, from where its person may be, and never where others read.
func TestCode(t *testing.T) {
	d := newDesk(t)
	d.must(stamp(""), account.PutAccount{ID: "en", Name: "Enso", Workspaces: []account.Workspace{{Platform: "slack", Team: "E"}}})
	d.must(stamp(""), account.PutPerson{ID: "eve", Account: "en", Name: "Eve", Given: "Eve", Roles: []account.Role{account.Technical}})
	code, shown, staff, elsewhere := d.code("ana"), d.code("ana"), d.code("noah"), d.code("eve")
	for _, step := range []struct {
		name, user, code string
		shared, outside  bool
		want, whose      string
	}{
		{"guessed where others read", "u1", "AAAAA-AAAAA", true, false, "refused link.shared", ""},
		{"by somebody linked already", "noah", code, false, false, "refused link.already", "noah"},
		{"wrong", "u1", "AAAAA-AAAAA", false, false, "link.wrong", ""},
		{"in small letters, without the dash", "u1", strings.ToLower(strings.ReplaceAll(code, "-", " ")), false, true, "link.done", "ana"},
		{"twice", "u2", code, false, false, "link.wrong", ""},
		{"said where others read", "noah", shown, true, false, "link.shared", "noah"},
		{"after others read it", "u3", shown, false, false, "link.wrong", ""},
		{"of staff, from another workspace", "u3", staff, false, true, "link.wrong", ""},
		{"of staff, at home", "u5", staff, false, false, "link.staff", "noah"},
		{"of an account with its own workspaces, from another's", "u4", elsewhere, false, true, "link.wrong", ""},
		{"of an account with its own workspaces, from there", "eve@E", elsewhere, false, true, "link.done", "eve"},
	} {
		said, _ := d.do(stamp(step.user), account.SpendCode{Code: step.code, Shared: step.shared, Outside: step.outside})
		if said != step.want || d.whose(step.user) != step.whose {
			t.Errorf("%s: %s, linked to %q; want %s, %q", step.name, said, d.whose(step.user), step.want, step.whose)
		}
	}
	late := d.code("ana")
	d.now = d.now.Add(account.CodeLife + time.Second)
	if said, _ := d.do(stamp("u6"), account.SpendCode{Code: late}); said != "link.wrong" {
		t.Errorf("after its day: %s", said)
	}
}

// Guessing ends: after MaxTries wrong codes within an hour even the right one is not heard.
func TestGuessingEnds(t *testing.T) {
	d := newDesk(t)
	code := d.code("ana")
	for i := range account.MaxTries {
		if said, _ := d.do(stamp("u"), account.SpendCode{Code: fmt.Sprintf("WRONG-%05d", i)}); said != "link.wrong" {
			t.Fatalf("try %d: %s", i, said)
		}
	}
	if said, _ := d.do(stamp("u"), account.SpendCode{Code: code}); said != "refused link.too_many" {
		t.Errorf("the next try: %s", said)
	}
	if said, _ := d.do(stamp("v"), account.SpendCode{Code: "WRONG-0"}); said != "link.wrong" {
		t.Errorf("another's try: %s", said)
	}
	d.now = d.now.Add(time.Hour + time.Second)
	if said, _ := d.do(stamp("u"), account.SpendCode{Code: code}); said != "link.done" {
		t.Errorf("an hour later: %s", said)
	}
}

// Unlinked, a handle is nobody's, and can be linked to somebody again.
func TestUnlink(t *testing.T) {
	d := newDesk(t)
	d.must(stamp("u"), account.SpendCode{Code: d.code("ana")})
	d.must(stamp(""), account.Unlink{Who: account.Who{Word: "ana"}, Account: "nw"})
	if d.whose("u") != "" {
		t.Error("still linked")
	}
	if said, _ := d.do(stamp(""), account.Unlink{Who: account.Who{Word: "ana"}, Account: "nw"}); said != "link.none" {
		t.Errorf("again: %s", said)
	}
	d.now = d.now.Add(time.Minute)
	d.must(stamp("u"), account.SpendCode{Code: d.code("ana")})
	if d.whose("u") != "ana" {
		t.Error("not linked again")
	}
}

// Whoever is unlinked cannot come back by a code that was made before: it may be why.
func TestUnlinkVoidsCodes(t *testing.T) {
	d := newDesk(t)
	for _, linked := range []bool{true, false} {
		d.now = d.now.Add(time.Minute)
		if linked {
			d.must(stamp("u"), account.SpendCode{Code: d.code("ana")})
		}
		open := d.code("ana")
		d.now = d.now.Add(time.Minute)
		d.must(stamp(""), account.Unlink{Who: account.Who{Word: "ana"}, Account: "nw"})
		if said, _ := d.do(stamp("v"), account.SpendCode{Code: open}); said != "link.wrong" || d.whose("v") != "" {
			t.Errorf("linked %v: an older code: %s", linked, said)
		}
	}
	d.now = d.now.Add(time.Minute)
	if said, _ := d.do(stamp("v"), account.SpendCode{Code: d.code("ana")}); said != "link.done" {
		t.Errorf("a newer code: %s", said)
	}
}

// The only administrator whom anybody can reach stays one.
func TestLastAdministrator(t *testing.T) {
	d := newDesk(t)
	root := account.PutPerson{ID: "root", Name: "Robin", Roles: []account.Role{account.Admin}, Handles: []domain.Handle{handle("root")}}
	d.must(stamp(""), root)
	d.must(stamp(""), account.PutPerson{ID: "mia", Name: "Mia", Roles: []account.Role{account.Admin}}) // an administrator, and not linked
	asks := domain.Stamp{Actor: domain.Actor{Kind: domain.ByPerson, Person: "root", Handle: handle("root")}, Reply: domain.Place{Kind: domain.ReplyPlace, To: handle("root")}}
	strip := account.SetRoles{Who: account.Who{Word: "root"}, Roles: []account.Role{account.Engineer}}
	unlink := account.Unlink{Who: account.Who{Word: "root"}}
	for _, c := range []domain.Command{strip, unlink} {
		if said, _ := d.do(asks, c); said != "refused admin.last" {
			t.Errorf("%T: %s", c, said)
		}
	}
	d.must(asks, account.SetRoles{Who: account.Who{Word: "noah"}, Roles: []account.Role{account.Engineer, account.Admin}})
	if said, _ := d.do(asks, strip); said != "role.set" {
		t.Errorf("beside another: %s", said)
	}
}

// Told the same twice, an import records nothing; a handle of somebody else is refused.
func TestPutIsIdempotent(t *testing.T) {
	d := newDesk(t)
	version := func() (v uint64) {
		_ = d.store.View(context.Background(), func(tx storage.Tx) error {
			p, err := account.LoadPerson(tx, "noah")
			v = p.Version()
			return err
		})
		return v
	}
	before := version()
	same := account.PutPerson{ID: "noah", Name: "Noah Berg", Given: "Noah", Roles: []account.Role{account.Engineer}, Handles: []domain.Handle{handle("noah")}}
	d.must(stamp(""), same)
	if version() != before {
		t.Error("the same was recorded again")
	}
	same.Name = "Noah B. Berg"
	d.must(stamp(""), same)
	if version() != before+1 {
		t.Error("a change was not recorded once")
	}
	if said, _ := d.do(stamp(""), account.PutPerson{ID: "ben", Account: "nw", Name: "Ben", Handles: []domain.Handle{handle("noah")}}); said != "refused person.handle_taken" {
		t.Errorf("a handle of two people: %s", said)
	}
}

// A role of the other side is refused.
func TestRoles(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct{ who, role, want string }{
		{"ana", "named", "role.set"}, {"ana", "engineer", "refused role.unknown"},
		{"noah", "duty-manager", "role.set"}, {"noah", "technical", "refused role.unknown"}, {"nobody", "admin", "refused who.unknown"},
	} {
		s := stamp("x")
		if said, _ := d.do(s, account.SetRoles{Who: account.Who{Word: tt.who}, Account: "nw", Roles: []account.Role{account.Role(tt.role)}}); said != tt.want {
			t.Errorf("%s as %s: %s, want %s", tt.who, tt.role, said, tt.want)
		}
	}
}

func TestContract(t *testing.T) {
	c := account.Contract{From: "2026-01-01", To: "2026-12-31", Products: []string{"cvad"}}
	for day, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-12-31": true, "2027-01-01": false} {
		if c.On(day) != want {
			t.Errorf("on %s: %v", day, !want)
		}
	}
	if !c.Covers("cvad") || c.Covers("netscaler") || !(account.Contract{}).Covers("anything") {
		t.Error("a contract covers what it names, or everything if it names nothing")
	}
}
