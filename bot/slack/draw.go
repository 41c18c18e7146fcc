package slack

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// A sheet is a card in Slack's own form.
type sheet struct {
	text   string // for notifications, screen readers and clients without blocks
	blocks []slack.Block
	left   int // buttons that no message can hold, left out
}

// marks stand before what needs somebody: plain signs that a screen reader says aloud, and no
// colour alone.
var marks = map[domain.Tone]string{domain.Good: "✓ ", domain.Alert: "! ", domain.Urgent: "!! "}

// draw puts a card into Block Kit: within every limit, whatever it says. Buttons come first
// when room runs out, then the head, then lines from the top. Base is the workspace's own address,
// under which its messages can be linked to; without it words lead nowhere.
func draw(c card.Drawn, mention []domain.Handle, edition, base string) sheet {
	var s sheet
	rows := s.buttons(c.Buttons, edition)
	p := page{room: maxMessage - jsonOf(rows), rows: maxBlocks - len(rows), base: base}
	for _, h := range mention {
		p.mention(h.User)
	}
	p.run(clean(marks[c.Tone]), true)
	p.line(c.Head, true)
	for _, l := range c.Lines {
		p.run("\n", false)
		p.line(l, false)
	}
	s.blocks = append(p.end(), rows...)
	s.text = fallback(c, mention, base)
	return s
}

// jsonOf is more than what rows of buttons take as JSON.
func jsonOf(rows []slack.Block) int {
	n := 2
	for _, r := range rows {
		n += 50
		for _, e := range r.(*slack.ActionBlock).Elements.ElementSet {
			b := e.(*slack.ButtonBlockElement)
			n += buttonCost(b.Text.Text, b.Value)
		}
	}
	return n
}

// buttonCost is more than what a button takes as JSON.
func buttonCost(label, value string) int { return 160 + quoted(label) + quoted(value) }

// quoted is how long a text is as a JSON string, without its quotation marks.
func quoted(s string) int {
	n := 0
	for _, r := range s {
		n += quotedRune(r)
	}
	return n
}

func quotedRune(r rune) int {
	switch r {
	case '"', '\\', '\n':
		return 2
	case '<', '>', '&':
		return 6
	}
	return runeUnits(r)
}

// buttons draws the buttons, in rows. Those that no message could hold are left out and counted.
func (s *sheet) buttons(bs []card.DrawnButton, edition string) []slack.Block {
	const most = maxMessage / 2 // of all buttons: a card must still say something
	var rows []slack.Block
	var row []slack.BlockElement
	cost := 0
	for i, b := range bs {
		label := cut(strings.TrimSpace(strings.ReplaceAll(clean(b.Label), "\n", " ")), maxLabel)
		value := press{edition: edition, form: b.Form, run: b.Run}.String()
		price := buttonCost(label, value)
		if label == "" || units(value) > maxValue || cost+price > most {
			s.left++
			continue
		}
		cost += price
		el := &slack.ButtonBlockElement{Type: slack.METButton, ActionID: "b" + strconv.Itoa(i), Value: value,
			Text: &slack.TextBlockObject{Type: slack.PlainTextType, Text: label}}
		if b.Main {
			el.Style = slack.StylePrimary
		}
		if row = append(row, el); len(row) == maxActions {
			rows, row = append(rows, actions(row)), nil
		}
	}
	if row != nil {
		rows = append(rows, actions(row))
	}
	return rows
}

func actions(row []slack.BlockElement) slack.Block {
	return &slack.ActionBlock{Type: slack.MBTAction, Elements: &slack.BlockElements{ElementSet: row}}
}

// A page fills blocks of rich text, as many as are needed, until room runs out.
type page struct {
	base  string
	room  int // characters of JSON that are left
	rows  int // blocks that are left
	full  bool
	used  int // characters in the block being filled
	block []slack.RichTextSectionElement
	done  []slack.Block
}

// What each thing takes as JSON, beside the words it shows.
const (
	runCost   = 50  // {"type":"text","text":"","style":{"bold":true}},
	dateCost  = 140 // {"type":"date","timestamp":…,"format":"…","fallback":"…","style":{"bold":true}},
	userCost  = 30  // {"type":"user","user_id":""},
	linkCost  = 70  // {"type":"link","text":"","url":"","style":{"bold":true}},
	blockCost = 85  // {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[]}]},
	spare     = 150 // kept for the end of the block being filled, and for the ellipsis
)

