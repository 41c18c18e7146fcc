package slack

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/deskhand/deskhand/bot"
)

// formView draws a form as a modal. A field's block carries the field's name, which is what
// comes back with its value, and where a problem with it is shown.
func formView(f bot.Form, private string) slack.ModalViewRequest {
	v := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "form", PrivateMetadata: private,
		Title: plainText(f.Title, maxTitle), Submit: plainText(f.Submit, maxTitle)}
	if s := clean(f.Intro); strings.TrimSpace(s) != "" {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, note(s))
	}
	for _, field := range f.Fields {
		if len(v.Blocks.BlockSet) == maxInputs {
			break
		}
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, input(field))
	}
	if len(v.Blocks.BlockSet) == 0 {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, note(f.Title))
	}
	return v
}

// noteView is a form that only says something.
func noteView(title, words string) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "note", Title: plainText(title, maxTitle),
		Blocks: slack.Blocks{BlockSet: []slack.Block{note(words)}}}
}

func note(s string) slack.Block {
	return &slack.SectionBlock{Type: slack.MBTSection, Text: plainText(s, maxSection)}
}

// plainText never is empty: Slack takes no empty text.
func plainText(s string, most int) *slack.TextBlockObject {
	if s = cut(clean(s), most); strings.TrimSpace(s) == "" {
		s = "…"
	}
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s}
}

func input(f bot.Field) slack.Block {
	label := f.Label
	if strings.TrimSpace(clean(label)) == "" {
		label = f.Name
	}
	b := &slack.InputBlock{Type: slack.MBTInput, BlockID: f.Name, Label: plainText(label, maxInputLabel),
		Optional: f.Optional, Element: element(f)}
	if strings.TrimSpace(clean(f.Help)) != "" {
		b.Hint = plainText(f.Help, maxInputHint)
	}
	return b
}

// inputAction is the action id of every field: its block names it.
const inputAction = "v"

func element(f bot.Field) slack.BlockElement {
	switch f.Kind {
	case bot.FieldPerson:
		e := &slack.SelectBlockElement{Type: slack.OptTypeUser, ActionID: inputAction}
		if parts := strings.SplitN(f.Value, "/", 3); len(parts) == 3 && parts[0] == Platform {
			e.InitialUser = parts[2]
		}
		return e
	case bot.FieldSearch:
		one := 1
		e := &slack.SelectBlockElement{Type: slack.OptTypeExternal, ActionID: inputAction, MinQueryLength: &one}
		if f.Value != "" && units(f.Value) <= maxOptionValue {
			e.InitialOption = &slack.OptionBlockObject{Text: plainText(f.Value, maxOption), Value: f.Value}
		}
		return e
	case bot.FieldChoice:
		if opts := options(f.Options); len(opts) > 0 {
			e := &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: inputAction, Options: opts}
			if i := slices.IndexFunc(opts, func(o *slack.OptionBlockObject) bool { return o.Value == f.Value }); i >= 0 {
				e.InitialOption = opts[i]
			}
			return e
		}
	}
	most := maxInput
	if f.Max > 0 {
		most = min(f.Max, most)
	}
	return &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: inputAction, Multiline: f.Kind == bot.FieldText,
		MaxLength: most, InitialValue: cut(clean(f.Value), most)}
}

// options draws choices. One whose value Slack could not carry back whole is left out: cut
// short it would be another choice.
func options(list []bot.Option) []*slack.OptionBlockObject {
	var out []*slack.OptionBlockObject
	for _, o := range list {
		known := slices.ContainsFunc(out, func(b *slack.OptionBlockObject) bool { return b.Value == o.Value })
		if o.Value == "" || known || units(o.Value) > maxOptionValue || len(out) == maxOptions {
			continue
		}
		label := o.Label
		if strings.TrimSpace(clean(label)) == "" {
			label = o.Value
		}
		one := &slack.OptionBlockObject{Text: plainText(label, maxOption), Value: o.Value}
		if strings.TrimSpace(clean(o.Help)) != "" {
			one.Description = plainText(o.Help, maxOption)
		}
		out = append(out, one)
	}
	return out
}

// problemsOf places what is wrong with a form at its fields. What concerns the whole, or a field
// that the form does not have, stands at the first; ok is false where there is no field at all.
func problemsOf(p bot.Problems, fields []string) (at map[string]string, ok bool) {
	if len(fields) == 0 {
		return nil, false
	}
	at = map[string]string{}
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		field := name
		if !slices.Contains(fields, name) {
			field = fields[0]
		}
		words := clean(p[name])
		if at[field] != "" {
			words = at[field] + " " + words
		}
		at[field] = cut(words, maxProblem)
	}
	return at, true
}

// What rides on the acknowledgement of a form: another one in its place, problems at its fields,
// options for one of them.
func viewAnswer(v slack.ModalViewRequest) any {
	return map[string]any{"response_action": "update", "view": v}
}

// fieldAnswer says at a form's fields what is wrong; a form without fields says it instead.
func fieldAnswer(p bot.Problems, v view) any {
	if at, ok := problemsOf(p, v.inputsOf()); ok {
		return map[string]any{"response_action": "errors", "errors": at}
	}
	return viewAnswer(noteView(v.Title.Text, p[""]))
}

func optionsAnswer(list []bot.Option) any {
	drawn := options(list)
	if drawn == nil {
		drawn = []*slack.OptionBlockObject{}
	}
	return map[string]any{"options": drawn}
}
