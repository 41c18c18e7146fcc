package workspace_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// TestManyAtOnce lets many people, two sockets, the page's reader and bad
// weather at one workspace; the race detector is the judge, and that every
// message is there and told once to the feed.
func TestManyAtOnce(t *testing.T) {
	r := people(t, workspace.Options{Rates: workspace.Rates{Off: true}, Redelivery: []time.Duration{0, 100 * time.Millisecond}}).overTCP()
	api, ctx := r.client(), context.Background()
	page := r.page(workspace.PageOptions{})
	answer := func(b *bot, e socketmode.Event) {
		_ = b.Ack(*e.Request)
		if d, ok := e.Data.(slack.InteractionCallback); ok {
			_, _, _, _ = api.UpdateMessageContext(ctx, d.Channel.ID, d.Message.Timestamp, buttons("pressed", "Go"))
		}
	}
	r.connect(answer)
	r.connect(answer)
	const people, each = 6, 8
	var wg sync.WaitGroup
	for i := range people {
		wg.Go(func() {
			for j := range each {
				_, err := r.w.Say("noah", "#queue", "", fmt.Sprintf("%d %d", i, j))
				r.ok(err)
				_, ts, err := api.PostMessageContext(ctx, r.internal.ID, buttons("card", "Go"))
				r.ok(err)
				_, err = r.w.Press("mira", workspace.Ref{Channel: "#queue", TS: ts}, "Go")
				r.ok(err)
				if j == each/2 && i == 0 {
					r.w.Refresh()
				}
				_, _ = r.w.Messages("noah", "#queue")
				if status, _ := body(t, fmt.Sprintf("%s/part?as=noah&i=%d", page.URL, j%4)); status != 200 {
					t.Errorf("the page answered %d", status)
				}
			}
		})
	}
	wg.Wait()
	posted, seen := 0, map[string]bool{}
	for _, h := range r.w.Happened(0) {
		if h.Kind == workspace.Posted && h.Channel == r.internal.ID {
			posted++
			seen[h.Message.TS] = true
		}
	}
	if want := 2 * people * each; posted != want || len(seen) != want {
		t.Errorf("%d posted under %d timestamps, want %d", posted, len(seen), want)
	}
}
