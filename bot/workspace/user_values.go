package workspace

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func lookUp(values Values, b *block, e *element) ([]string, string, bool) {
	for _, key := range []string{e.Action, b.ID, unescape(b.Label.Text)} {
		if v, ok := values[key]; ok {
			return v, key, true
		}
	}
	return nil, "", false
}

// complaint is why Slack's client would not submit this value, if so.
func (e *element) complaint(state obj, optional bool) string {
	s, _ := state["value"].(string)
	n := utf8.RuneCountInString(s)
	switch {
	case !optional && isBlank(state):
		return "Please complete this required field."
	case s != "" && e.MinLength > 0 && n < e.MinLength:
		return "must be at least " + strconv.Itoa(e.MinLength) + " characters"
	case e.MaxLength > 0 && n > e.MaxLength, n > 3000:
		return "must be at most " + strconv.Itoa(cmpOr(e.MaxLength, 3000)) + " characters"
	case e.Type == "email_text_input" && s != "" && !strings.Contains(s, "@"):
		return "must be an e-mail address"
	case e.Type == "number_input" && s != "":
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			return "must be a number"
		}
	}
	return ""
}

func cmpOr(n, fallback int) int {
	if n == 0 {
		return fallback
	}
	return n
}

func isBlank(state obj) bool {
	for k, v := range state {
		if k == "type" {
			continue
		}
		switch x := v.(type) {
		case nil:
		case string:
			return x == ""
		case []any:
			return len(x) == 0
		default:
			return false
		}
	}
	return true
}

// stateOf turns what a person chose or typed into an element's state.
func (w *Workspace) stateOf(e *element, given []string) (obj, error) {
	one := ""
	if len(given) > 0 {
		one = given[0]
	}
	if one == "" && len(given) <= 1 {
		return e.blank(), nil
	}
	state := obj{"type": e.Type}
	switch e.Type {
	case "static_select", "radio_buttons", "overflow", "external_select":
		o := e.pick(one)
		if o == nil && e.Type == "external_select" {
			o = w.offered(one)
		}
		if o == nil {
			return nil, fmt.Errorf("no option %q", one)
		}
		state["selected_option"] = *o
	case "multi_static_select", "checkboxes", "multi_external_select":
		var list []any
		for _, g := range given {
			o := e.pick(g)
			if o == nil && e.Type == "multi_external_select" {
				o = w.offered(g)
			}
			if o == nil {
				return nil, fmt.Errorf("no option %q", g)
			}
			list = append(list, *o)
		}
		state["selected_options"] = list
	case "users_select":
		u, err := w.user(one)
		if err != nil {
			return nil, err
		}
		state["selected_user"] = u.ID
	case "multi_users_select":
		ids, err := w.ids(given)
		if err != nil {
			return nil, err
		}
		state["selected_users"] = ids
	case "conversations_select", "channels_select":
		c, err := w.channel(nil, one)
		if err != nil {
			return nil, err
		}
		state[map[string]string{"conversations_select": "selected_conversation", "channels_select": "selected_channel"}[e.Type]] = c.ID
	case "datepicker":
		if _, err := time.Parse(time.DateOnly, one); err != nil {
			return nil, errors.New("a date looks like 2026-12-01")
		}
		state["selected_date"] = one
	case "timepicker":
		if _, err := time.Parse("15:04", one); err != nil {
			return nil, errors.New("a time looks like 09:00")
		}
		state["selected_time"] = one
	case "datetimepicker":
		n, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return nil, errors.New("a date and time is given as seconds since 1970")
		}
		state["selected_date_time"] = n
	default:
		state["value"] = strings.Join(given, "\n")
	}
	return state, nil
}
