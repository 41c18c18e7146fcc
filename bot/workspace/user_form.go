package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Values are what a person puts into a form, keyed by an input's label,
// action id or block id. Options are named by label or value, people and
// channels by handle or name, dates as 2026-12-01, times as 09:00. An input
// that takes several values takes the whole list.
type Values map[string][]string

// A FormError says which inputs the form itself refuses before anything is
// sent: block id to reason.
type FormError struct{ Fields map[string]string }

func (e *FormError) Error() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(e.Fields)) {
		parts = append(parts, k+": "+e.Fields[k])
	}
	return "workspace: form not sent: " + strings.Join(parts, "; ")
}

// Submit fills in and submits the topmost form in front of a person (or the
// one named, which must be the topmost). The app may answer with field
// errors: then the form stays open, with View.Errors set and a Refused
// happening.
func (w *Workspace) Submit(user, viewID string, values Values) (*Delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := w.front(user, viewID)
	if err != nil {
		return nil, err
	}
	if v.Submit == "" && !v.hasInputs() {
		return nil, errors.New("workspace: this form has nothing to submit")
	}
	if v.busy {
		return nil, errors.New("workspace: this form is being submitted")
	}
	if err := w.fill(v, values); err != nil {
		return nil, err
	}
	t := &target{user: w.users[v.User], app: w.apps[v.App], v: v}
	p := w.interaction(t, "view_submission")
	p["response_urls"] = []obj{}
	v.busy = true
	d := w.interact(t, "view_submission", p, true, func(answer []byte) { w.submitted(v, answer) }, v.Title)
	show := d.onFail
	d.onFail = func(err error) { v.busy = false; show(err) }
	if d.ended {
		v.busy = false
	}
	return d, nil
}

// front finds the topmost form in front of a person.
func (w *Workspace) front(user, viewID string) (*view, error) {
	u, err := w.user(user)
	if err != nil {
		return nil, err
	}
	v := w.top(u.ID)
	if v == nil || viewID != "" && v.ID != viewID {
		return nil, fmt.Errorf("workspace: no such form in front of %s", u.Name)
	}
	return v, nil
}

func (v *view) hasInputs() bool {
	return slices.ContainsFunc(decodeBlocks(v.Blocks), func(b block) bool { return b.Type == "input" })
}

// fill puts values into a form and checks what Slack's own client checks.
func (w *Workspace) fill(v *view, values Values) error {
	left := maps.Clone(values)
	bad := map[string]string{}
	for _, b := range decodeBlocks(v.Blocks) {
		for _, e := range b.inputs() {
			if given, key, ok := lookUp(left, &b, e); ok {
				delete(left, key)
				state, err := w.stateOf(e, given)
				if err != nil {
					bad[b.ID] = err.Error()
					continue
				}
				v.setValue(b.ID, e.Action, state)
			}
			if v.values[b.ID][e.Action] == nil {
				v.setValue(b.ID, e.Action, e.blank())
			}
			if b.Type == "input" {
				if why := e.complaint(v.values[b.ID][e.Action], b.Optional); why != "" {
					bad[b.ID] = why
				}
			}
		}
	}
	for k := range left {
		bad[k] = "no such input"
	}
	if len(bad) > 0 {
		return &FormError{bad}
	}
	return nil
}

// submitted acts on the acknowledgement of a submission: errors, update,
// push, clear, or an empty one, which closes the form.
func (w *Workspace) submitted(v *view, answer []byte) {
	v.busy = false
	var in struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(answer) > 0 && json.Unmarshal(answer, &in) != nil {
		w.failed(w.users[v.User], "", v.Title, errors.New("invalid response_action"))
		return
	}
	c := &call{Workspace: w, app: w.apps[v.App]}
	switch in.Action {
	case "":
		if w.stackHas(v.User, v.ID) {
			w.pop(v.User, false)
		}
	case "clear":
		w.pop(v.User, true)
	case "errors":
		w.fieldErrors(v, in.Errors)
	case "update":
		if r := c.replaceView(in.View, v); r != nil {
			w.badAnswer(v, r)
		}
	case "push":
		next := &view{View: View{ID: w.newID("V"), App: v.App, User: v.User}}
		if r := c.readView(in.View, next); r != nil {
			w.badAnswer(v, r)
		} else if len(w.stacks[v.User]) >= stackDepth {
			w.badAnswer(v, refuse("push_limit_reached"))
		} else {
			w.push(next)
		}
	default:
		w.badAnswer(v, refuse("invalid_response_action"))
	}
}

// fieldErrors shows errors beside their inputs. Slack knows only blocks of
// the form; an error for any other is shown as a failure.
func (w *Workspace) fieldErrors(v *view, errs map[string]string) {
	known := map[string]bool{}
	for _, b := range decodeBlocks(v.Blocks) {
		known[b.ID] = b.Type == "input"
	}
	for id := range errs {
		if !known[id] {
			w.badAnswer(v, refuse("invalid_errors: no input block "+id))
			return
		}
	}
	if len(errs) == 0 {
		w.badAnswer(v, refuse("invalid_errors: none given"))
		return
	}
	v.Errors = errs
	w.happen(Happening{Kind: Refused, By: w.apps[v.App].BotUser, To: v.User, View: v.View})
}

func (w *Workspace) badAnswer(v *view, r *refusal) {
	w.note(Inspection{App: v.App, Kind: "ack", Name: "view_submission", ID: v.ID, Error: r.code, Text: strings.Join(r.messages, "; ")})
	w.failed(w.users[v.User], "", v.Title, errors.New(r.code))
}

// CloseView closes the topmost form, or with all the whole stack. An app
// that asked for it is told.
func (w *Workspace) CloseView(user string, all bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := w.front(user, "")
	if err != nil {
		return err
	}
	all = all || v.ClearClose
	if v.Notify {
		t := &target{user: w.users[v.User], app: w.apps[v.App], v: v}
		p := w.interaction(t, "view_closed")
		p["is_cleared"] = all
		w.interact(t, "view_closed", p, false, nil, v.Title)
	}
	w.pop(v.User, all)
	return nil
}
