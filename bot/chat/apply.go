package chat

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
)

var applyWords = regexp.MustCompile(`^(\w+) applies (\S+?)(?: from (\d{4}-\d\d-\d\d \d\d:\d\d))?( and brings open cases to it)?$`)

// Applied applies a desk folder beside the page, where the words in brackets say so.
func (p *Process) Applied(ctx context.Context, words string) (known bool, err error) {
	m := applyWords.FindStringSubmatch(words)
	if m == nil {
		return false, nil
	}
	if p.desk == nil {
		return true, errors.New("no process runs")
	}
	a := bot.Application{By: m[1], Migrate: m[4] != ""}
	if a.Files, err = files(p.cast.root, m[2]); err != nil {
		return true, err
	}
	d, faults := offering.Parse(a.Files, calendar.Zones(p.zones))
	if d == nil {
		return true, faults.Err()
	}
	if m[3] != "" {
		if a.From, err = time.ParseInLocation("2006-01-02 15:04", m[3], d.Settings.Zone); err != nil {
			return true, err
		}
	}
	if err = p.store.View(ctx, func(tx storage.Tx) error {
		a.Seen, _, err = folder.Last(tx)
		return err
	}); err != nil {
		return true, err
	}
	_, err = p.desk.Apply(ctx, p.shelf, a)
	return true, err
}
