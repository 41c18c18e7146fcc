package main

import (
	"bytes"
	"context"
	"io/fs"
	"regexp"
	"sync"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/deploy"
)

// A tour takes a newcomer through a promise: made, warned of, kept, broken, explained, and
// rehearsed under another policy. It ticks a step when what the step is about has happened in
// the workspace, whoever did it and however.
type tour struct {
	ctx   context.Context
	space *workspace.Workspace
	files map[string][]byte

	mu                                         sync.Mutex
	seen                                       int    // of what happened
	number                                     string // of the newest Sev 1
	thread                                     string // where it is talked about with its customer
	warned, answered, broken, asked, rehearsed bool
}

// tour begins now: what happened before is the demo's past. A desk of the user's own has none.
func (d *demo) tour(ctx context.Context) func() []workspace.Step {
	if d.own {
		return nil
	}
	t := &tour{ctx: ctx, space: d.space, files: d.files}
	for _, h := range d.space.Happened(0) {
		t.seen = h.Seq
	}
	return t.steps
}

var (
	sevOne    = regexp.MustCompile(`(CASE-\d+) · Sev 1 · `)
	warnWords = regexp.MustCompile(`CASE-\d+.* left for `)
	firstWord = regexp.MustCompile(`first response at `)
	missWords = regexp.MustCompile(`CASE-\d+.* missed at `)
	because   = regexp.MustCompile(`promised (under|within) `)
)

// look takes in what happened since it looked last.
func (t *tour) look() {
	for _, h := range t.space.Happened(t.seen) {
		t.seen = h.Seq
		if h.Message.App == "" {
			continue
		}
		text := h.Message.Text
		switch h.Kind {
		case workspace.Posted:
			t.warned = t.warned || warnWords.MatchString(text)
			t.broken = t.broken || missWords.MatchString(text)
			if m := sevOne.FindStringSubmatch(text); m != nil && h.Channel == "C0NORTHWIND" && h.Message.ThreadTS == "" {
				t.number, t.thread = m[1], h.Message.TS
			}
		case workspace.Edited:
			t.answered = t.answered || t.thread != "" && h.Message.TS == t.thread && firstWord.MatchString(text)
		case workspace.Whispered:
			t.asked = t.asked || because.MatchString(text)
		}
	}
}

// steps are the steps as they stand.
func (t *tour) steps() []workspace.Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.look()
	number := t.number
	if number == "" {
		number = "the case"
	}
	return []workspace.Step{
		{Title: "Open a Sev 1", Done: t.number != "", As: "ana", Channel: "#northwind", Text: "@deskhand open 1 product:cvad Payments are down",
			How: "Be Ana Lund of Northwind Bank, a customer, in #northwind. Tell deskhand how bad it is and what is wrong, and press Enter."},
		{Title: "Watch it warn", Done: t.warned, As: "noah", Channel: "#priority-queue",
			How: "Be Noah Berg, an engineer, in #priority-queue. An answer is promised in under 15 minutes: set the clock (above) ahead by +10m, and see the team told while there is still time."},
		{Title: "Answer it", Done: t.answered, As: "noah", Channel: "#northwind", Thread: t.thread, Text: "Looking now, please keep one failing session open",
			How: "Still Noah, in the thread of " + number + " in #northwind. To take a case is no answer: the clock stops at a person's own words to the customer."},
		{Title: "Break a promise", Done: t.broken, As: "noah", Channel: "#priority-queue",
			How: "Service is to be restored within 6 hours, and nobody does it: press +6h. The team and the duty manager are warned on the way, and told when it is missed."},
		{Title: "Ask why", Done: t.asked, As: "ana", Channel: "#northwind", Text: "@deskhand why " + t.number,
			How: "Be Ana again. Every deadline can be explained span by span: what counted, what did not, and by which promise."},
		{Title: "Rehearse a policy change", Done: t.rehearsed, Button: "Rehearse it", Run: t.rehearse,
			How: "What if a Sev 1 of Priority were answered in 10 minutes and not 15? Play a conversation against the changed folder before it goes live. With files of your own: deskhand rehearse --desk DIR FILE.chat"},
	}
}

// The policy that the tour changes, in the shipped folder.
const (
	changedFile = "offerings/citrix-css.yaml"
	policyNow   = "{kind: first_response, severity: 1, under: 15m, warn: [50%, 4m left]}"
	policyThen  = "{kind: first_response, severity: 1, under: 10m, warn: [50%, 4m left]}"
)

// rehearse plays the tour's conversation under the folder as it is and as it would be, and
// answers where the two come out otherwise.
func (t *tour) rehearse() (string, error) {
	root, err := fs.Sub(deploy.Rehearsal, "demo/rehearsal")
	if err != nil {
		return "", err
	}
	const name = "sev1.chat"
	script, err := fs.ReadFile(root, name)
	if err != nil {
		return "", err
	}
	then := map[string][]byte{}
	for k, v := range t.files {
		then[k] = bytes.Replace(v, []byte(policyNow), []byte(policyThen), 1)
	}
	now, err := playOut(t.ctx, root, name, script, t.files)
	if err != nil {
		return "", err
	}
	changed, err := playOut(t.ctx, root, name, now, then)
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rehearsed = true
	return "In " + changedFile + ", tier priority:\n- " + policyNow + "\n+ " + policyThen + "\n\nWhat comes out otherwise (- as today, + then):\n\n" + chat.Diff(now, changed), nil
}
