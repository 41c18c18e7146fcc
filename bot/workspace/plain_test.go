package workspace_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

func reader() workspace.Reader {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		panic(err)
	}
	name := func(m map[string]string) func(string) string { return func(id string) string { return m[id] } }
	return workspace.Reader{Zone: oslo, Now: begin,
		User:    name(map[string]string{"U1": "ana"}),
		Channel: name(map[string]string{"C1": "queue"}),
		Group:   name(map[string]string{"S1": "oncall"})}
}

func TestPlainText(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"entities", "a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"},
		{"person", "hi <@U1>, <@U2|bob>, <@U3>", "hi @ana, @bob, @U3"},
		{"channel", "<#C1> <#C2|old>", "#queue #old"},
		{"group and broadcasts", "<!subteam^S1> <!here> <!channel> <!everyone>", "@oncall @here @channel @everyone"},
		{"links", "<https://a.example/x?y=1&amp;z=2> <https://b.example|the *page*> <mailto:a@b.example|a@b.example> <tel:+47>", "https://a.example/x?y=1&z=2 the *page* a@b.example tel:+47"},
		{"emphasis", "*bold* _slanted_ ~gone~ `code *x*` *_both_*", "bold slanted gone code *x* both"},
		{"stars that are no emphasis", "2*3*4 a_b_c * x * *", "2*3*4 a_b_c * x * *"},
		{"a star of a customer", "snake_case_name and 5 * 3", "snake_case_name and 5 * 3"},
		{"quote", "&gt; said\n> again\nanswer", "> said\n> again\nanswer"},
		{"code block", "before ```x = 1\ny = <https://a.example>``` after", "before \nx = 1\ny = https://a.example>\n after"},
		{"date", "due <!date^1772442000^{time}|10:00 CET>", "due 10:00"},
		{"date, long", "<!date^1772442000^{date} {date_short} {date_long} {date_num} {time_secs}|x>", "March 2nd, 2026 Mar 2, 2026 Monday, March 2nd, 2026 2026-03-02 10:00:00"},
		{"date, near", "<!date^1772442000^{date_pretty} at {time}|x>, <!date^1772355600^{date_short_pretty}|x>, <!date^1772600000^{date_long_pretty}|x>", "today at 10:00, yesterday, Wednesday, March 4th, 2026"},
		{"date, ago", "<!date^1772441940^{ago}|x> <!date^1772431200^{ago}|x> <!date^1772442600^{ago}|x>", "1 minute ago 3 hours ago in 10 minutes"},
		{"date with link", "<!date^1772442000^{time}^https://a.example|x>", "10:00"},
		{"date of an unknown form", "<!date^1772442000^{nope}|on Monday>", "on Monday"},
		{"date of no number", "<!date^x^{time}|on Monday>", "on Monday"},
		{"unclosed", "a < b and <@U1", "a < b and <@U1"},
		{"unknown command", "<!foo|foo> <!bar>", "foo <!bar>"},
		{"empty", "", ""},
		{"right to left", "<@U1> שלום *עולם*", "@ana שלום עולם"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(workspace.Plain(nil, tt.in, reader()).Lines, "\n"); got != tt.want {
				t.Errorf("%q reads\n%q, want\n%q", tt.in, got, tt.want)
			}
		})
	}
	t.Run("twelve hours", func(t *testing.T) {
		r := reader()
		r.Clock12, r.Zone = true, nil
		if got := workspace.Plain(nil, "<!date^1772442000^{time} {time_secs}|x>", r).Lines[0]; got != "9:00 AM 9:00:00 AM" {
			t.Error(got)
		}
	})
}

