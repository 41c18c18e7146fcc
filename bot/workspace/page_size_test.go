package workspace_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// TestPageOfMany: the page of a channel with 500 messages, a case's card among every four, is
// under 300 KiB; what comes earlier is asked for, and there then. How long its first byte takes
// hangs on the machine, and is printed.
func TestPageOfMany(t *testing.T) {
	r := people(t, workspace.Options{Now: clockAt(begin), Rates: workspace.Rates{Off: true}}).overTCP()
	s := r.page(workspace.PageOptions{})
	api := r.client()
	text := func(kind, words string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(kind, words, false, false)
	}
	for i := range 500 {
		if i%4 > 0 {
			_, err := r.w.Say("ana", "#northwind", "", fmt.Sprintf("Message %d: the branches in the north cannot log on since nine, and @noah asked for a trace", i))
			r.ok(err)
			continue
		}
		_, _, err := api.PostMessageContext(t.Context(), r.shared.ID, slack.MsgOptionBlocks(
			slack.NewSectionBlock(text("mrkdwn", fmt.Sprintf("*!! CASE-%d · Sev 1 · Payments are down*\nopen · with Noah\nfirst response at <!date^%d^{time} {date_short_pretty}|09:15 UTC>\nrestore by <!date^%d^{time} {date_short_pretty}|15:00 UTC>\nif nobody answers, the duty manager is paged; you can call +47 12 34 56 78", i, begin.Unix(), begin.Unix())), nil, nil),
			slack.NewActionBlock("row", slack.NewButtonBlockElement("update", "1", text("plain_text", "I need an update")), slack.NewButtonBlockElement("add", "1", text("plain_text", "Add a colleague")))))
		r.ok(err)
	}
	for _, tt := range []struct {
		query string
		first string
	}{{"", "Message 301:"}, {"&n=1", "Message 101:"}, {"&n=2", "Message 1:"}} {
		began := time.Now()
		resp, err := http.Get(s.URL + "/?as=noah&c=" + r.shared.ID + tt.query)
		r.ok(err)
		took := time.Since(began)
		resp.Body.Close()
		_, html := body(t, s.URL+"/?as=noah&c="+r.shared.ID+tt.query)
		t.Logf("500 messages%s: first byte after %s, %d KiB", tt.query, took.Round(time.Millisecond), len(html)>>10)
		if tt.query == "" && len(html) > 300<<10 {
			t.Errorf("the page is %d bytes", len(html))
		}
		if !strings.Contains(html, tt.first) || !strings.Contains(html, "Message 499:") {
			t.Errorf("%q: it lacks %q or the last message", tt.query, tt.first)
		}
		if strings.Contains(html, "Earlier messages") != (tt.query != "&n=2") {
			t.Errorf("%q: whether there are earlier messages is said wrongly", tt.query)
		}
	}
}
