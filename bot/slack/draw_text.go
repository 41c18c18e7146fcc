package slack

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// fallback is the card as mrkdwn: every word escaped, instants as Slack's date mark-up.
func fallback(c card.Drawn, mention []domain.Handle, base string) string {
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
			if url := permalink(base, r.To); url != "" && strings.TrimSpace(words) != "" {
				if !add("<" + url + "|" + escape(strings.ReplaceAll(words, "\n", " ")) + ">") {
					return b.String() + "…"
				}
				continue
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

// permalink is the address of a message in the workspace whose own address is base; empty where
// that is not known, or the message is not on Slack.
func permalink(base string, at domain.Spot) string {
	if base == "" || at.Platform != Platform || at.Channel == "" || at.Message == "" {
		return ""
	}
	link := strings.TrimSuffix(base, "/") + "/archives/" + url.PathEscape(at.Channel) + "/p" + strings.ReplaceAll(at.Message, ".", "")
	if at.Thread != "" && at.Thread != at.Message {
		link += "?thread_ts=" + url.QueryEscape(at.Thread) + "&cid=" + url.QueryEscape(at.Channel)
	}
	return link
}

func date(at time.Time) string {
	return fmt.Sprintf("<!date^%d^%s|%s>", at.Unix(), dateFormat, at.UTC().Format("2006-01-02 15:04 UTC"))
}
