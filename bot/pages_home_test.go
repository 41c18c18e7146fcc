package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

var noahs = domain.Handle{Platform: "fake", Team: "T", User: "noah"}

// newPageBench is a bench with the desk's own rooms, and noah of its staff.
func newPageBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, at: toyStart.Add(-time.Second), log: zerolog.Nop(), rooms: func() Rooms { return House(time.LoadLocation) }}
	b.fake = &fake{name: "fake", now: func() time.Time { return b.at }}
	b.furnished(mem.Options{})
	b.called("Noah")
	return b
}

// called gives noah another name: his page shows it.
func (b *bench) called(given string) {
	b.t.Helper()
	b.do(account.PutPerson{ID: "noah", Name: "Noah Berg", Given: given, Roles: []account.Role{account.Engineer}, Handles: []domain.Handle{noahs}})
}

func (b *bench) opens() { b.t.Helper(); b.do(front.OpenPage{Handle: noahs}) }

// homes are the pages that were drawn.
func (b *bench) homes() (out []string) {
	for _, h := range b.fake.heads() {
		if strings.Contains(h, " home ") {
			out = append(out, h)
		}
	}
	return out
}

func (b *bench) wantHomes(want ...string) {
	b.t.Helper()
	if got := b.homes(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		b.t.Errorf("drawn\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// However much happens, a page is drawn once in PagesEvery, and ends up showing the last of it.
func TestAPageIsDrawnOnceInAWhile(t *testing.T) {
	b := newPageBench(t)
	b.opens()
	for i := range 60 {
		b.pass(200 * time.Millisecond)
		b.called(fmt.Sprintf("Noah-%d", i))
	}
	b.pass(time.Minute)
	var last time.Time
	for _, s := range b.fake.said {
		if s.Kind != domain.Home {
			continue
		}
		if gap := s.at.Sub(last); gap < PagesEvery {
			t.Errorf("drawn again after %s", gap)
		}
		last = s.at
	}
	got := b.homes()
	if len(got) < 3 || len(got) > 5 || !strings.HasSuffix(got[len(got)-1], "Your desk, Noah-59") {
		t.Errorf("drawn\n%s", strings.Join(got, "\n"))
	}
}

// What changes nothing on a page costs no call; to open it, or to ask for it, always draws it.
func TestAPageThatShowsTheSame(t *testing.T) {
	b := newPageBench(t)
	b.opens()
	b.pass(time.Minute)
	b.do(account.PutAccount{ID: "north", Name: "Northwind"}) // nothing that he sees
	b.pass(time.Minute)
	b.opens()
	b.pass(10 * time.Second)
	b.opens()
	b.pass(time.Minute)
	b.wantHomes("09:00:00 home home of noah: Your desk, Noah", "09:02:00 home home of noah: Your desk, Noah", "09:02:10 home home of noah: Your desk, Noah")
}

// A page that nobody opened lately is let be, until it is opened again.
func TestAPageThatNobodyLooksAt(t *testing.T) {
	b := newPageBench(t)
	b.called("Nobody-has-a-page")
	b.pass(time.Minute)
	b.wantHomes()
	b.opens()
	b.pass(front.Lately)
	b.called("Later")
	b.pass(time.Hour)
	b.wantHomes("09:01:00 home home of noah: Your desk, Nobody-has-a-page")
	b.opens()
	b.pass(time.Minute)
	if got := b.homes(); len(got) != 2 || !strings.HasSuffix(got[1], "Later") {
		t.Errorf("drawn %v", got)
	}
}

// Whoever is no longer one of the staff does not go on reading what is theirs: their page turns at
// once, however long ago they opened it, also where the process died in between.
func TestAPageTurnsWithItsOwner(t *testing.T) {
	for _, dies := range []bool{false, true} {
		b := newPageBench(t)
		b.opens()
		b.pass(24 * time.Hour)
		b.do(account.Unlink{Who: account.Who{Word: "noah"}})
		if dies {
			b.crash()
		}
		b.pass(2 * time.Second)
		got := b.homes()
		if len(got) != 2 || !strings.HasSuffix(got[1], "I do not know you yet") {
			t.Fatalf("dies %v: drawn\n%s", dies, strings.Join(got, "\n"))
		}
		b.pass(time.Hour)
		if n := len(b.homes()); n != 2 {
			t.Errorf("drawn %d times", n)
		}
	}
}

// A page whose answer is lost, or that the platform does not take, is drawn again; what a limit
// delays is pages, and no message.
func TestALostPageIsDrawnAgain(t *testing.T) {
	for name, c := range map[string]struct {
		first error
		again string
	}{
		"the answer is lost":   {errLost, "09:00:05"},
		"in doubt":             {InDoubt(errors.New("502")), "09:00:05"},
		"surely not there":     {Refused(0, ThisChannel, errors.New("reset")), "09:00:05"},
		"too many pages":       {Refused(20*time.Second, AllHomes, errors.New("429")), "09:00:20"},
		"the process ends too": {errLost, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newPageBench(t)
			lost := 0
			b.fake.script = func(call string, d Delivery) error {
				if d.Kind == domain.Home && lost == 0 {
					lost++
					return c.first
				}
				return nil
			}
			b.opens()
			b.effects(plainPost("before"))
			b.work()
			if c.again == "" {
				b.crash()
			}
			b.effects(plainPost("after"))
			b.pass(time.Minute)
			got := b.homes()
			if errors.Is(c.first, errLost) {
				got = got[1:] // it was there
			}
			if len(got) != 1 || c.again != "" && !strings.HasPrefix(got[0], c.again) {
				t.Errorf("drawn again %v, want at %s", got, c.again)
			}
			for _, h := range b.fake.heads() {
				if strings.Contains(h, " post ") && h > "09:00:03" {
					t.Errorf("a message waited for a page: %s", h)
				}
			}
		})
	}
}

func plainPost(deed string) domain.Effect {
	return domain.Effect{Kind: domain.Post, Deed: deed, Place: domain.Place{Kind: domain.TeamChannel, ID: "t", Audience: domain.Internal}, Audience: domain.Internal,
		Lane: domain.LanePost, Doc: &domain.Doc{Head: domain.Say("plain", domain.Named(deed))}}
}

// Pages that hang take no more than their share of the calls under way.
func TestPagesThatHangLeaveRoom(t *testing.T) {
	q := newQueue(map[string]Limits{"fake": limitsOf(&fake{name: "fake"})}, toyStart)
	var rows []storage.Row
	for i := range 10 {
		h := domain.Handle{Platform: "fake", Team: "T", User: fmt.Sprint("u", i)}
		rows = append(rows, storage.Row{Key: fmt.Sprint("home", i), Seq: uint64(i + 1), State: storage.Waiting,
			Effect: domain.Effect{Kind: domain.Home, Lane: domain.LaneDigest, Place: domain.Place{Kind: domain.HomePage, ID: h.String(), To: h}}})
	}
	q.add(rows, toyStart)
	taken := 0
	for s := range 120 {
		now := toyStart.Add(time.Duration(s+1) * time.Second)
		list, turn := q.strangers()
		routes := make([]route, len(list))
		for i, s := range list {
			routes[i] = route{state: here, platform: "fake", channel: "fake/home/" + s.effect.place.ID}
		}
		q.routed(list, routes, turn)
		leads := q.take(now)
		for _, l := range leads {
			taken++
			q.began(l, claim{lead: l, do: doSend, row: storage.Row{Key: l.key}, delivery: Delivery{Kind: domain.Home}}, now)
		}
	}
	if taken != pagesRoom {
		t.Errorf("%d pages are under way and hang", taken)
	}
}
