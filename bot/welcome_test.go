package bot

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// newWelcomeBench is a bench with the desk's own rooms under the shipped folder, whose account
// northwind has the channel C-n.
func newWelcomeBench(t *testing.T) (b *bench, apply func(change func(name, text string) string)) {
	t.Helper()
	root, err := fs.Sub(deploy.Desk, "desk")
	if err != nil {
		t.Fatal(err)
	}
	files, err := folder.Read(root)
	if err != nil {
		t.Fatal(err)
	}
	lib := offering.NewLibrary()
	apply = func(change func(name, text string) string) {
		t.Helper()
		changed := map[string][]byte{}
		for name, text := range files {
			changed[name] = []byte(change(name, string(text)))
		}
		d, faults := offering.Parse(changed, time.LoadLocation)
		if d == nil {
			t.Fatal(faults)
		}
		n := uint32(1)
		if last := lib.Latest(); last != nil {
			n = last.Number + 1
		}
		lib = lib.With(d.Numbered(n))
	}
	apply(func(_, text string) string { return text })
	b = &bench{t: t, at: toyStart.Add(-time.Second), log: zerolog.Nop(), rooms: func() Rooms { return House(time.LoadLocation) }}
	b.fake = &fake{name: "fake", now: func() time.Time { return b.at }}
	b.furnished(mem.Options{Policy: func() any { return lib }})
	b.northwind("2026-01-01", "2026-12-31")
	b.bindTo("C-n")
	return b, apply
}

func (b *bench) northwind(from, to string) {
	b.t.Helper()
	b.do(account.PutAccount{ID: "northwind", Name: "Northwind", Region: "EMEA", Contracts: []account.Contract{{ID: "n", Offering: "citrix-css", Tier: "priority", From: from, To: to}}})
}

func (b *bench) bindTo(channel string) {
	b.t.Helper()
	b.do(place.Bind{Place: card.AccountChannel("northwind").Address(), Spot: domain.Spot{Platform: "fake", Channel: channel}})
}

// told lists what was done with cards: "post C-n", "pin C-n/m1", "edit C-n/m1".
func (b *bench) told() (out []string) {
	for _, s := range b.fake.said {
		what := string(s.Kind) + " " + s.To.Channel
		if s.Kind != domain.Post {
			what += "/" + s.To.Message
		}
		out = append(out, what)
	}
	return out
}

func (b *bench) wantTold(want string) {
	b.t.Helper()
	if got := strings.Join(b.told(), ", "); got != want {
		b.t.Errorf("at %s: %s\nwant %s", b.at.Format(time.DateTime), got, want)
	}
}

var greet = front.Greet{Account: "northwind"}

// An account's channel has one card, pinned, however often it is imported and the process starts.
func TestAChannelHasOneCard(t *testing.T) {
	b, _ := newWelcomeBench(t)
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1")
	for range 3 {
		b.northwind("2026-01-01", "2026-12-31")
		b.bindTo("C-n")
		b.do(greet)
		b.crash()
		b.pass(time.Minute)
	}
	b.wantTold("post C-n, pin C-n/m1")
}

// It is so wherever the process dies, and whatever answer is lost.
func TestACardThatIsInterrupted(t *testing.T) {
	for name, interrupt := range map[string]func(b *bench){
		"before it is put up": func(b *bench) { b.crash() },
		"after it is put up":  func(b *bench) { b.work(); b.crash() },
		"the answer is lost": func(b *bench) {
			lost := false
			b.fake.script = func(call string, d Delivery) error {
				if call == "send" && !lost {
					lost = true
					return errLost
				}
				return nil
			}
			b.pass(time.Second)
			b.crash()
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := newWelcomeBench(t)
			b.do(greet)
			interrupt(b)
			b.do(greet)
			b.pass(time.Minute)
			b.wantTold("post C-n, pin C-n/m1")
		})
	}
}

// A card that somebody takes away is put up anew, once for each time; the one before is forgotten.
func TestACardThatIsTakenAway(t *testing.T) {
	b, _ := newWelcomeBench(t)
	b.do(greet)
	b.pass(time.Minute)
	gone := front.GreetAgain{Card: card.WelcomeCard("northwind", 1).Address()}
	b.do(gone)
	b.do(gone) // told twice
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1, post C-n, pin C-n/m2")
	b.do(gone)
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1, post C-n, pin C-n/m2")
}

// A card of which nobody heard that it was taken away is put up anew when it is to be changed.
func TestACardThatWasTakenAwayUnseen(t *testing.T) {
	b, _ := newWelcomeBench(t)
	b.do(greet)
	b.pass(time.Minute)
	b.fake.script = func(_ string, d Delivery) error {
		if d.To.Message == "m1" {
			return Never(MessageGone, errors.New("message_not_found"))
		}
		return nil
	}
	b.northwind("2026-02-01", "2026-03-01")
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1, post C-n, pin C-n/m2")
	b.northwind("2026-02-01", "")
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1, post C-n, pin C-n/m2, edit C-n/m2")
}