func TestPlainBlocks(t *testing.T) {
	mk := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("mrkdwn", s, false, false) }
	pt := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	opt := slack.NewOptionBlockObject("2", pt("Sev &lt;2&gt;"), nil)
	blocks := []slack.Block{
		slack.NewHeaderBlock(pt("CASE-1 &amp; co *not bold*")),
		slack.NewSectionBlock(mk("*CASE-1*\nfor <@U1>"), []*slack.TextBlockObject{mk("*Sev*"), mk("1")},
			slack.NewAccessory(slack.NewButtonBlockElement("more", "m", pt("More")))),
		slack.NewDividerBlock(),
		slack.NewContextBlock("", mk("due <!date^1772442000^{time}|x>"), pt("· 3 left")),
		slack.NewActionBlock("row", slack.NewButtonBlockElement("take", "CASE-1/3", pt("Take it")).WithStyle(slack.StyleDanger),
			slack.NewOptionsSelectBlockElement("static_select", pt("Severity"), "sev", opt)),
		slack.NewImageBlock("https://a.example/i.png", "a chart", "", nil),
		slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement("rich ", &slack.RichTextSectionTextStyle{Bold: true}), slack.NewRichTextSectionUserElement("U1", nil)),
			slack.NewRichTextList(slack.RTEListOrdered, 0, slack.NewRichTextSection(slack.NewRichTextSectionTextElement("first", nil)), slack.NewRichTextSection(slack.NewRichTextSectionLinkElement("https://a.example", "second", nil)))),
		slack.NewInputBlock("why", pt("Why?"), pt("in a word"), slack.NewPlainTextInputBlockElement(nil, "words")),
	}
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	doc := workspace.Plain(raw, "the fallback is not read", reader())
	want := []string{"CASE-1 & co *not bold*", "CASE-1", "for @ana", "Sev", "1", "due 10:00 · 3 left", "(picture: a chart)",
		"rich @ana", "1. first", "2. second", "Why?"}
	if !slices.Equal(doc.Lines, want) {
		t.Errorf("reads %q\nwant  %q", doc.Lines, want)
	}
	labels := []string{}
	for _, c := range doc.Controls {
		labels = append(labels, c.Kind+":"+c.Label+":"+c.Action+":"+c.Value)
	}
	if got := strings.Join(labels, " "); got != "button:More:more:m button:Take it:take:CASE-1/3 static_select:Severity:sev: plain_text_input:Why?:words:" {
		t.Errorf("controls %s", got)
	}
	if c := doc.Controls[2]; len(c.Options) != 1 || c.Options[0] != (workspace.Choice{Label: "Sev <2>", Value: "2"}) || c.Block != "row" {
		t.Errorf("select %+v", c)
	}
	if c := doc.Controls[1]; c.Style != "danger" || c.Line != 6 {
		t.Errorf("button %+v", c)
	}
	if c := doc.Controls[3]; !c.Input || c.Hint != "in a word" {
		t.Errorf("input %+v", c)
	}
	t.Run("a chart", func(t *testing.T) {
		doc := workspace.Plain([]byte(`[{"type":"data_visualization","title":"Cases","chart":{"type":"bar","series":[{"name":"Sev 1","data":[{"label":"Mon","value":2},{"label":"Tue","value":0.5}]}],"axis_config":{"categories":["Mon","Tue"]}}}]`), "", reader())
		if !slices.Equal(doc.Lines, []string{"(chart: Cases)", "Sev 1 · Mon 2", "Sev 1 · Tue 0.5"}) {
			t.Errorf("%q", doc.Lines)
		}
	})
	t.Run("an unknown block loses nothing else", func(t *testing.T) {
		doc := workspace.Plain([]byte(`[{"type":"hologram","elements":"x"},{"type":"section","text":{"type":"plain_text","text":"here"}}]`), "", reader())
		if !slices.Equal(doc.Lines, []string{"here"}) {
			t.Errorf("%q", doc.Lines)
		}
	})
}

// FuzzPlain: words without marks read as themselves once they are escaped,
// and nothing at all panics.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{"a & b < c", "*x*", "<!date^1^{time}|x>", "```a```b```", "`", "**", "<@U1|", "\n> \n", "_*~`<>&|^"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		workspace.Plain(json.RawMessage(s), s, reader())
		workspace.Plain(nil, s, reader())
		if strings.ContainsAny(s, "*_~`\n") || s == "" || strings.HasPrefix(s, ">") || !json.Valid([]byte(mustString(s))) {
			return
		}
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
		if got := strings.Join(workspace.Plain(nil, escaped, reader()).Lines, "\n"); got != s {
			t.Errorf("%q, escaped, reads %q", s, got)
		}
	})
}

func mustString(s string) string { b, _ := json.Marshal(s); return string(b) }
