package bot

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
)

// sheet is what a file shows that is drawn from a thing: of a case, its timeline.
func sheet(r domain.Reader, s domain.Stamp, ref domain.Ref, a domain.Audience) (domain.Doc, error) {
	if ref.Kind != casework.Kind {
		return domain.Doc{}, fmt.Errorf("a %s has no file", ref.Kind)
	}
	return casework.Timeline(r, s, ref.ID, a)
}

// clock is the zone of whoever reads a place: for one person their own, else the desk's.
func (h house) clock(r domain.Reader, at domain.Place) (*time.Location, error) {
	if at.To.IsZero() {
		if d := offering.Of(r).Latest(); d != nil && d.Settings.Zone != nil {
			return d.Settings.Zone, nil
		}
		return time.UTC, nil
	}
	p, _, err := account.PersonOf(r, at.To)
	if err != nil {
		return nil, err
	}
	return h.zoneOf(r, asker{person: p}, "")
}
