package workspace

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/deskhand/deskhand/bot/workspace/spec"
)

// maxText is the length of a message's text beyond which Slack refuses.
const maxText = 40_000

// content reads text, blocks, attachments and metadata.
func (c *call) content(m *Message) *refusal {
	m.Text = c.args.str("text")
	var ok bool
	if m.Blocks, ok = c.args.structure("blocks"); !ok {
		return refuse("invalid_blocks_format")
	}
	if m.Attachments, ok = c.args.structure("attachments"); !ok {
		return refuse("invalid_attachments")
	}
	if utf8.RuneCountInString(m.Text) > maxText {
		return refuse("msg_too_long")
	}
	if empty(m.Blocks) {
		m.Blocks = nil
	}
	if empty(m.Attachments) {
		m.Attachments = nil
	}
	if m.Text == "" && m.Blocks == nil && m.Attachments == nil {
		return refuse("no_text")
	}
	if r := c.checkBlocks(m.Blocks, spec.Message); r != nil {
		return r
	}
	if c.name != "" { // not through a response URL
		if r := c.checkTotal(m.Blocks); r != nil {
			return r
		}
	}
	m.Blocks = c.nameBlocks(m.Blocks)
	return nil
}

// metadata reads a message's metadata; an empty event type is none.
func (c *call) metadata() (json.RawMessage, *refusal) {
	raw, ok := c.args.structure("metadata")
	if !ok {
		return nil, refuse("invalid_metadata_format")
	}
	if raw == nil {
		return nil, nil
	}
	var meta struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	if json.Unmarshal(raw, &meta) != nil {
		return nil, refuse("invalid_metadata_format")
	}
	if len(raw) > 16_000 {
		return nil, refuse("metadata_too_large")
	}
	if meta.Type == "" {
		return nil, nil
	}
	return raw, nil
}

func empty(raw json.RawMessage) bool {
	s := string(bytes.TrimSpace(raw))
	return s == "" || s == "[]" || s == "null"
}

// nameBlocks gives every block and interactive element without an id one, as
// Slack does, so that presses and form values can be told apart.
func (w *Workspace) nameBlocks(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return nil
	}
	var blocks []map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&blocks) != nil {
		return raw
	}
	for _, b := range blocks {
		if s, _ := b["block_id"].(string); s == "" {
			b["block_id"] = w.blockID()
		}
		var elements []any
		if list, ok := b["elements"].([]any); ok && b["type"] == "actions" {
			elements = list
		}
		elements = append(elements, b["element"], b["accessory"])
		for _, e := range elements {
			if el, ok := e.(map[string]any); ok && interactive[str(el["type"])] && str(el["action_id"]) == "" {
				el["action_id"] = w.blockID()
			}
		}
	}
	return mustJSON(blocks)
}

func (w *Workspace) blockID() string {
	w.count++
	return strconv.FormatInt(int64(w.rng.IntN(1<<30)), 36) + strconv.FormatInt(int64(w.count), 36)
}

func str(v any) string { s, _ := v.(string); return s }

// interactive are the element types that carry an action id.
var interactive = func() map[string]bool {
	m := map[string]bool{}
	for _, t := range []string{"button", "static_select", "external_select", "users_select", "conversations_select",
		"channels_select", "multi_static_select", "multi_external_select", "multi_users_select",
		"multi_conversations_select", "multi_channels_select", "overflow", "datepicker", "timepicker",
		"datetimepicker", "checkboxes", "radio_buttons", "plain_text_input", "email_text_input", "url_text_input",
		"number_input", "rich_text_input", "file_input"} {
		m[t] = true
	}
	return m
}()
