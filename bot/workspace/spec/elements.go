package spec

import (
	"encoding/json"
	"strconv"
	"strings"
)

// limitsOf names the section of the limits an element type falls under.
func limitsOf(kind string) string {
	switch {
	case strings.HasSuffix(kind, "_select"):
		return "select"
	case kind == "workflow_button":
		return "button"
	}
	return kind
}

// element checks one interactive element.
func (c *checker) element(v any, at string) {
	e, ok := v.(map[string]any)
	if !ok {
		return
	}
	kind := text(e["type"])
	c.length(e["action_id"], limits[""]["action_id"], at+"/action_id")
	for field, l := range limits[limitsOf(kind)] {
		if kind == "plain_text_input" && field == "max_length" {
			c.field(e["min_length"], limit{Max: l.Max}, at+"/min_length")
		}
		c.field(e[field], l, at+"/"+field)
	}
	if kind == "button" || kind == "feedback_button" {
		c.texts(at, e, "text")
	}
	c.length(e["placeholder"], limits["select"]["placeholder"], at+"/placeholder")
	c.confirm(e["confirm"], at+"/confirm")
	for i, o := range list(e["options"]) {
		c.option(kind, o, at+"/options/"+strconv.Itoa(i))
	}
	for i, g := range list(e["option_groups"]) {
		p := at + "/option_groups/" + strconv.Itoa(i)
		group, _ := g.(map[string]any)
		c.length(group["label"], limits["option_group"]["label"], p+"/label")
		c.count(len(list(group["options"])), limits["option_group"]["options"], p+"/options")
		for j, o := range list(group["options"]) {
			c.option(kind, o, p+"/options/"+strconv.Itoa(j))
		}
	}
	c.choices(kind, e, at)
	for _, f := range []string{"positive_button", "negative_button"} {
		if b, ok := e[f].(map[string]any); ok {
			for field, l := range limits["feedback_button"] {
				c.field(b[field], l, at+"/"+f+"/"+field)
			}
		}
	}
}

// choices checks what hangs together between an element's options.
func (c *checker) choices(kind string, e map[string]any, at string) {
	switch kind {
	case "static_select", "multi_static_select":
		has, groups := e["options"] != nil, e["option_groups"] != nil
		if has == groups {
			c.add(at, "must define either `options` or `option_groups`")
		}
		if has && len(list(e["options"])) == 0 {
			c.add(at+"/options", "no fewer than 1 items allowed")
		}
	}
	values := map[string]bool{}
	all := list(e["options"])
	for _, g := range list(e["option_groups"]) {
		group, _ := g.(map[string]any)
		all = append(all[:len(all):len(all)], list(group["options"])...)
	}
	for _, o := range all {
		opt, _ := o.(map[string]any)
		v := text(opt["value"])
		if v != "" && values[v] {
			c.add(at, "option values must be unique: "+v)
		}
		values[v] = true
	}
	if kind == "external_select" || kind == "multi_external_select" {
		return
	}
	initial := list(e["initial_options"])
	if e["initial_option"] != nil {
		initial = append(initial[:len(initial):len(initial)], e["initial_option"])
	}
	for _, o := range initial {
		opt, _ := o.(map[string]any)
		if !values[text(opt["value"])] {
			c.add(at, "initial option must be one of the options")
		}
	}
}

func (c *checker) option(kind string, v any, at string) {
	o, _ := v.(map[string]any)
	for field, l := range limits["option"] {
		if field == "url" && kind != "overflow" {
			continue
		}
		c.field(o[field], l, at+"/"+field)
	}
	if text(o["text"]) == "" {
		c.add(at+"/text/text", "must be more than 0 characters")
	}
}

func (c *checker) confirm(v any, at string) {
	o, ok := v.(map[string]any)
	if !ok {
		return
	}
	for field, l := range limits["confirmation"] {
		c.field(o[field], l, at+"/"+field)
	}
}

// dataTable checks what limits.json says of a table's shape and content.
func (c *checker) dataTable(b map[string]any, at string) {
	l := limits["data_table"]
	total := 0
	for i, row := range list(b["rows"]) {
		p := at + "/rows/" + strconv.Itoa(i)
		c.count(len(list(row)), l["columns"], p)
		for j, cell := range list(row) {
			o, _ := cell.(map[string]any)
			if o["type"] == "raw_text" {
				c.length(o["text"], l["cell_text"], p+"/"+strconv.Itoa(j)+"/text")
			}
			total += len([]rune(text(o["text"])))
		}
	}
	if m := l["content"].MaxLength; total > m {
		c.add(at, "must be less than "+strconv.Itoa(m+1)+" characters in all")
	}
}

// chart checks a native chart: lengths, and that its points fit its axis.
func (c *checker) chart(b map[string]any, at string) {
	l := limits["data_visualization"]
	chart, _ := b["chart"].(map[string]any)
	at += "/chart"
	if segments, ok := chart["segments"].([]any); ok {
		c.count(len(segments), l["segments"], at+"/segments")
		for i, s := range segments {
			o, _ := s.(map[string]any)
			p := at + "/segments/" + strconv.Itoa(i)
			c.length(o["label"], l["segment_label"], p+"/label")
			if n, ok := o["value"].(json.Number); ok {
				if f, err := n.Float64(); err == nil && f <= 0 {
					c.add(p+"/value", "must be more than 0")
				}
			}
		}
		return
	}
	axis, _ := chart["axis_config"].(map[string]any)
	categories := map[string]bool{}
	c.count(len(list(axis["categories"])), l["categories"], at+"/axis_config/categories")
	for i, name := range list(axis["categories"]) {
		c.length(name, l["category_label"], at+"/axis_config/categories/"+strconv.Itoa(i))
		categories[text(name)] = true
	}
	c.length(axis["x_label"], l["axis_label"], at+"/axis_config/x_label")
	c.length(axis["y_label"], l["axis_label"], at+"/axis_config/y_label")
	c.count(len(list(chart["series"])), l["series"], at+"/series")
	names := map[string]bool{}
	for i, s := range list(chart["series"]) {
		o, _ := s.(map[string]any)
		p := at + "/series/" + strconv.Itoa(i)
		c.length(o["name"], l["series_name"], p+"/name")
		if names[text(o["name"])] {
			c.add(p+"/name", "series names must be unique")
		}
		names[text(o["name"])] = true
		c.count(len(list(o["data"])), l["data"], p+"/data")
		seen := map[string]bool{}
		for j, d := range list(o["data"]) {
			point, _ := d.(map[string]any)
			label := text(point["label"])
			c.length(label, l["point_label"], p+"/data/"+strconv.Itoa(j)+"/label")
			if !categories[label] || seen[label] {
				c.add(p+"/data/"+strconv.Itoa(j)+"/label", "must match exactly one of the categories")
			}
			seen[label] = true
		}
		if len(seen) < len(categories) {
			c.add(p+"/data", "must have one point for every category")
		}
	}
}
