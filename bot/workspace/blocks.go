package workspace

import (
	"encoding/json"
	"strings"
)

// A block is a Block Kit block as far as reading and pressing need it.
type block struct {
	Type      string       `json:"type"`
	ID        string       `json:"block_id"`
	Text      textObject   `json:"text"`
	Fields    []textObject `json:"fields"`
	Elements  []element    `json:"elements"`
	Element   *element     `json:"element"`
	Accessory *element     `json:"accessory"`
	Label     textObject   `json:"label"`
	Hint      textObject   `json:"hint"`
	Title     textObject   `json:"title"`
	Alt       string       `json:"alt_text"`
	ImageURL  string       `json:"image_url"`
	Optional  bool         `json:"optional"`
	Dispatch  bool         `json:"dispatch_action"`
	Rows      [][]element  `json:"rows"`
	Chart     chart        `json:"chart"`
}

// An element is what stands inside a block: a button, a select, an input, or
// a run of rich text.
type element struct {
	Type         string          `json:"type"`
	Action       string          `json:"action_id"`
	Text         textObject      `json:"text"`
	Value        string          `json:"value"`
	URL          string          `json:"url"`
	Style        styleOrRun      `json:"style"`
	Alt          string          `json:"alt_text"`
	ImageURL     string          `json:"image_url"`
	Options      []option        `json:"options"`
	Groups       []optionGroup   `json:"option_groups"`
	Placeholder  textObject      `json:"placeholder"`
	Initial      *option         `json:"initial_option"`
	InitialList  []option        `json:"initial_options"`
	InitialValue string          `json:"initial_value"`
	InitialUser  string          `json:"initial_user"`
	InitialUsers []string        `json:"initial_users"`
	InitialDate  string          `json:"initial_date"`
	InitialTime  string          `json:"initial_time"`
	InitialAt    int64           `json:"initial_date_time"`
	InitialConv  string          `json:"initial_conversation"`
	InitialChan  string          `json:"initial_channel"`
	MinLength    int             `json:"min_length"`
	MaxLength    int             `json:"max_length"`
	MinQuery     *int            `json:"min_query_length"`
	Multiline    bool            `json:"multiline"`
	Elements     []element       `json:"elements"`
	User         string          `json:"user_id"`
	Channel      string          `json:"channel_id"`
	Group        string          `json:"usergroup_id"`
	Name         string          `json:"name"`
	Range        string          `json:"range"`
	Unix         int64           `json:"timestamp"`
	Format       string          `json:"format"`
	Fallback     string          `json:"fallback"`
	Confirm      json.RawMessage `json:"confirm"`

	block string
}

// A chart is what a data_visualization block shows.
type chart struct {
	Segments []point `json:"segments"`
	Series   []struct {
		Name string  `json:"name"`
		Data []point `json:"data"`
	} `json:"series"`
}

type point struct {
	Label string  `json:"label"`
	Value float64 `json:"value"`
}

// meters are a chart's figures, each against the largest.
func (b *block) meters() []meterView {
	var out []meterView
	for _, s := range b.Chart.Segments {
		out = append(out, meterView{Label: s.Label, Value: s.Value})
	}
	for _, s := range b.Chart.Series {
		for _, p := range s.Data {
			out = append(out, meterView{Label: s.Name + " · " + p.Label, Value: p.Value})
		}
	}
	top := 0.0
	for _, m := range out {
		top = max(top, m.Value)
	}
	for i := range out {
		out[i].Max = top
	}
	return out
}

// styleOrRun is an element's style: a word on buttons ("primary"), a list
// kind on rich text lists, an object on rich text.
type styleOrRun struct {
	Word                       string
	Bold, Italic, Strike, Code bool
}

func (s *styleOrRun) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &s.Word)
	}
	type bare struct{ Bold, Italic, Strike, Code bool }
	var v bare
	err := json.Unmarshal(b, &v)
	s.Bold, s.Italic, s.Strike, s.Code = v.Bold, v.Italic, v.Strike, v.Code
	return err
}

type option struct {
	Text  textObject
	Value string
	raw   json.RawMessage
}

func (o *option) UnmarshalJSON(b []byte) error {
	var v struct {
		Text  textObject `json:"text"`
		Value string     `json:"value"`
	}
	err := json.Unmarshal(b, &v)
	o.Text, o.Value, o.raw = v.Text, v.Value, append(json.RawMessage(nil), b...)
	return err
}

