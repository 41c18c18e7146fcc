package slack

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// said is a value as somebody puts it into a form's field; empty where it was not given.
func said(a commands.Arg, v commands.Values) string {
	if !v.Has(a.Name) {
		return ""
	}
	switch a.Kind {
	case commands.Case:
		return v.Case(a.Name)
	case commands.Person:
		return v.Person(a.Name).ID
	case commands.When:
		return commands.PrintWhen(v.When(a.Name))
	case commands.Duration:
		return commands.PrintSpan(v.Duration(a.Name))
	case commands.Number:
		return strconv.FormatInt(v.Number(a.Name), 10)
	case commands.Flag:
		return "yes"
	}
	return v.Text(a.Name)
}

// A modal is a form as Slack's own client has it.
type modal struct {
	Blocks []struct {
		Type     string `json:"type"`
		ID       string `json:"block_id"`
		Optional bool   `json:"optional"`
		Element  struct {
			Type    string `json:"type"`
			Options []struct {
				Value string `json:"value"`
			} `json:"options"`
		} `json:"element"`
	} `json:"blocks"`
	Private string `json:"private_metadata"`
}

// state is what a field holds when something was put into it.
func (m modal) state(t *testing.T, i int, given string) map[string]any {
	t.Helper()
	e := m.Blocks[i].Element
	switch e.Type {
	case "plain_text_input":
		return map[string]any{"type": e.Type, "value": given}
	case "users_select":
		return map[string]any{"type": e.Type, "selected_user": given}
	case "static_select":
		for _, o := range e.Options {
			if o.Value == given {
				return map[string]any{"type": e.Type, "selected_option": o}
			}
		}
		t.Errorf("%s offers no %q", m.Blocks[i].ID, given)
	case "external_select":
		return map[string]any{"type": e.Type, "selected_option": map[string]string{"value": given}}
	default:
		t.Errorf("%s is a %s", m.Blocks[i].ID, e.Type)
	}
	return nil
}

// TestEveryVerbByTextAndByForm: a line typed in Slack and a form filled in there are the same
// input, for every row of the table.
func TestEveryVerbByTextAndByForm(t *testing.T) {
	s := New(Options{Prefix: "desk"})
	desk := deskOver(t, s)
	table := commands.Desk("desk")
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	mention := regexp.MustCompile(`@([a-z]+)`)
	for _, verb := range table.Verbs {
		t.Run(verb.Path, func(t *testing.T) {
			typed, _ := json.Marshal(map[string]string{"command": "/desk", "trigger_id": "1.2", "user_id": "root", "team_id": "T-vendor",
				"channel_id": "C1", "text": mention.ReplaceAllString(escape(verb.Example), "<@$1|$1>")})
			in, _, err := s.read(kindSlash, kept{Home: "T-vendor", Self: "U0", Payload: typed})
			if err != nil {
				t.Fatal(err)
			}
			input := commands.Input{Platform: Platform, Text: in.(bot.Line).Text, By: in.(bot.Line).Who, Now: now, Zones: time.LoadLocation}
			_, byText, err := commands.Parse(table, input)
			if err != nil {
				t.Fatal(err)
			}
			a, err := ask(t, desk, verb.Path)
			if err != nil {
				t.Fatal(err)
			}
			private, ok := begun{Form: a.Form.Name, Run: verb.Path, Channel: "C1"}.String()
			if !ok {
				t.Fatal("a form carries more than it can")
			}
			var m modal
			if err := json.Unmarshal(wire(t, formView(*a.Form, private)), &m); err != nil {
				t.Fatal(err)
			}
			values := map[string]any{}
			for i, b := range m.Blocks {
				for _, arg := range verb.Args {
					if given := said(arg, byText); b.Type == "input" && arg.Name == b.ID && given != "" {
						values[b.ID] = map[string]any{inputAction: m.state(t, i, given)}
					}
				}
			}
			sent, _ := json.Marshal(map[string]any{"type": "view_submission", "user": map[string]string{"id": "root", "team_id": "T-vendor"},
				"view": map[string]any{"id": "V1", "private_metadata": m.Private, "state": map[string]any{"values": values}}})
			in, _, err = s.read(kindAction, kept{Home: "T-vendor", Self: "U0", Payload: sent})
			if err != nil {
				t.Fatal(err)
			}
			fields := in.(bot.Filled).Values
			for _, arg := range verb.Args {
				if v := fields[arg.Name]; arg.Kind == commands.Person && v != "" {
					fields[arg.Name] = "<@" + regexp.MustCompile(`[^/]+$`).FindString(v) + ">"
				}
			}
			input.Text = ""
			_, byForm, err := commands.Fill(table, in.(bot.Filled).Form, input, fields)
			if err != nil {
				t.Fatal(err)
			}
			if !byForm.Equal(byText) {
				t.Errorf("by form %+v\nby text %+v", byForm, byText)
			}
		})
	}
}

// ask asks for a row's form as somebody who may use it.
func ask(t *testing.T, desk *bot.Desk, path string) (a bot.Answer, err error) {
	for _, who := range []domain.Handle{{Platform: Platform, Team: "T-vendor", User: "root"}, {Platform: Platform, Team: "T-vendor", User: "dana"},
		{Platform: Platform, Team: "T-northwind", User: "ana"}} {
		a, err = desk.Ask(t.Context(), bot.Question{Scene: bot.Scene{Who: who, Spot: domain.Spot{Platform: Platform, Channel: "C1"}}, Form: path, Run: path})
		if err == nil {
			return a, nil
		}
	}
	return a, err
}

// deskOver is a desk with the shipped folder and the cast of most pages.
func deskOver(t *testing.T, s *Slack) *bot.Desk {
	t.Helper()
	page, err := chat.Parse("page", []byte("2026-03-02 Monday. A page.\ncast: northwind.yaml\n\n09:00 …\n"), time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	cast, err := chat.LoadCast(os.DirFS("../testdata"), page, nil, time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	open := func(reg *record.Registry, policy func() any) (storage.Store, error) {
		return mem.New(reg, mem.Options{Policy: policy}), nil
	}
	p := chat.NewProcess(chat.NewClock(page.Begin()), cast, open, time.LoadLocation, zerolog.Nop(), s)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p.Desk()
}
