package workspace

import (
	"encoding/json"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// How messages and views are drawn for the templates.
type (
	messageView struct {
		TS, Channel, Key, Author, Company, Initial string
		Tint                                       int // 0 to 7, for the initial's colour
		App, Private, System, Edited, Mine         bool
		Deletable, Pinned, Gone                    bool
		When, WhenLong                             string
		Blocks                                     []drawn
		Files                                      []fileView
		Reactions                                  []Reaction
		Replies                                    int
		LastReply                                  string
		Text                                       string // as typed, for editing; one's own alone
		Day                                        string `json:"-"` // stands over it
	}
	fileView struct {
		ID, Title string
		Image     bool
	}
	drawn struct {
		Type                string
		Lines               []drawnLine
		Fields              [][]drawnLine
		Controls            []controlView
		Alt, Image, Link    string
		Rows                [][]string
		Meters              []meterView
		Label, Hint, Error  string
		Optional            bool
		Block, View         string
		Channel, MessageKey string
	}
	drawnLine struct {
		Spans      []drawnSpan
		Quote, Pre bool
		Bullet     string
	}
	drawnSpan struct {
		Kind, Text, URL            string
		Bold, Italic, Strike, Code bool
	}
	meterView struct {
		Label      string
		Value, Max float64
	}
	controlView struct {
		Kind, Label, Action, Block, Value, URL, Style, Confirm, Hint string
		Channel, TS, View                                            string
		Options                                                      []Choice
		Chosen                                                       []string
		Multiline, Instant                                           bool
		Min, Max                                                     int
	}
	viewView struct {
		View
		Key    string
		Parts  []drawn
		Submit string
		Close  string
	}
)

func (w *Workspace) messageView(r Reader, me *User, m *Message) messageView {
	at := Instant(m.TS).In(r.Zone)
	v := messageView{TS: m.TS, Channel: m.Channel, Edited: m.EditedTS != "", Mine: m.User == me.ID, Pinned: m.Pinned, Gone: m.Deleted,
		App: m.App != "", Private: m.To != "", Replies: len(m.Replies), Reactions: m.copy().Reactions,
		When: clockTime(r, at), WhenLong: at.Format("Monday 2 January 2006 15:04:05 MST")}
	if v.Mine {
		v.Text = plainText(r, m.Text)
	}
	v.Deletable = !v.Private && (v.Mine || v.App && !w.external(me))
	if u := w.users[m.User]; u != nil {
		v.Author, v.Initial = u.RealName, strings.ToUpper(string([]rune(u.RealName)[:1]))
		h := fnv.New32a()
		h.Write([]byte(u.ID))
		v.Tint = int(h.Sum32() % 8)
		if u.Team != me.Team {
			v.Company = w.teams[u.Team].Name
		}
	}
	if n := len(m.Replies); n > 0 {
		last := Instant(m.Replies[n-1]).In(r.Zone)
		v.LastReply = "at " + clockTime(r, last)
		if y, d := last.Year(), last.YearDay(); y != at.Year() || d != at.YearDay() {
			v.LastReply = "on " + last.Format("2 January") + " " + v.LastReply
		}
	}
	if strings.HasPrefix(m.Subtype, "channel_") || strings.HasPrefix(m.Subtype, "group_") {
		v.System = true
	}
	list := decodeBlocks(m.Blocks)
	if len(list) == 0 && m.Text != "" {
		v.Blocks = []drawn{{Type: "section", Lines: r.lines(m.Text)}}
	}
	for i := range list {
		d := w.drawBlock(r, &list[i], nil)
		for j := range d.Controls {
			d.Controls[j].Channel, d.Controls[j].TS = m.Channel, m.TS
		}
		v.Blocks = append(v.Blocks, d)
	}
	for _, f := range m.Files {
		v.Files = append(v.Files, fileView{f.ID, f.Title, strings.HasPrefix(f.MIME, "image/")})
	}
	v.Key = keyOf(v)
	return v
}

// keyOf changes when anything of a drawn thing does, so that a browser need
// replace only what changed.
func keyOf(v any) string {
	h := fnv.New64a()
	_ = json.NewEncoder(h).Encode(v)
	return strconv.FormatUint(h.Sum64(), 36)
}

func clockTime(r Reader, t time.Time) string {
	if r.Clock12 {
		return t.Format("3:04 PM")
	}
	return t.Format("15:04")
}

func plainText(r Reader, text string) string {
	return strings.Join(Plain(nil, text, r).Lines, "\n")
}

func (w *Workspace) viewView(r Reader, v *view) *viewView {
	out := &viewView{View: v.View, Submit: unescape(v.Submit), Close: unescape(v.Close)}
	if out.Submit == "" && v.hasInputs() {
		out.Submit = "Submit"
	}
	if out.Close == "" {
		out.Close = "Close"
	}
	list := decodeBlocks(v.Blocks)
	for i := range list {
		d := w.drawBlock(r, &list[i], v)
		d.View, d.Error = v.ID, v.Errors[list[i].ID]
		for j := range d.Controls {
			d.Controls[j].View = v.ID
		}
		out.Parts = append(out.Parts, d)
	}
	out.Key = v.Hash + keyOf(v.Errors)
	return out
}

func (r Reader) lines(text string) []drawnLine {
	var out []drawnLine
	for _, l := range parseMrkdwn(text) {
		out = append(out, drawnLine{Spans: r.spans(l.spans), Quote: l.quote, Pre: l.pre})
	}
	return out
}

func (r Reader) textLines(t textObject) []drawnLine {
	if t.Type == "mrkdwn" {
		return r.lines(t.Text)
	}
	var out []drawnLine
	for l := range strings.SplitSeq(unescape(t.Text), "\n") {
		out = append(out, drawnLine{Spans: []drawnSpan{{Text: l}}})
	}
	return out
}

func (r Reader) spans(in []span) []drawnSpan {
	var out []drawnSpan
	for _, s := range in {
		d := drawnSpan{Text: r.word(s), Bold: s.bold, Italic: s.italic, Strike: s.strike, Code: s.code}
		switch s.kind {
		case spanUser, spanChannel, spanGroup, spanBroadcast:
			d.Kind = "mention"
		case spanLink:
			d.Kind, d.URL = "link", safeURL(s.id)
		case spanDate:
			d.Kind, d.URL = "date", safeURL(s.link)
		}
		out = append(out, d)
	}
	return out
}

// safeURL lets through only what a link on the page may lead to.
func safeURL(u string) string {
	for _, scheme := range []string{"https://", "http://", "mailto:", "tel:"} {
		if strings.HasPrefix(u, scheme) {
			return u
		}
	}
	return ""
}
