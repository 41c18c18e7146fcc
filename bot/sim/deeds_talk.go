package sim

import (
	"fmt"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/dialogue"
)

// answer is somebody answering in words what they are asked in words, where they are asked it.
func (w *world) answer() {
	asked := w.lastAsked()
	if asked == nil {
		return
	}
	p := w.readerOf(asked)
	if p == nil {
		return
	}
	words := []string{"skip", "back", "cancel", "send", fmt.Sprint(1 + w.people.IntN(4)), w.text("it is so"), w.text("since noon"), w.text("all of them"), w.earlier()}
	text, _ := one(w, words)
	// What is said there is for the desk, be it a question of an hour ago.
	w.write(p, asked.room, asked.root, text, "answer")
}

// converse is somebody who names too little, is asked for the rest in words, and says it.
func (w *world) converse() {
	p := w.anybody(w.odds(3))
	r := w.own(p)
	if w.odds(2) {
		r = w.platform.room("@" + p.handle.User)
	}
	line, _ := one(w, []string{"case open", "case open", "case open 1", "case open 3 product:cvad"})
	if h := w.head(p); h != nil && w.odds(3) {
		verb, _ := one(w, []string{"case restore", "case severity", "case wait"})
		line = verb + " CASE-" + h.heads.ID
	}
	begun := "@deskhand " + line
	if r != nil && r.direct {
		begun = line
	}
	w.write(p, r, "", begun, path(line))
	for range 8 {
		w.pass(time.Duration(2000+w.people.IntN(60_000)) * time.Millisecond)
		asked := w.lastAsked()
		if asked == nil || !p.reads(asked.room) || w.odds(12) {
			return
		}
		if w.answers(p, asked) {
			return
		}
	}
}

// answers is a sensible answer to a question; done where it was the last.
func (w *world) answers(p *person, asked *message) (done bool) {
	var choices []card.DrawnButton
	for _, b := range asked.card.Buttons {
		switch _, word, _ := strings.Cut(b.Run, " -- "); word {
		case "send":
			w.pressOn(p, asked, b)
			return true
		case "back", "cancel":
		default:
			choices = append(choices, b)
		}
	}
	if b, ok := one(w, choices); ok && !w.odds(4) {
		w.pressOn(p, asked, b)
		return false
	}
	w.write(p, asked.room, asked.root, w.text("it is so"), "answer")
	return false
}

// lastAsked is one of the last questions that stand in the chat.
func (w *world) lastAsked() *message {
	list := w.platform.messages
	for i := len(list) - 1; i >= 0; i-- {
		if m := list[i]; !m.gone && asks(m) && !w.odds(4) {
			return m
		}
	}
	return nil
}

// asks reports whether a message is a question of a dialogue, or its summary.
func asks(m *message) bool {
	for _, b := range m.card.Buttons {
		if strings.HasPrefix(b.Run, "desk answer ") {
			return true
		}
	}
	return false
}

// readerOf is whose direct conversation it is, or somebody who reads the room.
func (w *world) readerOf(m *message) *person {
	return w.who(func(p *person) bool { return p.reads(m.room) })
}

// talks: nobody is left in the middle of a question, and none of the gravest is held up by one.
func (w *world) talks(p *past) error {
	for _, ref := range p.order {
		if ref.Kind != dialogue.Kind {
			continue
		}
		w.counts.Talks++
		t, err := p.tx.Load(ref)
		if err != nil {
			return err
		}
		d := t.(*dialogue.Dialogue)
		if due := d.NextDue(nil); d.Over == "" && (due.IsZero() || !due.After(w.at)) { // one may have been begun late
			w.fail(w.at, "%s still waits for an answer to %q", ref, d.Field)
		}
		if d.Over == dialogue.Sent {
			w.counts.Sent++
		}
		asked := 0
		for _, r := range p.things[ref] {
			if _, ok := r.Event.(dialogue.Asked); ok {
				asked++
			}
		}
		if asked != d.Turn {
			w.fail(w.at, "%s was asked %d times and counts %d", ref, asked, d.Turn)
		}
	}
	return nil
}

// secret: of a private case nobody reads anything but its number where others of its account do.
func (w *world) secret(p *past) error {
	for _, c := range p.cases {
		if !c.Private {
			continue
		}
		w.counts.Private++
		title, err := p.tx.Word(c.Title)
		if err != nil {
			return err
		}
		if title == "" {
			continue
		}
		for _, m := range w.platform.messages {
			if m.by == nil && !m.room.direct && m.room.account != "" && m.only == "" && strings.Contains(picture(m.card), title) {
				w.fail(w.at, "%s is private, and what it is about stands in #%s: %s", c.Number(), m.room.name, m.card.Head)
			}
		}
	}
	return nil
}
