package slackworld

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
)

var (
	askedFor = regexp.MustCompile(`^.+: (.+) \((\d+) of (\d+)\)$`)
	summary  = regexp.MustCompile(`: is this right\? Then send it\.$`)
)

// talk gives the values of a form that did not open as the answers to the questions that are asked
// instead.
func (w *World) talk(ctx context.Context, a chat.Act) error {
	const longest = 20
	before := w.last()
	for range longest {
		if err := w.Settle(ctx, w.Now().Add(time.Minute)); err != nil {
			return err
		}
		m, head, found := w.asked(before)
		before = w.last()
		if !found {
			return nil
		}
		if summary.MatchString(head) {
			d, err := w.w.Press(a.Who, workspace.Ref{Channel: m.Channel, TS: m.TS}, "Send")
			if err == nil {
				_, _ = d.Wait(ctx)
			}
			return err
		}
		field := strings.ReplaceAll(strings.ToLower(askedFor.FindStringSubmatch(head)[1]), " ", "_")
		answer := a.Fields[field]
		if answer == "" {
			answer = "skip"
		}
		if _, err := w.w.Say(a.Who, m.Channel, m.ThreadTS, answer); err != nil {
			return err
		}
		w.opt.Quiet()
	}
	return nil
}

// asked is the last message since then that asks something.
func (w *World) asked(since int) (m workspace.Message, head string, found bool) {
	for _, h := range w.w.Happened(since) {
		if h.Kind != workspace.Posted || h.Message.App != w.app.ID {
			continue
		}
		lines, _ := w.words(h.Message, h.At)
		if askedFor.MatchString(lines[0]) || summary.MatchString(lines[0]) {
			m, head, found = h.Message, lines[0], true
		}
	}
	return m, head, found
}

// asking is the head of everything that a form becomes where it does not open, and of a form.
var asking = regexp.MustCompile(`<desk> (\(form for .*|.+ \(\d+ of \d+\)|.+: is this right\? Then send it\.|.+: sent\.|.+ so I stopped asking\. Nothing was sent\.)$`)

// withoutForms leaves out of a page the forms that are shown and the questions that are asked;
// what comes of them it keeps.
func withoutForms(page string) string {
	var out []string
	skip := false
	for line := range strings.SplitSeq(page, "\n") {
		if !strings.HasPrefix(line, "    ") {
			skip = asking.MatchString(line)
		}
		if !skip {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
