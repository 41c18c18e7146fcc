package slack

import (
	"context"
	"errors"
	"strings"

	"github.com/slack-go/slack"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// home draws somebody's Home tab. Slack shows it to people of its own workspace only, and what is
// for staff is checked once more. A limit is the method's, not the person's.
func (s *Slack) home(ctx context.Context, me identity, d bot.Delivery) (bot.Receipt, error) {
	if d.Direct.Team != me.team {
		return bot.Receipt{}, bot.Never(bot.PlaceGone, errors.New("a Home tab is for people of the workspace itself"))
	}
	err := s.client.publish(ctx, d.Direct.User, homeView(d.Card, d.Edition, me.url))
	if err == nil {
		return bot.Receipt{Spot: domain.Spot{Platform: Platform, Team: me.team}}, nil
	}
	f := bot.AsFailure(failure(err, false))
	if f.Class == bot.NotSent && f.Scope == bot.ThisChannel && f.After > 0 {
		return bot.Receipt{}, bot.Refused(f.After, bot.AllHomes, f.Err)
	}
	if f.Reason == bot.BadContent {
		s.log.Error().Str("row", d.Key).Str("error", f.Err.Error()).Msg("slack: a Home tab was refused")
	}
	return bot.Receipt{}, f
}

// homeView draws a page as a Home tab: its head and buttons, then its parts, each under a heading,
// their lines as lists. Buttons come first where room runs out, then the parts from the top.
func homeView(c card.Drawn, edition, base string) slack.HomeTabViewRequest {
	h := &tab{base: base, edition: edition, room: maxHome, rows: maxHomeBlocks}
	h.heading(c.Head, clean(marks[c.Tone]))
	h.rich(c.Lines, false)
	h.buttons(c.Buttons)
	for _, p := range c.Parts {
		if h.rows < 4 || h.room < maxSection {
			break
		}
		if len(p.Head) > 0 {
			h.add(slack.NewDividerBlock())
			h.heading(p.Head, "")
		}
		if len(p.Head) == 0 {
			h.small(p.Lines)
		} else {
			h.list(p.Lines)
		}
		h.buttons(p.Buttons)
	}
	if len(h.blocks) == 0 {
		h.blocks = append(h.blocks, note("…"))
	}
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "home", Blocks: slack.Blocks{BlockSet: h.blocks}}
}

// A tab is a Home tab while it is being filled.
type tab struct {
	base, edition string
	room          int // characters of JSON that are left
	rows          int // blocks that are left
	blocks        []slack.Block
}

func (h *tab) add(b slack.Block) {
	h.blocks = append(h.blocks, b)
	h.rows--
	h.room -= blockCost
}

// heading is a line that is larger; one that holds an instant, which a heading cannot, is bold.
func (h *tab) heading(t card.Text, mark string) {
	words := mark
	for _, r := range t {
		if !r.At.IsZero() {
			h.rich([]card.Text{t}, true)
			return
		}
		words += spokenIf(r)
	}
	if strings.TrimSpace(words) == "" {
		return
	}
	text := plainText(strings.ReplaceAll(words, "\n", " "), maxHeader)
	h.room -= quoted(text.Text)
	h.add(slack.NewHeaderBlock(text))
}

func spokenIf(r card.Run) string {
	if r.Quoted {
		return spoken(clean(r.S))
	}
	return clean(r.S)
}

// small are lines in small print, without links.
func (h *tab) small(lines []card.Text) {
	for _, l := range lines {
		if h.rows < 2 {
			return
		}
		var b strings.Builder
		for _, r := range l {
			if !r.At.IsZero() {
				b.WriteString(date(r.At))
				continue
			}
			b.WriteString(escape(spokenIf(r)))
		}
		text := cutMarked(b.String(), maxSection)
		if h.room < quoted(text) {
			return
		}
		h.room -= quoted(text)
		h.add(slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, text, false, false)))
	}
}

// cutMarked leaves out what is too long for a text of mrkdwn, never a part of it.
func cutMarked(s string, most int) string {
	if units(s) > most || strings.TrimSpace(s) == "" {
		return "…"
	}
	return s
}

// rich adds lines, one under the other.
func (h *tab) rich(lines []card.Text, bold bool) {
	p := page{base: h.base, room: min(h.room, maxMessage), rows: h.rows - 1}
	for i, l := range lines {
		if i > 0 {
			p.run("\n", false)
		}
		p.line(l, bold)
	}
	if len(lines) == 0 || p.used == 0 {
		return
	}
	room := p.room
	for _, b := range p.end() {
		h.add(b)
	}
	h.room -= min(h.room, maxMessage) - room
}

// list adds lines as a list, in as many blocks as it needs.
func (h *tab) list(lines []card.Text) {
	var items []slack.RichTextElement
	used := 0
	flush := func() {
		if len(items) > 0 {
			h.add(slack.NewRichTextBlock("", bulleted{Type: slack.RTEList, Style: slack.RTEListBullet, Elements: items}))
		}
		items, used = nil, 0
	}
	for _, l := range lines {
		if h.rows < 4 || h.room < 3*maxSection {
			items = append(items, slack.NewRichTextSection(slack.NewRichTextSectionTextElement("…", nil)))
			break
		}
		p := page{base: h.base, room: maxSection, rows: 1}
		p.line(l, false)
		if len(p.block) == 0 {
			continue
		}
		if used > 0 && used+p.used > maxSection {
			flush()
		}
		items = append(items, slack.NewRichTextSection(p.block...))
		used += p.used
		h.room -= maxSection - p.room + blockCost
	}
	flush()
}

// bulleted is a list of rich text. The library's own says where it begins to count, which Slack's
// schema has only for lists with numbers.
type bulleted struct {
	Type     slack.RichTextElementType     `json:"type"`
	Style    slack.RichTextListElementType `json:"style"`
	Elements []slack.RichTextElement       `json:"elements"`
}

// RichTextElementType implements slack.RichTextElement.
func (b bulleted) RichTextElementType() slack.RichTextElementType { return b.Type }

func (h *tab) buttons(bs []card.DrawnButton) {
	var s sheet
	for _, row := range s.buttons(bs, h.edition) {
		cost := jsonOf([]slack.Block{row})
		if h.rows < 2 || h.room < cost {
			return
		}
		h.room -= cost
		h.add(row)
	}
}
