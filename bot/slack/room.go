package slack

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

const (
	maxName  = 80  // of a channel's name
	maxTopic = 250 // of what stands over a channel
	maxMark  = 255 // of a bookmark's name; undocumented: what is surely shown
)

// roomNames are the names that a room of this row may have, one after the other where they are taken:
// each ends as nobody can guess who does not know the row's key.
func roomNames(d bot.Delivery) (names []string) {
	hex := strings.ReplaceAll(d.Key, "-", "")
	for ; len(hex) >= 8; hex = hex[8:] {
		names = append(names, cut(d.Name, maxName-9)+"-"+hex[:8])
	}
	return names
}

// make makes a private channel. A name that is taken by a channel of ours is that of an earlier
// attempt: only this row knows it.
func (s *Slack) make(ctx context.Context, me identity, d bot.Delivery) (bot.Receipt, error) {
	for _, name := range roomNames(d) {
		id, err := s.client.create(ctx, name)
		switch code(err) {
		case "name_taken":
			if at, found, lerr := s.roomOf(ctx, me, name); lerr != nil || found {
				return bot.Receipt{Spot: at}, lerr
			}
			continue
		case "restricted_action", "user_is_restricted", "no_permission", "too_many_convos_for_team":
			return bot.Receipt{}, bot.Never(bot.BadContent, err)
		}
		if err != nil {
			return bot.Receipt{}, worked(err)
		}
		return bot.Receipt{Spot: domain.Spot{Platform: Platform, Team: me.team, Channel: id}}, nil
	}
	return bot.Receipt{}, bot.Never(bot.BadContent, errors.New("every name for the room is taken"))
}

// lookForRoom finds the room that an earlier attempt made.
func (s *Slack) lookForRoom(ctx context.Context, me identity, d bot.Delivery) (bot.Receipt, bool, error) {
	at, found, err := s.roomOf(ctx, me, roomNames(d)...)
	if err != nil {
		return bot.Receipt{}, false, lookError(err)
	}
	return bot.Receipt{Spot: at}, found, nil
}

// roomOf finds a channel that the desk itself made, by its names: one that somebody else gave such a
// name is none.
func (s *Slack) roomOf(ctx context.Context, me identity, names ...string) (domain.Spot, bool, error) {
	all, err := s.client.rooms(ctx)
	if err != nil {
		return domain.Spot{}, false, failed(err)
	}
	for _, r := range all {
		if r.Creator == me.user && slices.Contains(names, r.Name) {
			return domain.Spot{Platform: Platform, Team: me.team, Channel: r.ID}, true, nil
		}
	}
	return domain.Spot{}, false, nil
}

// furnish does what is done in a channel besides speaking. All of it comes to the same when it is
// done twice.
func (s *Slack) furnish(ctx context.Context, me identity, d bot.Delivery, to domain.Spot) (r bot.Receipt, err error) {
	r.Spot = domain.Spot{Platform: Platform, Team: me.team, Channel: to.Channel}
	head := strings.ReplaceAll(clean(d.Card.Head.String()), "\n", " ")
	switch d.Kind {
	case domain.Topic:
		err = s.client.entitle(ctx, to.Channel, topicOf(head))
	case domain.Bookmark:
		link := permalink(me.url, d.Toward)
		if link == "" {
			return r, bot.Never(bot.MessageGone, errors.New("a bookmark that leads nowhere"))
		}
		err = s.bookmark(ctx, to.Channel, cut(head, maxMark), link)
	case domain.Shut:
		if err = s.client.archive(ctx, to.Channel); code(err) == "already_archived" || code(err) == "is_archived" {
			err = nil
		}
	case domain.Invite:
		r.Missing, err = s.invite(ctx, to.Channel, d.Guests)
	}
	if err != nil {
		return bot.Receipt{}, worked(err)
	}
	return r, nil
}

// topicOf is a topic as Slack takes it: what it could read as a mention is escaped, which counts.
func topicOf(s string) string {
	for n := maxTopic; ; n-- {
		if t := escape(cut(s, n)); units(t) <= maxTopic {
			return t
		}
	}
}

// bookmark sees to it that a channel has the bookmark, once, leading where it should.
func (s *Slack) bookmark(ctx context.Context, channel, title, link string) error {
	all, err := s.client.bookmarks(ctx, channel)
	if err != nil {
		return err
	}
	for _, b := range all {
		switch {
		case b.title != title:
		case b.link == link:
			return nil
		default:
			return s.client.moveBookmark(ctx, channel, b.id, link)
		}
	}
	return s.client.addBookmark(ctx, channel, title, link)
}

// absences are the codes of those who cannot be asked in, and nothing else is wrong.
var absences = map[string]domain.Absence{
	"user_not_found": domain.NoSuchUser, "users_not_found": domain.NoSuchUser, "user_disabled": domain.NoSuchUser, "no_user": domain.NoSuchUser,
	"user_team_not_in_channel": domain.Outsider, "external_users_cannot_be_invited": domain.Outsider, "user_is_external": domain.Outsider,
	"cant_invite": domain.Forbidden, "cant_invite_self": domain.Forbidden, "user_is_restricted": domain.Forbidden,
	"user_is_ultra_restricted": domain.Forbidden, "ura_max_channels": domain.Forbidden, "restricted_action": domain.Forbidden,
}

// invite asks people in, and answers who could not be. Whoever is there already has come.
func (s *Slack) invite(ctx context.Context, channel string, guests map[string]domain.Handle) (missing []domain.Missing, err error) {
	person := map[string]string{}
	for id, h := range guests {
		person[h.User] = id
	}
	users := slices.Sorted(maps.Keys(person))
	if len(users) == 0 {
		return nil, nil
	}
	refused, err := s.client.invite(ctx, channel, users)
	if what := code(err); what != "" && (absences[what] != "" || what == "already_in_channel") {
		// Nobody came: Slack names the first reason alone, unless it is asked of each.
		if len(users) == 1 {
			refused, err = map[string]string{users[0]: what}, nil
		} else if refused, err = s.inviteEach(ctx, channel, users); err != nil {
			return nil, err
		}
	}
	for _, user := range users {
		switch what := refused[user]; {
		case what == "", what == "already_in_channel":
		case absences[what] != "":
			missing = append(missing, domain.Missing{Person: person[user], Why: absences[what]})
		default:
			missing = append(missing, domain.Missing{Person: person[user], Why: domain.Forbidden})
		}
	}
	return missing, err
}

func (s *Slack) inviteEach(ctx context.Context, channel string, users []string) (map[string]string, error) {
	refused := map[string]string{}
	for _, user := range users {
		_, err := s.client.invite(ctx, channel, []string{user})
		if what := code(err); absences[what] != "" || what == "already_in_channel" {
			refused[user] = what
		} else if err != nil {
			return nil, err
		}
	}
	return refused, nil
}

// worked sorts the error of work on a room. A limit is the method's own, whatever the channel; a
// scope that is missing holds up no message.
func worked(err error) error {
	if alone(err) {
		return bot.Never(bot.BadContent, err)
	}
	if f, ok := errors.AsType[*bot.Failure](err); ok {
		return f
	}
	err = failure(err, false)
	if f := bot.AsFailure(err); f.Class == bot.NotSent && f.Scope == bot.ThisChannel {
		f.Scope = bot.AllWorks
	}
	return err
}
