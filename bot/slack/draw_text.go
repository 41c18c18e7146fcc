package slack

import (
	"fmt"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// fallback is the card as mrkdwn: every word escaped, instants as Slack's date mark-up.
func fallback(c card.Drawn, mention []domain.Handle) string {
	var b strings.Builder
	left := maxFallback
	add := func(piece string) bool {
		if left -= units(piece); left < 1 {
			return false
		}
		b.WriteString(piece)
		return true
	}
	for _, h := range mention {
		if h.User != "" {
			add("<@" + h.User + "> ")
		}
	}
	add(marks[c.Tone])
	for i, l := range append([]card.Text{c.Head}, c.Lines...) {
		if i > 0 && !add("\n") {
			break
		}
		for _, r := range l {
			if !r.At.IsZero() {
				if !add(date(r.At)) {
					return b.String() + "…"
				}
				continue
			}
			words := clean(r.S)
			if r.Quoted {
				words = spoken(words)
			}
			for _, r := range words {
				if !add(escape(string(r))) {
					return b.String() + "…"
				}
			}
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return "…"
	}
	return b.String()
}

func date(at time.Time) string {
	return fmt.Sprintf("<!date^%d^%s|%s>", at.Unix(), dateFormat, at.UTC().Format("2006-01-02 15:04 UTC"))
}
