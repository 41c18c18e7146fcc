package slack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// An Examination is what Slack tells of the app a token belongs to.
type Examination struct {
	Team, User string        // the workspace's name and the bot's
	Scopes     []string      // granted; nil where Slack did not say
	Skew       time.Duration // how far this machine's clock is before Slack's, to about a second
}

// Examine signs in and says what it learned. An error is what Slack refuses, with its remedy
// where there is one; none holds a token.
func (s *Slack) Examine(ctx context.Context) (Examination, error) {
	var told struct {
		Team string `json:"team"`
		User string `json:"user"`
	}
	asked := time.Now()
	head, err := s.client.call(ctx, "auth.test", url.Values{}, &told)
	if err != nil {
		return Examination{}, plainly("sign in", err)
	}
	e := Examination{Team: told.Team, User: told.User}
	if list := head.Get("X-OAuth-Scopes"); list != "" {
		for scope := range strings.SplitSeq(list, ",") {
			e.Scopes = append(e.Scopes, strings.TrimSpace(scope))
		}
		slices.Sort(e.Scopes)
	}
	if at, err := http.ParseTime(head.Get("Date")); err == nil {
		e.Skew = asked.Add(time.Since(asked) / 2).Sub(at).Truncate(time.Second)
	}
	return e, nil
}

// Connects opens a connection of Socket Mode, waits to be greeted, and closes it.
func (s *Slack) Connects(ctx context.Context) error {
	k, err := s.open(ctx)
	if err != nil {
		return plainly("connect", err)
	}
	return k.conn.Close()
}

// Reads reports what a channel is called and whether the bot is in it.
func (s *Slack) Reads(ctx context.Context, channel string) (name string, in bool, err error) {
	var told struct {
		Channel struct {
			Name   string `json:"name"`
			Member bool   `json:"is_member"`
		} `json:"channel"`
	}
	if err := s.client.raw(ctx, "conversations.info", url.Values{"channel": {channel}}, &told); err != nil {
		return "", false, plainly("look at a channel", err)
	}
	return told.Channel.Name, told.Channel.Member, nil
}

// plainly is an error in words for the operator.
func plainly(about string, err error) error {
	if f, ok := fatal(about, err); ok {
		return f
	}
	if c := code(err); c != "" {
		return fmt.Errorf("slack: %s: %s", about, c)
	}
	return fmt.Errorf("slack: %s: %s", about, reason(err))
}
