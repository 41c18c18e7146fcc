package workspace

import (
	"encoding/json"
	"fmt"
)

// Suggest types into an external select, named by action id or label; the
// options arrive on the Delivery and can then be chosen.
func (w *Workspace) Suggest(user string, at Ref, control, query string) (*Suggestions, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.target(user, at)
	if err != nil {
		return nil, err
	}
	for _, b := range decodeBlocks(t.blocks) {
		for _, e := range b.actions() {
			if e.Type != "external_select" && e.Type != "multi_external_select" ||
				e.Action != control && unescape(b.Label.Text) != control && unescape(e.Placeholder.Text) != control {
				continue
			}
			if e.MinQuery != nil && len([]rune(query)) < *e.MinQuery {
				return nil, fmt.Errorf("workspace: type at least %d characters", *e.MinQuery)
			}
			p := w.interaction(t, "block_suggestion")
			delete(p, "response_url")
			p["action_id"], p["block_id"], p["value"] = e.Action, e.block, query
			s := &Suggestions{}
			s.Delivery = w.interact(t, "block_suggestion", p, true, func(answer []byte) { w.offer(s, answer) }, control)
			return s, nil
		}
	}
	return nil, fmt.Errorf("workspace: no search field %q here", control)
}

// Suggestions are the options an app offered for what was typed.
type Suggestions struct {
	*Delivery
	Options []Choice // set once the Delivery is done
}

func (w *Workspace) offer(s *Suggestions, answer []byte) {
	var in struct {
		Options []option      `json:"options"`
		Groups  []optionGroup `json:"option_groups"`
	}
	if err := json.Unmarshal(answer, &in); err != nil {
		w.note(Inspection{Kind: "ack", Name: "block_suggestion", Error: "invalid_options", Text: err.Error()})
		return
	}
	e := element{Options: in.Options, Groups: in.Groups}
	all := e.all()
	if len(all) > 100 {
		w.note(Inspection{Kind: "ack", Name: "block_suggestion", Error: "too_many_options"})
		return
	}
	w.lastOffer = all
	for _, o := range all {
		s.Options = append(s.Options, Choice{unescape(o.Text.Text), o.Value})
	}
}

// offered finds an option among the last that were offered.
func (w *Workspace) offered(name string) *option {
	e := element{Options: w.lastOffer}
	return e.pick(name)
}
