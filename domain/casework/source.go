package casework

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/place"
)

// A Source is a message from which a case was opened: somebody's words that were not meant for the
// desk, until somebody else made a case of them.
type Source struct {
	Spot domain.Spot   `json:"spot"`        // with Message
	By   domain.Handle `json:"by,omitzero"` // who wrote it; zero for an app
	At   time.Time     `json:"at"`          // when
}

// IsZero reports whether there is none.
func (s Source) IsZero() bool { return s.At.IsZero() }

// reportedWithin is how old the words may be that count as the moment of asking. What is older is
// history: its moment stands on the case, and promises count from the opening.
const reportedWithin = 24 * time.Hour

// CountsFrom is the moment from which a case that is opened now counts; zero for now.
func (s Source) CountsFrom(now time.Time) time.Time {
	if s.IsZero() || s.At.After(now) || now.Sub(s.At) > reportedWithin {
		return time.Time{}
	}
	return domain.Instant(s.At)
}

// open reports whether people of the account can read where it stands.
func (s Source) open(r domain.Reader, account string) (bool, error) {
	at, ok, err := place.InChannel(r, s.Spot)
	return ok && at.Kind == domain.AccountChannel && at.ID == account, err
}

// foreign reports whether it stands in the channel of another account: what is said there never
// goes into this one's case.
func (s Source) foreign(r domain.Reader, account string) (bool, error) {
	if s.IsZero() {
		return false, nil
	}
	at, ok, err := place.InChannel(r, s.Spot)
	return ok && at.Kind == domain.AccountChannel && at.ID != account, err
}

// sourceLine says whose message it was, when, and leads to it: to customers only where they can
// read it.
func (b *book) sourceLine(staff bool) domain.Line {
	from := b.c.From
	if from.IsZero() {
		return domain.Line{}
	}
	if !staff {
		if open, err := from.open(b.r, b.c.Account); err != nil || !open {
			return domain.Line{}
		}
	}
	to := domain.LinkTo(from.Spot, domain.Say("source.message"))
	if from.By.IsZero() {
		return domain.Say("card.reported_app", domain.AtTime(from.At), to)
	}
	return domain.Say("card.reported", domain.ByHandle(from.By), domain.AtTime(from.At), to)
}

// tellDetails says in the case's threads what is known of it beyond its title. Customers who can
// read the message it was opened from are led there by the card; those who cannot are not shown it.
func (b *book) tellDetails() {
	if b.c.Details == "" {
		return
	}
	head, words := domain.Say("open.details"), domain.Say("plain", domain.InWords(b.c.Details))
	b.toStaff("details/staff", domain.Plain, head, words)
	if b.c.From.IsZero() {
		b.toCustomer("details", domain.Plain, head, words)
	}
}
