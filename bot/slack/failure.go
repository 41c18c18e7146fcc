package slack

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/deskhand/deskhand/bot"
)

// What Slack's error codes mean for a message. A code that stands in no list is a definite
// refusal too — Slack answered, and said no — and new ones are nearly always of that sort.
var (
	// limited: later, and it will be taken.
	limited = []string{"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "team_added_to_org"}
	// doubted: perhaps something of it was done before the error was raised.
	doubted = []string{"internal_error", "fatal_error", "request_timeout", "operation_timeout"}
	// placeless: nobody can be reached there any more, or the desk may not.
	placeless = []string{"channel_not_found", "is_archived", "not_in_channel", "thread_not_found", "cannot_reply_to_message",
		"user_not_found", "users_not_found", "user_disabled", "user_not_visible", "user_not_in_channel", "cannot_dm_bot", "messages_tab_disabled",
		"restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
		"restricted_action_non_threadable_channel", "restricted_action_thread_locked", "channel_type_not_supported", "method_not_supported_for_channel_type",
		"no_permission", "team_not_found", "not_in_group", "as_user_not_supported", "ekm_access_denied", "slack_connect_file_link_sharing_blocked",
		"used_url", "expired_url", "no_such_url", "cant_broadcast_message"}
	// messageless: the message is gone, or is no longer to be changed.
	messageless = []string{"message_not_found", "cant_update_message", "edit_window_closed", "no_item_specified", "not_pinnable", "bad_timestamp"}
)

// Pauses where Slack names none.
const (
	limitPause = 30 * time.Second
	keyPause   = time.Minute
)

// failure sorts the error of a send; edit says that it was an edit, whose limit is the
// workspace's and not a channel's.
func failure(err error, edit bool) error {
	scope := bot.ThisChannel
	if edit {
		scope = bot.AllEdits
	}
	if after := retryAfter(err); after > 0 {
		return bot.Refused(after, scope, errors.New("ratelimited"))
	}
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return refusal(r, scope)
	}
	if s, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return status(s.Code, scope, err)
	}
	return broken(err)
}

// spent sorts the error of an answer through the one-time address that came with a request. Slack
// says by the status alone that it was used five times, or is older than half an hour: nobody can
// be reached by it any more, and nothing else suffers.
func spent(err error) error {
	s, ok := errors.AsType[slack.StatusCodeError](err)
	if ok && s.Code >= 400 && s.Code < 500 && s.Code != http.StatusTooManyRequests && s.Code != http.StatusRequestTimeout {
		return bot.Never(bot.PlaceGone, errors.New("the address for answers is used up"))
	}
	return failure(err, false)
}

func refusal(r slack.SlackErrorResponse, scope bot.Scope) error {
	err := errors.New(told(r))
	in := func(list []string) bool { return slices.Contains(list, r.Err) }
	switch {
	case in(limited):
		return bot.Refused(limitPause, scope, err)
	case in(doubted):
		return bot.InDoubt(err)
	case in(placeless):
		return bot.Never(bot.PlaceGone, err)
	case in(messageless):
		return bot.Never(bot.MessageGone, err)
	case remedies[r.Err] != "" || r.Err == "access_denied":
		// Nothing can be sent before somebody has changed a setting.
		return bot.Refused(keyPause, bot.WholePlatform, err)
	}
	return bot.Never(bot.BadContent, err)
}

// told is what Slack said is wrong, with the place in the message where it said so.
func told(r slack.SlackErrorResponse) string {
	parts := []string{r.Err}
	if r.Needed != "" {
		parts = append(parts, "needs "+r.Needed)
	}
	for _, e := range r.Errors {
		if e.Message != nil {
			parts = append(parts, *e.Message)
		}
	}
	parts = append(parts, r.ResponseMetadata.Messages...)
	return strings.Join(slices.Compact(parts), ": ")
}

// status sorts an answer that was none of Slack's own: a limit without a pause, a proxy, a
// server that broke in the middle.
func status(code int, scope bot.Scope, err error) error {
	switch {
	case code == http.StatusTooManyRequests:
		return bot.Refused(limitPause, scope, err)
	case code >= 500, code == http.StatusRequestTimeout:
		return bot.InDoubt(err)
	case code == http.StatusRequestEntityTooLarge:
		return bot.Never(bot.BadContent, err)
	}
	return bot.Refused(keyPause, bot.WholePlatform, err)
}

// broken sorts what went wrong on the way. Where no connection came about, nothing was said;
// anything later leaves a doubt.
func broken(err error) error {
	// The error of an HTTP call names its address, and an address may be a secret.
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if d, ok := errors.AsType[*dialError](err); ok {
		return bot.Refused(0, bot.WholePlatform, d.err)
	}
	if c, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return bot.Refused(keyPause, bot.WholePlatform, c)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = errors.New("no answer in time")
	}
	return bot.InDoubt(err)
}

// retryAfter is how long Slack asks to wait, at least a second; zero where it asks nothing.
func retryAfter(err error) time.Duration {
	r, ok := errors.AsType[*slack.RateLimitedError](err)
	if !ok {
		return 0
	}
	return max(r.RetryAfter, time.Second)
}

// code is Slack's own error code; empty where there is none.
func code(err error) string {
	r, _ := errors.AsType[slack.SlackErrorResponse](err)
	return r.Err
}
