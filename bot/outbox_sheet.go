package bot

import (
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// sheet is a row's file, put into the words of its readers from what is true now: a line each, the
// further lines of what somebody wrote set in, instants in the readers' zone with their dates.
func (d *Desk) sheet(tx storage.Tx, r storage.Row, now time.Time) (*Sheet, error) {
	e := r.Effect
	s := domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByDesk}}
	doc, err := d.rooms.Sheet(tx, s, e.Sheet.Of, e.Audience)
	if err != nil {
		return nil, err
	}
	zone, err := d.rooms.Clock(tx, e.Place)
	if err != nil {
		return nil, err
	}
	drawn, err := card.Draw(doc, e.Audience, d.rooms.Names(tx, e.Place))
	if err != nil {
		return nil, err
	}
	note, err := card.DrawLine(domain.Say("sheet.zone", domain.Named(zone.String())), e.Audience, d.rooms.Names(tx, e.Place))
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for _, l := range append([]card.Text{drawn.Head, note}, drawn.Lines...) {
		b.WriteString(strings.ReplaceAll(strings.TrimRight(l.Written(zone), "\n"), "\n", "\n    ") + "\n")
	}
	return &Sheet{Name: fileName(e.Sheet.Title, r.Key), Title: e.Sheet.Title, Text: b.String()}, nil
}

// fileName is a title as the name of a file, of this row alone.
func fileName(title, key string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, title)
	return plain + "-" + key[:8] + ".txt"
}
