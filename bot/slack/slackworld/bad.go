package slackworld

import (
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
)

// A BadDay is something that goes wrong between the desk and Slack, of which no page may show
// anything.
type BadDay struct {
	Name  string
	Rules []workspace.Rule
	// Refresh: Slack asks for new connections after everything that anybody does.
	Refresh bool
	// Except are the pages that it does change, and why that is right.
	Except map[string]string
}

// oneEdit is why a page may show fewer edits than on a good day.
const oneEdit = "a card that could not be changed is changed once for all that happened meanwhile"

// excepted is why a page is not played on a bad day; empty where it is.
func (b BadDay) excepted(name, page string) string {
	// Two calls would fail, and the weather's word "next" mean another one.
	if strings.Contains(page, " speaking)\n") {
		for _, r := range b.Rules {
			if r.Method == "chat.postMessage" {
				return "the page's own weather strikes the same calls"
			}
		}
	}
	return b.Except[name]
}

// BadDays are the days on which every page must come out the same.
var BadDays = []BadDay{
	{Name: "everything comes twice", Rules: []workspace.Rule{{Method: "events_api", Kind: workspace.Twice}}},
	{Name: "connections are refreshed all the time", Refresh: true},
	{Name: "a connection breaks under a message", Rules: []workspace.Rule{{Method: "message", Times: 1, Kind: workspace.Drop}}},
	{Name: "a connection falls silent", Rules: []workspace.Rule{{Method: "events_api", Skip: 2, Times: 1, Kind: workspace.HalfOpen}}},
	{Name: "an answer is lost", Rules: []workspace.Rule{{Method: "chat.postMessage", Skip: 1, Times: 1, Kind: workspace.ResetAfter}}},
	{Name: "a call breaks", Rules: []workspace.Rule{{Method: "chat.postMessage", Times: 1, Kind: workspace.Reset}}},
	{Name: "an error after it was done", Rules: []workspace.Rule{{Method: "chat.postMessage", Times: 1, Kind: workspace.InternalAfter}}},
	{Name: "an error before it was done", Rules: []workspace.Rule{{Method: "chat.postMessage", Skip: 1, Times: 1, Kind: workspace.Unavailable}}},
	{Name: "too many requests", Rules: []workspace.Rule{{Method: "chat.postMessage", Times: 2, Kind: workspace.RateLimited, Wait: time.Second}}},
	{Name: "edits fail", Rules: []workspace.Rule{{Method: "chat.update", Times: 2, Kind: workspace.Unavailable}},
		Except: map[string]string{"k17-under-at-the-due.chat": oneEdit}},
}

// noticed is longer than Slack takes to see that nobody acknowledged an envelope.
const noticed = 4 * time.Second