func (p *page) line(t card.Text, bold bool) {
	for _, r := range t {
		if r.At.IsZero() {
			s := clean(r.S)
			if r.Quoted {
				s = spoken(s)
			}
			if bold {
				s = strings.ReplaceAll(s, "\n", " ")
			}
			if url := permalink(p.base, r.To); url != "" && strings.TrimSpace(s) != "" {
				p.link(s, url, bold)
				continue
			}
			p.run(s, bold)
			continue
		}
		p.date(r.At, bold)
	}
}

// link adds words that lead somewhere; where there is no room for the address, the words alone.
func (p *page) link(s, url string, bold bool) {
	s = strings.ReplaceAll(s, "\n", " ")
	price := cost(linkCost, bold) + quoted(s) + quoted(url)
	if units(s) >= maxSection || p.room < price+spare || !p.holds(units(s), price) {
		p.run(s, bold)
		return
	}
	p.add(slack.NewRichTextSectionLinkElement(url, s, style(bold)), units(s), price)
}

// run adds words; what does not fit any more is left out, with an ellipsis.
func (p *page) run(s string, bold bool) {
	for s != "" && !p.full {
		n := fitting(s, maxSection-1-p.used, p.room-runCost-spare)
		if n == 0 {
			if !p.next() {
				return
			}
			continue
		}
		p.add(slack.NewRichTextSectionTextElement(s[:n], style(bold)), units(s[:n]), cost(runCost, bold)+quoted(s[:n]))
		s = s[n:]
	}
}

// fitting is how many bytes of a text are at most so many characters, and at most so many as
// JSON.
func fitting(s string, chars, json int) int {
	for i, r := range s {
		chars -= runeUnits(r)
		json -= quotedRune(r)
		if chars < 0 || json < 0 {
			return i
		}
	}
	return len(s)
}

func (p *page) date(at time.Time, bold bool) {
	words := at.UTC().Format("2006-01-02 15:04 UTC")
	if p.full || !p.holds(units(words), dateCost) {
		return
	}
	e := slack.NewRichTextSectionDateElement(at.Unix(), dateFormat, nil, &words)
	e.Style = style(bold)
	p.add(e, units(words), cost(dateCost, bold))
}

func (p *page) mention(user string) {
	if p.full || user == "" || !p.holds(units(user), userCost+quoted(user)) {
		return
	}
	p.add(slack.NewRichTextSectionUserElement(user, nil), units(user), userCost+quoted(user))
	p.run(" ", false)
}

// dateFormat shows an instant in each reader's own zone.
const dateFormat = "{time} {date_short_pretty}"

// cost is a cost without the style that plain words do not have.
func cost(n int, bold bool) int {
	if !bold {
		n -= len(`,"style":{"bold":true}`)
	}
	return n
}

func style(bold bool) *slack.RichTextSectionTextStyle {
	if !bold {
		return nil
	}
	return &slack.RichTextSectionTextStyle{Bold: true}
}

// holds makes room for what cannot be split.
func (p *page) holds(chars, cost int) bool {
	if p.room < cost+spare {
		p.stop()
	} else if p.used+chars >= maxSection {
		p.next()
	}
	return !p.full
}

func (p *page) add(e slack.RichTextSectionElement, chars, cost int) {
	p.block = append(p.block, e)
	p.used += chars
	p.room -= cost
}

// next begins another block; false where there is no room for one, which ends the page.
func (p *page) next() bool {
	if p.used == 0 || p.rows < 2 || p.room < 2*spare {
		p.stop()
		return false
	}
	p.flush()
	return true
}

// stop ends the page in the middle of what was to be said, and shows that it did.
func (p *page) stop() {
	if p.full {
		return
	}
	p.full = true
	p.block = append(p.block, slack.NewRichTextSectionTextElement("…", nil))
}

func (p *page) flush() {
	if len(p.block) == 0 {
		return
	}
	p.done = append(p.done, slack.NewRichTextBlock("", slack.NewRichTextSection(p.block...)))
	p.block, p.used = nil, 0
	p.rows--
	p.room -= blockCost
}

func (p *page) end() []slack.Block {
	if len(p.done) == 0 && len(p.block) == 0 {
		p.block = append(p.block, slack.NewRichTextSectionTextElement("…", nil))
	}
	p.flush()
	return p.done
}
