package workspace

import (
	"bytes"
	"encoding/json"
	"slices"
)

// A View is a form (modal) or a Home tab.
type View struct {
	ID, Type   string // Type is "modal" or "home"
	User       string
	App        string
	Callback   string
	External   string
	Root       string // the lowest view of its stack
	Previous   string
	Title      string
	Submit     string
	Close      string
	Metadata   string // private_metadata
	Blocks     json.RawMessage
	Hash       string
	Notify     bool // notify_on_close
	ClearClose bool // clear_on_close
	Errors     map[string]string
}

type view struct {
	View
	raw    map[string]json.RawMessage
	values map[string]map[string]obj // block -> action -> state
	busy   bool                      // a submission is under way
}

// readView makes a view from what an app sent.
func (c *call) readView(raw json.RawMessage, v *view) *refusal {
	if r := c.checkView(raw); r != nil {
		return r
	}
	var in struct {
		Type     string          `json:"type"`
		Callback string          `json:"callback_id"`
		External string          `json:"external_id"`
		Metadata string          `json:"private_metadata"`
		Title    textObject      `json:"title"`
		Submit   textObject      `json:"submit"`
		Close    textObject      `json:"close"`
		Blocks   json.RawMessage `json:"blocks"`
		Notify   bool            `json:"notify_on_close"`
		Clear    bool            `json:"clear_on_close"`
	}
	if json.Unmarshal(raw, &in) != nil || json.Unmarshal(raw, &v.raw) != nil {
		return refuse("invalid_arguments")
	}
	for _, o := range c.views {
		if in.External != "" && o.External == in.External && o.ID != v.ID {
			return refuse("duplicate_external_id")
		}
	}
	v.Type, v.Callback, v.External, v.Metadata = in.Type, in.Callback, in.External, in.Metadata
	v.Title, v.Submit, v.Close = in.Title.Text, in.Submit.Text, in.Close.Text
	v.Notify, v.ClearClose = in.Notify, in.Clear
	v.Blocks = c.nameBlocks(in.Blocks)
	if empty(v.Blocks) {
		v.Blocks = json.RawMessage("[]")
	}
	v.Hash = formatTS(c.opt.Now().UnixMicro())[:10] + "." + c.blockID()
	v.Errors, v.busy = nil, false
	v.keepValues()
	return nil
}

// keepValues drops what was typed into inputs that are no longer there.
func (v *view) keepValues() {
	old := v.values
	v.values = map[string]map[string]obj{}
	for _, b := range decodeBlocks(v.Blocks) {
		for _, e := range b.inputs() {
			if s := old[b.ID][e.Action]; s != nil {
				v.setValue(b.ID, e.Action, s)
			} else if s := e.initial(); s != nil {
				v.setValue(b.ID, e.Action, s)
			}
		}
	}
}

func (v *view) setValue(block, action string, state obj) {
	if v.values[block] == nil {
		v.values[block] = map[string]obj{}
	}
	v.values[block][action] = state
}

// wireView is a view as it stands in answers and interactions.
func (w *Workspace) wireView(v *view) obj {
	o := obj{}
	for k, raw := range v.raw {
		o[k] = raw
	}
	a := w.apps[v.App]
	o["id"], o["team_id"], o["type"], o["hash"] = v.ID, w.home, v.Type, v.Hash
	o["blocks"], o["callback_id"], o["private_metadata"], o["external_id"] = v.Blocks, v.Callback, v.Metadata, v.External
	o["root_view_id"], o["app_id"], o["bot_id"], o["app_installed_team_id"] = v.Root, v.App, a.BotID, w.home
	o["notify_on_close"], o["clear_on_close"] = v.Notify, v.ClearClose
	o["previous_view_id"] = nil
	if v.Previous != "" {
		o["previous_view_id"] = v.Previous
	}
	for _, k := range []string{"title", "submit", "close"} {
		if o[k] == nil {
			o[k] = nil
		}
	}
	values := v.values
	if values == nil {
		values = map[string]map[string]obj{}
	}
	o["state"] = obj{"values": values}
	return o
}

// push puts a new view on top of a person's stack.
func (w *Workspace) push(v *view) {
	stack := w.stacks[v.User]
	if len(stack) > 0 {
		v.Previous = stack[len(stack)-1]
		v.Root = w.views[v.Previous].Root
	} else {
		v.Root = v.ID
	}
	w.views[v.ID] = v
	w.stacks[v.User] = append(stack, v.ID)
	w.happen(Happening{Kind: Opened, By: w.apps[v.App].BotUser, To: v.User, View: v.View})
}

// pop takes the topmost view off; all of them with all set.
func (w *Workspace) pop(user string, all bool) {
	stack := w.stacks[user]
	for len(stack) > 0 {
		v := w.views[stack[len(stack)-1]]
		stack = stack[:len(stack)-1]
		w.stacks[user] = stack
		delete(w.views, v.ID)
		w.happen(Happening{Kind: Closed, By: user, To: user, View: v.View})
		if !all {
			break
		}
	}
	if len(stack) > 0 {
		w.happen(Happening{Kind: Updated, To: user, View: w.views[stack[len(stack)-1]].View})
	}
}

func (w *Workspace) top(user string) *view {
	stack := w.stacks[user]
	if len(stack) == 0 {
		return nil
	}
	return w.views[stack[len(stack)-1]]
}

// textObject is a Block Kit text: plain_text or mrkdwn. A bare string is
// taken as plain text, as some older fields are written.
type textObject struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func (t *textObject) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] == '"' {
		t.Type = "plain_text"
		return json.Unmarshal(b, &t.Text)
	}
	type bare textObject
	return json.Unmarshal(b, (*bare)(t))
}

func (w *Workspace) stackHas(user, id string) bool { return slices.Contains(w.stacks[user], id) }
