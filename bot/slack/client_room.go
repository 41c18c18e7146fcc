package slack

import (
	"context"
	"net/url"
	"strings"

	"github.com/slack-go/slack"
)

// create makes a private channel, of which the bot is a member, and answers its id.
func (c client) create(ctx context.Context, name string) (id string, err error) {
	ch, err := c.api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: true})
	if err != nil {
		return "", c.done("conversations.create", err)
	}
	return ch.ID, nil
}

// invite asks users into a channel, each for themselves, and answers who could not be, and Slack's code
// for it. Where nobody could, that is an error.
func (c client) invite(ctx context.Context, channel string, users []string) (refused map[string]string, err error) {
	var answer struct {
		Errors []struct {
			User  string `json:"user"`
			Error string `json:"error"`
		} `json:"errors"`
	}
	v := url.Values{"channel": {channel}, "users": {strings.Join(users, ",")}, "force": {"true"}}
	if err := c.raw(ctx, "conversations.invite", v, &answer); err != nil {
		return nil, err
	}
	refused = map[string]string{}
	for _, e := range answer.Errors {
		refused[e.User] = e.Error
	}
	return refused, nil
}

// entitle sets what stands over a channel.
func (c client) entitle(ctx context.Context, channel, topic string) error {
	_, err := c.api.SetTopicOfConversationContext(ctx, channel, topic)
	return c.done("conversations.setTopic", err)
}

func (c client) archive(ctx context.Context, channel string) error {
	return c.done("conversations.archive", c.api.ArchiveConversationContext(ctx, channel))
}

// A bookmark is one of a channel's.
type bookmark struct{ id, title, link string }

func (c client) bookmarks(ctx context.Context, channel string) (all []bookmark, err error) {
	list, err := c.api.ListBookmarksContext(ctx, channel)
	for _, b := range list {
		all = append(all, bookmark{b.ID, b.Title, b.Link})
	}
	return all, c.done("bookmarks.list", err)
}

func (c client) addBookmark(ctx context.Context, channel, title, link string) error {
	_, err := c.api.AddBookmarkContext(ctx, channel, slack.AddBookmarkParameters{Title: title, Type: "link", Link: link})
	return c.done("bookmarks.add", err)
}

// moveBookmark lets a bookmark lead elsewhere.
func (c client) moveBookmark(ctx context.Context, channel, id, link string) error {
	_, err := c.api.EditBookmarkContext(ctx, channel, id, slack.EditBookmarkParameters{Link: link})
	return c.done("bookmarks.edit", err)
}
