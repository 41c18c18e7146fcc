package slack

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// Send implements bot.Speaker.
func (s *Slack) Send(ctx context.Context, d bot.Delivery) (bot.Receipt, error) {
	me, err := s.identity(ctx)
	if err != nil {
		return bot.Receipt{}, failure(err, false)
	}
	switch d.Kind {
	case domain.Home:
		return s.home(ctx, me, d)
	case domain.Room:
		return s.make(ctx, me, d)
	}
	to, err := s.addressee(ctx, me, d)
	if err != nil {
		return bot.Receipt{}, err
	}
	switch d.Kind {
	case domain.Pin:
		return s.pin(ctx, to)
	case domain.File:
		return s.file(ctx, me, d, to)
	case domain.Invite, domain.Topic, domain.Bookmark, domain.Shut:
		return s.furnish(ctx, me, d, to)
	}
	o := outgoing{channel: to.Channel, thread: to.Thread, key: d.Key, sheet: draw(d.Card, reachable(d.Mention), d.Edition, me.url)}
	if o.left > 0 {
		s.log.Warn().Str("row", d.Key).Int("buttons", o.left).Msg("slack: buttons that no message can hold were left out")
	}
	at := domain.Spot{Platform: Platform, Team: me.team, Channel: to.Channel, Thread: to.Thread}
	switch {
	case d.Kind == domain.Edit:
		at.Message = to.Message
		err = s.client.update(ctx, o, to.Message)
	case d.Kind == domain.Ephemeral && isDirect(to.Channel) && d.Attempt > 1:
		// Elsewhere nobody can tell whether an answer arrived; here one can.
		if r, found, err := s.Look(ctx, d); err == nil && found {
			return r, nil
		}
		at.Channel, at.Message, err = s.client.post(ctx, o)
	case d.Kind == domain.Ephemeral && !isDirect(to.Channel):
		_, err = s.client.whisper(ctx, o, d.Only.User)
		if to.URL != "" && err != nil && unreachable(err) {
			// The desk is not in that channel; the address that came with the request is.
			if err = s.client.respond(ctx, o, to.URL); err != nil {
				return bot.Receipt{}, spent(err)
			}
		}
	default:
		at.Channel, at.Message, err = s.client.post(ctx, o)
	}
	if err != nil {
		err = failure(err, d.Kind == domain.Edit)
		if f := bot.AsFailure(err); f.Reason == bot.BadContent {
			s.log.Error().Str("row", d.Key).Str("error", f.Err.Error()).Msg("slack: a message was refused for what it holds")
		}
		return bot.Receipt{}, err
	}
	if d.Kind == domain.Edit || at.Message == "" {
		return bot.Receipt{Spot: at}, nil
	}
	return s.receipt(d.Key, at), nil
}

// addressee is where a delivery goes: a direct conversation is begun where there is none, and
// what is for staff goes nowhere that people of another company read.
func (s *Slack) addressee(ctx context.Context, me identity, d bot.Delivery) (domain.Spot, error) {
	if d.Direct.IsZero() {
		if d.Audience != domain.Internal || isDirect(d.To.Channel) || d.Kind == domain.Ephemeral {
			return d.To, nil
		}
		shared, err := s.shared(ctx, d.To.Channel)
		if err == nil && shared {
			err = bot.Never(bot.PlaceShared, errors.New("the channel is shared with another company"))
		}
		return d.To, err
	}
	if d.Audience == domain.Internal && d.Direct.Team != me.team {
		return domain.Spot{}, bot.Never(bot.PlaceShared, errors.New("what is for staff, to somebody of another company"))
	}
	channel, err := s.direct(ctx, d.Direct.User)
	return domain.Spot{Platform: Platform, Team: me.team, Channel: channel, Thread: d.To.Thread, Message: d.To.Message}, err
}

func (s *Slack) pin(ctx context.Context, to domain.Spot) (bot.Receipt, error) {
	err := s.client.pin(ctx, to.Channel, to.Message)
	switch {
	case err == nil, code(err) == "already_pinned":
		return bot.Receipt{Spot: to}, nil
	case alone(err), code(err) == "too_many_pins":
		return bot.Receipt{}, bot.Never(bot.BadContent, err) // nothing else suffers from it
	}
	return bot.Receipt{}, failure(err, false)
}

// unreachable reports whether a whisper failed because the desk, or the asker, is not there.
func unreachable(err error) bool { return slices.Contains(placeless, code(err)) }

// isDirect reports whether a channel is somebody's own conversation with the desk.
func isDirect(channel string) bool { return strings.HasPrefix(channel, "D") }

// reachable are those handles that Slack can notify.
func reachable(hs []domain.Handle) []domain.Handle {
	return slices.DeleteFunc(slices.Clone(hs), func(h domain.Handle) bool { return h.Platform != Platform })
}

// direct is the channel of a person's own conversation with the desk.
func (s *Slack) direct(ctx context.Context, user string) (string, error) {
	s.mu.Lock()
	channel := s.directs[user]
	s.mu.Unlock()
	if channel != "" {
		return channel, nil
	}
	channel, err := s.client.direct(ctx, user)
	if err != nil {
		return "", failed(err)
	}
	s.mu.Lock()
	s.directs[user] = channel
	s.mu.Unlock()
	return channel, nil
}

// failed sorts the error of a call that was only to prepare a send: whatever it did, nothing
// was said.
func failed(err error) error {
	err = failure(err, false)
	if f := bot.AsFailure(err); f.Class == bot.Ambiguous {
		return bot.Refused(0, bot.ThisChannel, f.Err)
	}
	return err
}

// A sharing is whether people of another company read a channel, as it was last known.
type sharing struct {
	shared bool
	until  time.Time // real time at which it is asked again
}

// sharingLasts is how long an answer is believed. Slack tells of a change at once, too.
const sharingLasts = time.Minute

// shared reports whether people of another company read a channel. Where that cannot be found
// out now, an older answer stands; where there is none, nothing is said.
func (s *Slack) shared(ctx context.Context, channel string) (bool, error) {
	s.mu.Lock()
	known, ok := s.sharings[channel]
	s.mu.Unlock()
	if ok && time.Now().Before(known.until) {
		return known.shared, nil
	}
	shared, err := s.client.shared(ctx, channel)
	if err != nil {
		if f := bot.AsFailure(failed(err)); f.Class == bot.Permanent || !ok {
			return false, f
		}
		return known.shared, nil
	}
	s.noteSharing(channel, shared)
	return shared, nil
}

// heardSharing takes up what an event says. That a channel is no longer shared is asked for anew:
// the event may be an old one that comes again, and what is for staff must not rest on it.
func (s *Slack) heardSharing(channel string, shared bool) {
	if shared {
		s.noteSharing(channel, true)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sharings, channel)
}

func (s *Slack) noteSharing(channel string, shared bool) {
	s.mu.Lock()
	s.sharings[channel] = sharing{shared: shared, until: time.Now().Add(sharingLasts)}
	s.mu.Unlock()
}