// Another channel is another card; another id of the same channel is not.
func TestACardFollowsItsChannel(t *testing.T) {
	b, _ := newWelcomeBench(t)
	b.do(greet)
	b.pass(time.Minute)
	b.do(place.Rename{Platform: "fake", From: "C-n", To: "C-shared"})
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1")
	b.bindTo("C-other")
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1, post C-other, pin C-other/m2")
	b.do(place.Lose{Place: card.AccountChannel("northwind").Address()})
	b.do(greet) // nowhere to put one
	b.pass(time.Minute)
	b.wantTold("post C-n, pin C-n/m1, post C-other, pin C-other/m2")
}

// What is promised stands on it: it changes with the contract, on the day on which that ends, and
// where another desk folder is applied; what it does not show changes nothing.
func TestACardSaysWhatIsSo(t *testing.T) {
	b, apply := newWelcomeBench(t)
	b.do(greet)
	if _, err := b.desk.Reface(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.pass(time.Minute)
	says := func(want string) {
		t.Helper()
		last := b.fake.said[len(b.fake.said)-1]
		var lines []string
		for _, l := range last.Card.Lines {
			lines = append(lines, l.String())
		}
		if text := strings.Join(lines, "\n"); last.Kind == domain.Pin && want != "" || want != "" && !strings.Contains(text, want) {
			t.Errorf("says\n%s\nwant %s", text, want)
		}
	}
	const first = "post C-n, pin C-n/m1"
	b.northwind("2026-02-01", "2026-12-31")
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold(first)
	b.northwind("2026-02-01", "2026-03-02")
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold(first)
	b.pass(15 * time.Hour) // to the next day
	b.wantTold(first + ", edit C-n/m1")
	says("The support contract ended on 2026-03-02")
	b.northwind("2026-02-01", "")
	b.do(greet)
	b.pass(time.Minute)
	b.wantTold(first + ", edit C-n/m1, edit C-n/m1")
	says("Priority (Citrix Customer Success Services). First response: Sev 1 under 15 minutes")
	apply(func(name, text string) string { return strings.ReplaceAll(text, "+47 12 34 56 78", "+47 99 99 99 99") })
	b.crash()
	for range 2 {
		n, err := b.desk.Reface(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b.pass(time.Minute)
		b.wantTold(first + ", edit C-n/m1, edit C-n/m1, edit C-n/m1")
		says("What cannot wait: call +47 99 99 99 99")
		_ = n
	}
	apply(func(name, text string) string { return text + "\n" })
	apply(func(name, text string) string { return strings.ReplaceAll(text, "+47 12 34 56 78", "+47 99 99 99 99") })
	if n, err := b.desk.Reface(t.Context()); err != nil || n != 1 {
		t.Errorf("%d cards, %v", n, err)
	}
	b.pass(time.Minute)
	b.wantTold(first + ", edit C-n/m1, edit C-n/m1, edit C-n/m1")
}

// An administrator makes a channel a customer's by a word in it.
func TestAChannelIsMadeACustomers(t *testing.T) {
	b, _ := newWelcomeBench(t)
	b.do(greet)
	b.do(account.PutAccount{ID: "fabrikam", Name: "Fabrikam", Region: "Americas"})
	b.do(place.Bind{Place: card.TeamChannel("priority").Address(), Spot: domain.Spot{Platform: "fake", Channel: "C-q"}})
	bind := func(account, channel string) string {
		t.Helper()
		c := front.BindChannel{Account: account, Spot: domain.Spot{Platform: "fake", Channel: channel, Thread: "m7"}}
		_, err := b.desk.Operate(t.Context(), "bind/"+account+channel, c)
		return string(answered(err))
	}
	b.pass(time.Minute)
	for _, c := range []struct{ account, channel, want string }{
		{"nobody", "C-f", "account.unknown"}, {"fabrikam", "C-n", "channel.other_account"}, {"fabrikam", "C-q", "channel.other"},
		{"fabrikam", "", "channel.direct"}, {"northwind", "C-n", ""}, {"fabrikam", "C-f", ""},
	} {
		if got := bind(c.account, c.channel); got != c.want {
			t.Errorf("%s in %q: %q, want %q", c.account, c.channel, got, c.want)
		}
	}
	b.pass(time.Minute)
	var cards []string
	for _, what := range b.told() {
		if !strings.Contains(what, "ephemeral") {
			cards = append(cards, what)
		}
	}
	if got := strings.Join(cards, ", "); got != "post C-n, pin C-n/m1, post C-f, pin C-f/m2" {
		t.Errorf("cards: %s", got)
	}
}
