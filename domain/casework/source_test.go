package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/place"
)

// channels gives the bench the channels of its two accounts and of a team.
func (b *bench) channels() {
	for _, c := range []place.Bind{
		{Place: card.AccountChannel("northwind").Address(), Spot: domain.Spot{Platform: "slack", Channel: "CN"}},
		{Place: card.AccountChannel("southland").Address(), Spot: domain.Spot{Platform: "slack", Channel: "CS"}},
		{Place: card.TeamChannel("priority").Address(), Spot: domain.Spot{Platform: "slack", Channel: "CP"}},
	} {
		if _, err := b.decide(domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}, c); err != nil {
			b.t.Fatal(err)
		}
	}
}

// fromMessage opens a case for northwind from ana's message in a channel.
func fromMessage(n int, channel string, at time.Time) casework.OpenCase {
	return casework.OpenCase{Account: "northwind", Severity: n, Title: "Payments are down", Product: "cvad", Description: "since 8:40\nno licence",
		From: casework.Source{Spot: domain.Spot{Platform: "slack", Channel: channel, Message: "1.1"}, By: handle("ana"), At: at}}
}

// A case that is opened from a message counts from when it was written, unless that is long ago or
// still to come; whose words they were and when stands on it in any case.
func TestACaseCountsFromTheMessage(t *testing.T) {
	for name, c := range map[string]struct {
		ago  time.Duration
		want string
	}{
		"some minutes ago":  {6 * time.Minute, "first response by 09:09"},
		"a day ago, barely": {24 * time.Hour, "first response was due Sun 1 Mar 09:15 and is missed"},
		"long ago":          {24*time.Hour + time.Millisecond, "first response by 09:15"},
		"ahead":             {-time.Minute, "first response by 09:15"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.channels()
			open := fromMessage(1, "CN", b.now.Add(-c.ago))
			want(t, b.do("", "noah", open), c.want)
			if got := b.get("1"); got.From != open.From || !got.OpenedAt.Equal(b.now) && !got.OpenedAt.Equal(open.From.At) {
				t.Errorf("reported %+v, opened %s", got.From, got.OpenedAt)
			}
		})
	}
}

// What customers cannot read is not shown to them because a case was made of it: neither the way
// to the message, nor its words. In another customer's channel no case begins at all.
func TestWhoReadsWhereACaseCameFrom(t *testing.T) {
	for channel, open := range map[string]bool{"CN": true, "CP": false, "C-nobodys": false} {
		b := newBench(t)
		b.channels()
		said := b.do("", "noah", fromMessage(2, channel, b.now.Add(-time.Minute)))
		both := strings.Join(said, "\n")
		if n := strings.Count(both, "reported by ana at 08:59 (see the message)"); n != map[bool]int{true: 2, false: 1}[open] {
			t.Errorf("%s: %d cards say where it came from:\n%s", channel, n, both)
		}
		if n := strings.Count(both, "no licence"); n != 1 || !slices.ContainsFunc(said, func(s string) bool {
			return strings.HasPrefix(s, "case 1 internal: What is known so far") && strings.Contains(s, "no licence")
		}) {
			t.Errorf("%s: the words are said %d times:\n%s", channel, n, both)
		}
	}
	b := newBench(t)
	b.channels()
	want(t, b.do("", "noah", fromMessage(2, "CS", b.now)), "refused: That message stands in another customer's channel")
}

// What is known beyond the title is said once to each side where no message holds it, and not at
// all where it says what the title says.
func TestWhatIsKnownBeyondTheTitle(t *testing.T) {
	b := newBench(t)
	b.channels()
	said := b.do("", "ana", casework.OpenCase{Severity: 2, Title: "Slow", Description: "since 8:40"})
	want(t, said, "case 1 internal: What is known so far: | since 8:40")
	want(t, said, "case 1 customer: What is known so far: | since 8:40")
	if said := b.do("10:00", "ana", casework.OpenCase{Severity: 2, Title: "Slow", Description: " Slow\n"}); strings.Contains(strings.Join(said, "\n"), "known so far") {
		t.Errorf("said twice: %v", said)
	}
}

// An opening that is held back keeps its message, and its words.
func TestAHeldOpeningKeepsItsMessage(t *testing.T) {
	b := newBench(t)
	b.channels()
	b.do("", "ana", sev(2))
	open := fromMessage(2, "CN", b.now)
	open.Title = "Mail, too"
	want(t, b.do("09:02", "noah", open), "Is this the same trouble?")
	id := ""
	for _, r := range b.rows {
		if d, ok := strings.CutPrefix(r.Effect.Deed, "draft/"); ok {
			id = d
		}
	}
	want(t, b.do("09:03", "noah", casework.OpenDraft{ID: id}), "no licence")
	if got := b.get("2"); got.From != open.From || !got.OpenedAt.Equal(open.From.At) {
		t.Errorf("opened at %s from %+v", got.OpenedAt, got.From)
	}
}
