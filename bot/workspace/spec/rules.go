package spec

import "strconv"

// Blocks that go on one surface only.
var only = map[string]Surface{
	"alert": Modal, "markdown": Message, "table": Message, "data_table": Message, "data_visualization": Message,
	"card": Message, "carousel": Message, "context_actions": Message, "plan": Message, "task_card": Message,
	"file": Message,
}

func allowed(kind string, on Surface) bool {
	s, bound := only[kind]
	return !bound || s == on
}

// rules checks what no schema and no length says.
func (c *checker) rules(blocks []any, at string, on Surface) {
	tables, charts := 0, 0
	for i, v := range blocks {
		b, _ := v.(map[string]any)
		p := at + "/" + strconv.Itoa(i)
		switch b["type"] {
		case "section":
			if b["text"] == nil && len(list(b["fields"])) == 0 {
				c.add(p, "must define either `text` or `fields`")
			}
		case "actions", "context":
			if len(list(b["elements"])) == 0 {
				c.add(p+"/elements", "no fewer than 1 items allowed")
			}
		case "image":
			if b["image_url"] == nil && b["slack_file"] == nil {
				c.add(p, "must define either `image_url` or `slack_file`")
			}
		case "table":
			tables++
		case "data_visualization":
			charts++
		case "input":
			if e, _ := b["element"].(map[string]any); e["type"] == "file_input" && on != Modal {
				c.add(p+"/element", "file_input is allowed in modals only")
			}
		}
		c.actionIDs(b, p)
	}
	if tables > 1 {
		c.add(at, "only one table is allowed")
	}
	if charts > 2 {
		c.add(at, "no more than 2 data_visualization blocks allowed")
	}
}

// actionIDs holds action ids unique within their block.
func (c *checker) actionIDs(b map[string]any, at string) {
	seen := map[string]bool{}
	for i, e := range list(b["elements"]) {
		o, _ := e.(map[string]any)
		id := text(o["action_id"])
		if id != "" && seen[id] {
			c.add(at+"/elements/"+strconv.Itoa(i)+"/action_id", "`action_id` "+id+" already exists")
		}
		seen[id] = true
	}
}

// view checks what hangs together in a view.
func (c *checker) view(o map[string]any, at string, blocks []any) {
	for field, l := range limits["view"] {
		if field != "blocks" {
			c.field(o[field], l, at+"/"+field)
		}
	}
	if o["type"] != "modal" {
		return
	}
	if t, ok := o["title"].(map[string]any); ok && text(t) == "" {
		c.add(at+"/title/text", "must be more than 0 characters")
	}
	focus := 0
	for _, v := range blocks {
		b, _ := v.(map[string]any)
		if b["type"] != "input" {
			continue
		}
		if o["submit"] == nil {
			c.add(at, "must define `submit` to use an `input` block in modals")
		}
		if e, _ := b["element"].(map[string]any); e["focus_on_load"] == true {
			focus++
		}
	}
	if focus > 1 {
		c.add(at, "only one element can have focus_on_load set to true")
	}
}
