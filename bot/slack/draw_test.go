package slack

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/bot/workspace/spec"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// wire is a value as JSON, with nothing escaped that need not be.
func wire(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

// sound fails the test where a sheet is not what Slack takes.
func sound(t testing.TB, s sheet) {
	t.Helper()
	raw := wire(t, s.blocks)
	for _, f := range spec.Blocks(raw, "/blocks", spec.Message) {
		t.Errorf("blocks: %s", f)
	}
	sent, _ := json.Marshal(s.blocks) // as the library writes it, with more escapes than need be
	if n := units(string(sent)); n > 13_200 {
		t.Errorf("blocks take %d characters", n)
	}
	if strings.TrimSpace(s.text) == "" || units(s.text) > maxFallback {
		t.Errorf("the plain text has %d characters", units(s.text))
	}
}

func words(s string) card.Text { return card.Text{{S: s}} }

func quotedWords(s string) card.Text { return card.Text{{S: s, Quoted: true}} }

func TestDrawACard(t *testing.T) {
	c := card.Drawn{Tone: domain.Urgent, Head: card.Text{{S: "CASE-1: first response by "}, {At: noon}},
		Lines: []card.Text{quotedWords("__init__ *fails* <!channel> & more"), words("call +47 1")},
		Buttons: []card.DrawnButton{{Label: "Take it", Run: "case take CASE-1", Main: true},
			{Label: "Reply", Run: "case reply CASE-1", Form: "case reply"}}}
	s := draw(c, []domain.Handle{{Platform: "slack", Team: "T1", User: "U7"}}, "ed1", "")
	sound(t, s)
	doc := workspace.Plain(wire(t, s.blocks), s.text, workspace.Reader{User: func(string) string { return "noah" }})
	want := "@noah !! CASE-1: first response by 12:00 Mar 2, 2026\n__init__ *fails* <!channel> & more\ncall +47 1"
	if got := strings.Join(doc.Lines, "\n"); got != want {
		t.Errorf("read as\n%s\nwant\n%s", got, want)
	}
	if want := "<@U7> !! CASE-1: first response by <!date^1772452800^{time} {date_short_pretty}|2026-03-02 12:00 UTC>\n" +
		"__init__ *fails* &lt;!channel&gt; &amp; more\ncall +47 1"; s.text != want {
		t.Errorf("plain text\n%s\nwant\n%s", s.text, want)
	}
	if len(doc.Controls) != 2 || doc.Controls[0].Style != "primary" || doc.Controls[1].Style != "" {
		t.Fatalf("controls %+v", doc.Controls)
	}
	p, ok := parsePress(doc.Controls[1].Value)
	if want := (press{edition: "ed1", form: "case reply", run: "case reply CASE-1"}); !ok || p != want {
		t.Errorf("value %+v", p)
	}
}

// TestDrawLeadsToMessages: words lead to a message where its address can be told, and stand alone
// where it cannot.
func TestDrawLeadsToMessages(t *testing.T) {
	to := domain.Spot{Platform: "slack", Team: "T1", Channel: "C1", Message: "1772452800.000100", Thread: "1772452700.000200"}
	c := card.Drawn{Head: card.Text{{S: "by Ana ("}, {S: "a <message>", To: to}, {S: ")"}}}
	link := "https://vendor.slack.com/archives/C1/p1772452800000100?thread_ts=1772452700.000200&cid=C1"
	s := draw(c, nil, "e", "https://vendor.slack.com/")
	sound(t, s)
	if raw := string(wire(t, s.blocks)); !strings.Contains(raw, `"type":"link"`) || !strings.Contains(strings.ReplaceAll(raw, `\u0026`, "&"), link) {
		t.Errorf("blocks %s", raw)
	}
	if want := "by Ana (<" + link + "|a &lt;message&gt;>)"; s.text != want {
		t.Errorf("plain text %s, want %s", s.text, want)
	}
	for name, base := range map[string]string{"no address": "", "another platform's": "https://vendor.slack.com/"} {
		c := card.Drawn{Head: card.Text{{S: "a message", To: to}}}
		if name == "another platform's" {
			c.Head[0].To.Platform = "discord"
		}
		if s := draw(c, nil, "e", base); s.text != "a message" || strings.Contains(string(wire(t, s.blocks)), "link") {
			t.Errorf("%s: %s", name, s.text)
		}
	}
}

func TestDrawKeepsWithinLimits(t *testing.T) {
	long := strings.Repeat("Störung 日本語 \"quoted\" <b> ", 3000)
	many := make([]card.Text, 400)
	dates := make([]card.Text, 400)
	links := make([]card.Text, 400)
	for i := range many {
		many[i] = words("line of a long list")
		dates[i] = card.Text{{At: noon}, {S: " "}, {At: noon}}
		links[i] = card.Text{{S: "CASE-1", To: domain.Spot{Platform: "slack", Channel: "C1", Message: "1772452800.000100", Thread: "1772452800.000000"}}}
	}
	buttons := make([]card.DrawnButton, 80)
	for i := range buttons {
		buttons[i] = card.DrawnButton{Label: strings.Repeat("press ", i), Run: strings.Repeat("r", i*40)}
	}
	for name, c := range map[string]card.Drawn{
		"nothing":       {},
		"blank":         {Head: words("  \n")},
		"long head":     {Head: quotedWords(long)},
		"pasted":        {Head: words("CASE-1"), Lines: []card.Text{quotedWords(long)}},
		"many lines":    {Head: words("CASE-1"), Lines: many},
		"many dates":    {Head: words("CASE-1"), Lines: dates},
		"many buttons":  {Head: words("CASE-1"), Lines: many, Buttons: buttons},
		"all of it":     {Head: quotedWords(long), Lines: append(dates, many...), Buttons: buttons},
		"control bytes": {Head: quotedWords("\x00\xff\u202e evil \ufffe"), Lines: []card.Text{quotedWords(strings.Repeat("\x00", 50000))}},
		"quotes":        {Head: quotedWords(strings.Repeat("\"\n\\", 9000))},
		"many links":    {Head: words("CASE-1"), Lines: links},
		"a long link":   {Head: card.Text{{S: long, To: domain.Spot{Platform: "slack", Channel: "C1", Message: "1.2"}}}},
		"angles":        {Head: words("x"), Lines: []card.Text{quotedWords(strings.Repeat("<&>", 9000))}},
	} {
		t.Run(name, func(t *testing.T) { sound(t, draw(c, nil, "e", "https://vendor.example/")) })
	}
}

func TestDrawLeavesButtonsStanding(t *testing.T) {
	c := card.Drawn{Head: words("CASE-1"), Lines: []card.Text{quotedWords(strings.Repeat("x ", 20000))},
		Buttons: []card.DrawnButton{{Label: "Take it", Run: "case take CASE-1"}, {Label: "too much", Run: strings.Repeat("r", 3000)}}}
	s := draw(c, nil, "e", "")
	doc := workspace.Plain(wire(t, s.blocks), s.text, workspace.Reader{})
	if len(doc.Controls) != 1 || doc.Controls[0].Label != "Take it" || s.left != 1 {
		t.Errorf("controls %+v, %d left out", doc.Controls, s.left)
	}
	if last := doc.Lines[len(doc.Lines)-1]; !strings.HasSuffix(last, "…") {
		t.Errorf("what is left out is not shown to be: %q", last[max(0, len(last)-20):])
	}
}

// TestLimitsAreThePublishedOnes holds the constants to the table of the local workspace.
func TestLimitsAreThePublishedOnes(t *testing.T) {
	raw, err := os.ReadFile("../workspace/spec/limits.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for path, ours := range map[string]int{
		"text/max_length": maxSection, "button/text/max_length": maxLabel, "button/value/max_length": maxValue,
		"actions/elements/max_items": maxActions, "view/title/max_length": maxTitle, "view/submit/max_length": maxTitle,
		"view/private_metadata/max_length": maxPrivate, "view/blocks/max_items": maxInputs,
		"input/label/max_length": maxInputLabel, "input/hint/max_length": maxInputHint,
		"plain_text_input/max_length/max": maxInput, "header/text/max_length": maxHeader,
		"select/options/max_items": maxOptions, "option/text/max_length": maxOption, "option/value/max_length": maxOptionValue,
	} {
		at := json.RawMessage(raw)
		for _, k := range strings.Split(path, "/") {
			var o map[string]json.RawMessage
			_ = json.Unmarshal(at, &o)
			at = o[k]
		}
		var theirs int
		if err := json.Unmarshal(at, &theirs); err != nil || theirs != ours {
			t.Errorf("%s: ours is %d, published %s", path, ours, at)
		}
	}
}

// FuzzDraw: any drawn card is within limits and valid.
func FuzzDraw(f *testing.F) {
	f.Add("CASE-1", "Payments are down", "Take it", "case take CASE-1", uint64(1))
	f.Add("<!channel>", "\u202e\x00", "", strings.Repeat("x", 2100), uint64(7))
	f.Add("CASE-1", "", "", "case take \x9bCASE-1", uint64(7))
	f.Fuzz(func(t *testing.T, head, line, label, run string, seed uint64) {
		// A command line is printed by the desk, of what came in as JSON.
		head, run = strings.ToValidUTF8(head, "?"), strings.ToValidUTF8(run, "?")
		rng := rand.New(rand.NewPCG(seed, 1))
		var c card.Drawn
		c.Tone = []domain.Tone{"", domain.Good, domain.Alert, domain.Urgent}[rng.IntN(4)]
		text := func(s string) card.Text {
			s = strings.Repeat(s, 1<<rng.IntN(5))
			var out card.Text
			for range rng.IntN(4) {
				out = append(out, card.Run{S: s, Quoted: rng.IntN(2) == 0})
				if rng.IntN(4) == 0 {
					out[len(out)-1].To = domain.Spot{Platform: "slack", Channel: "C1" + head, Message: "1772452800.000100", Thread: head}
				}
				if rng.IntN(2) == 0 {
					out = append(out, card.Run{At: noon.Add(time.Duration(rng.Int64N(1 << 60)))})
				}
			}
			return out
		}
		c.Head = text(head)
		for range rng.IntN(100) {
			c.Lines = append(c.Lines, text(line))
		}
		for range rng.IntN(60) {
			c.Buttons = append(c.Buttons, card.DrawnButton{Label: label, Run: strings.Repeat(run, rng.IntN(3)), Form: head, Main: rng.IntN(2) == 0})
		}
		sound(t, draw(c, nil, head, "https://vendor.example/"))
		for _, b := range c.Buttons {
			if p, ok := parsePress((press{head, b.Form, b.Run}).String()); !ok || p.run != b.Run {
				t.Errorf("value of %q read back as %+v", b.Run, p)
			}
		}
	})
}