func (o option) MarshalJSON() ([]byte, error) { return o.raw, nil }

type optionGroup struct {
	Label   textObject `json:"label"`
	Options []option   `json:"options"`
}

// decodeBlocks reads blocks; a block it cannot read is left out, never the
// rest of the message.
func decodeBlocks(raw json.RawMessage) []block {
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return nil
	}
	var out []block
	for _, p := range parts {
		var b block
		if json.Unmarshal(p, &b) != nil {
			_ = json.Unmarshal(p, &struct {
				Type *string `json:"type"`
			}{&b.Type})
		}
		for i := range b.Elements {
			b.Elements[i].block = b.ID
		}
		if b.Element != nil {
			b.Element.block = b.ID
		}
		if b.Accessory != nil {
			b.Accessory.block = b.ID
		}
		out = append(out, b)
	}
	return out
}

// actions are the block's elements a person can act on, in reading order.
func (b *block) actions() []*element {
	var out []*element
	add := func(e *element) {
		if e != nil && interactive[e.Type] {
			out = append(out, e)
		}
	}
	add(b.Accessory)
	if b.Type == "actions" || b.Type == "context_actions" {
		for i := range b.Elements {
			add(&b.Elements[i])
		}
	}
	if b.Type == "input" {
		add(b.Element)
	}
	return out
}

// inputs are the elements that keep a value in a view's state.
func (b *block) inputs() []*element {
	var out []*element
	for _, e := range b.actions() {
		if e.Type != "button" && e.Type != "overflow" {
			out = append(out, e)
		}
	}
	return out
}

// all are the options of an element, those of its groups too.
func (e *element) all() []option {
	out := e.Options
	for _, g := range e.Groups {
		out = append(out, g.Options...)
	}
	return out
}

// pick finds an option by value or label.
func (e *element) pick(name string) *option {
	all := e.all()
	for i := range all {
		if all[i].Value == name {
			return &all[i]
		}
	}
	for i := range all {
		if unescape(all[i].Text.Text) == name {
			return &all[i]
		}
	}
	return nil
}

// initial is the state an element starts with, or nil.
func (e *element) initial() obj {
	switch {
	case e.Initial != nil:
		return obj{"type": e.Type, "selected_option": e.Initial}
	case len(e.InitialList) > 0:
		return obj{"type": e.Type, "selected_options": e.InitialList}
	case e.InitialValue != "":
		return obj{"type": e.Type, "value": e.InitialValue}
	case e.InitialUser != "":
		return obj{"type": e.Type, "selected_user": e.InitialUser}
	case len(e.InitialUsers) > 0:
		return obj{"type": e.Type, "selected_users": e.InitialUsers}
	case e.InitialDate != "":
		return obj{"type": e.Type, "selected_date": e.InitialDate}
	case e.InitialTime != "":
		return obj{"type": e.Type, "selected_time": e.InitialTime}
	case e.InitialAt != 0:
		return obj{"type": e.Type, "selected_date_time": e.InitialAt}
	case e.InitialConv != "":
		return obj{"type": e.Type, "selected_conversation": e.InitialConv}
	case e.InitialChan != "":
		return obj{"type": e.Type, "selected_channel": e.InitialChan}
	}
	return nil
}

// blank is the state of an element nothing was put into.
func (e *element) blank() obj {
	key := map[string]string{"users_select": "selected_user", "conversations_select": "selected_conversation",
		"channels_select": "selected_channel", "datepicker": "selected_date", "timepicker": "selected_time",
		"datetimepicker": "selected_date_time", "static_select": "selected_option",
		"external_select": "selected_option", "radio_buttons": "selected_option"}[e.Type]
	switch {
	case key != "":
		return obj{"type": e.Type, key: nil}
	case e.Type == "checkboxes" || e.Type == "multi_static_select" || e.Type == "multi_external_select":
		return obj{"type": e.Type, "selected_options": []any{}}
	case strings.HasPrefix(e.Type, "multi_"):
		return obj{"type": e.Type, "selected_" + strings.TrimSuffix(strings.TrimPrefix(e.Type, "multi_"), "_select"): []any{}}
	}
	return obj{"type": e.Type, "value": nil}
}
