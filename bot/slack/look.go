package slack

import (
	"context"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

const (
	// lookBack is how far before an attempt began its message is looked for: clocks differ.
	lookBack = time.Minute
	// lookPages is how many pages of 200 messages are read.
	lookPages = 10
)

// Look implements bot.Speaker: a post carries its row's key, and was heard of since, or is looked
// for in the history of its channel or thread. What only one person sees cannot be looked for.
func (s *Slack) Look(ctx context.Context, d bot.Delivery) (bot.Receipt, bool, error) {
	direct := !d.Direct.IsZero() || isDirect(d.To.Channel)
	if d.Kind == domain.Room {
		me, err := s.identity(ctx)
		if err != nil {
			return bot.Receipt{}, false, lookError(err)
		}
		return s.lookForRoom(ctx, me, d)
	}
	if d.Kind != domain.Post && d.Kind != domain.File && !(d.Kind == domain.Ephemeral && direct) {
		return bot.Receipt{}, false, bot.ErrNoLook
	}
	me, err := s.identity(ctx)
	if err != nil {
		return bot.Receipt{}, false, lookError(err)
	}
	if at, heard := s.echoes.find(d.Key); heard {
		return s.receipt(d.Key, at), true, nil
	}
	to := d.To
	if !d.Direct.IsZero() {
		if to.Channel, err = s.direct(ctx, d.Direct.User); err != nil {
			return bot.Receipt{}, false, fmt.Errorf("look for a message: %w", err)
		}
	}
	cursor := ""
	for range lookPages {
		page, err := s.client.past(ctx, to.Channel, to.Thread, cursor, d.Began.Add(-lookBack))
		if err != nil {
			return bot.Receipt{}, false, lookError(err)
		}
		ts, ok := page.kept[d.Key]
		if d.Sheet != nil {
			if ts, ok, err = s.lookForFile(ctx, me, d.Sheet.Name, page.sent); err != nil {
				return bot.Receipt{}, false, lookError(err)
			}
		}
		if ok {
			return s.receipt(d.Key, domain.Spot{Platform: Platform, Team: me.team, Channel: to.Channel, Thread: to.Thread, Message: ts}), true, nil
		}
		if cursor = page.next; cursor == "" {
			return bot.Receipt{}, false, nil
		}
	}
	return bot.Receipt{}, false, fmt.Errorf("look for a message: not among the last %d", lookPages*200)
}

func lookError(err error) error { return fmt.Errorf("look for a message: %w", failed(err)) }
