package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// raw makes one reading call and decodes its answer in the desk's own form: the library's type
// of a message has no room for whose workspace its author is of. Its errors are the library's.
func (c client) raw(ctx context.Context, method string, v url.Values, into any) error {
	_, err := c.call(ctx, method, v, into)
	return err
}

// call is raw with the headers of the answer.
func (c client) call(ctx context.Context, method string, v url.Values, into any) (http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+method, strings.NewReader(v.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusTooManyRequests {
		if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
			return resp.Header, &slack.RateLimitedError{RetryAfter: time.Duration(s) * time.Second}
		}
	}
	if resp.StatusCode != http.StatusOK {
		return resp.Header, slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	var body json.RawMessage
	var head struct {
		OK     bool   `json:"ok"`
		Error  string `json:"error"`
		Needed string `json:"needed"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, resp.Body, maxFrame)).Decode(&body); err != nil {
		return resp.Header, fmt.Errorf("read the answer of %s: %w", method, err)
	}
	if err := lenient(body, &head); err != nil {
		return resp.Header, err
	}
	if !head.OK {
		return resp.Header, c.done(method, slack.SlackErrorResponse{Err: head.Error, Needed: head.Needed})
	}
	return resp.Header, lenient(body, into)
}

// A room is a conversation that the bot is in.
type room struct {
	ID     string `json:"id"`
	Direct bool   `json:"is_im"`
	Shared bool   `json:"is_ext_shared"`

	Name    string `json:"name"`
	Creator string `json:"creator"`
}

// rooms lists the conversations that the bot is in.
func (c client) rooms(ctx context.Context) (all []room, err error) {
	cursor := ""
	for {
		var page struct {
			Channels []room `json:"channels"`
			Meta     meta   `json:"response_metadata"`
		}
		v := url.Values{"types": {"public_channel,private_channel,im"}, "exclude_archived": {"true"}, "limit": {"200"}}
		if cursor != "" {
			v.Set("cursor", cursor)
		}
		if err := c.raw(ctx, "users.conversations", v, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Channels...)
		if cursor = page.Meta.Cursor; cursor == "" {
			return all, nil
		}
	}
}

type meta struct {
	Cursor string `json:"next_cursor"`
}

// A history is a page of what was said, in no certain order.
type history struct {
	Messages []utterance `json:"messages"`
	Meta     meta        `json:"response_metadata"`
}

// An utterance is a message as a history has it.
type utterance struct {
	event
	Replies int    `json:"reply_count"`
	Latest  string `json:"latest_reply"`
}
