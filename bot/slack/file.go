package slack

import (
	"context"
	"errors"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// file sends a text as a file, in three calls: Slack gives an address, the text goes there, and only
// the third call shows it to anybody. What goes wrong before that was surely not said.
func (s *Slack) file(ctx context.Context, me identity, d bot.Delivery, to domain.Spot) (bot.Receipt, error) {
	if d.Sheet == nil {
		return bot.Receipt{}, bot.Never(bot.BadContent, errors.New("a file that holds nothing"))
	}
	id, err := s.client.upload(ctx, d.Sheet.Name, clean(d.Sheet.Text))
	if err != nil {
		if alone(err) {
			return bot.Receipt{}, bot.Never(bot.BadContent, err)
		}
		return bot.Receipt{}, failed(err)
	}
	o := outgoing{channel: to.Channel, thread: to.Thread, key: d.Key, sheet: draw(d.Card, nil, d.Edition, me.url)}
	if err := s.client.share(ctx, o, id, d.Sheet.Title); err != nil {
		if alone(err) {
			return bot.Receipt{}, bot.Never(bot.BadContent, err)
		}
		return bot.Receipt{}, failure(err, false)
	}
	// The call names no message. Slack tells of it by an event, and a little later by its history;
	// nothing is ever changed about a file, so that nobody need know.
	at := domain.Spot{Platform: Platform, Team: me.team, Channel: to.Channel, Thread: to.Thread}
	if heard, ok := s.echoes.find(d.Key); ok {
		return s.receipt(d.Key, heard), nil
	}
	return bot.Receipt{Spot: at}, nil
}

// alone reports whether an error concerns one kind of call only, so that messages need not wait for
// somebody to change a setting. The operator is told all the same.
func alone(err error) bool { return code(err) == "missing_scope" }

// lookForFile finds a file of the desk's own by its name, which is of one row alone: a message of
// files carries no metadata.
func (s *Slack) lookForFile(ctx context.Context, me identity, name string, sent []sentFile) (ts string, found bool, err error) {
	for _, f := range sent {
		if f.name == "" && f.user == me.user {
			known, err := s.client.file(ctx, f.id)
			if err != nil {
				return "", false, err
			}
			f.name = known.Name
		}
		if f.name == name {
			return f.ts, true, nil
		}
	}
	return "", false, nil
}
