package spec

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

//go:embed limits.json
var limitsJSON []byte

// A limit bounds a text's length, a list's count, or a number.
type limit struct {
	MinLength     int `json:"min_length"`
	MaxLength     int `json:"max_length"`
	MinItems      int `json:"min_items"`
	MaxItems      int `json:"max_items"`
	ItemMaxLength int `json:"item_max_length"`
	Min, Max      int
}

// limits is limits.json: a type's fields and what bounds them. The entries
// that are no type ("text", "action_id") bound the field of that name
// wherever it stands; they lie under "".
var limits = func() map[string]map[string]limit {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(limitsJSON, &doc); err != nil {
		panic("spec: limits.json: " + err.Error())
	}
	out := map[string]map[string]limit{"": {}}
	for name, raw := range doc {
		var l limit
		fields := map[string]limit{}
		switch name {
		case "text", "action_id", "block_id":
			if err := json.Unmarshal(raw, &l); err != nil {
				panic("spec: limits.json: " + name + ": " + err.Error())
			}
			out[""][name] = l
			continue
		case "data_visualization":
			readChart(raw, fields)
		default:
			if err := json.Unmarshal(raw, &fields); err != nil {
				panic("spec: limits.json: " + name + ": " + err.Error())
			}
		}
		out[name] = fields
	}
	return out
}()

// readChart reads the section whose fields nest one deeper.
func readChart(raw json.RawMessage, into map[string]limit) {
	var doc map[string]json.RawMessage
	_ = json.Unmarshal(raw, &doc)
	for k, v := range doc {
		var l limit
		if k == "segment" {
			var seg map[string]limit
			_ = json.Unmarshal(v, &seg)
			into["segment_label"] = seg["label"]
			continue
		}
		if err := json.Unmarshal(v, &l); err != nil {
			panic("spec: limits.json: data_visualization." + k + ": " + err.Error())
		}
		into[k] = l
	}
}

// text reads a string, or the text of a text object.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		return text(v["text"])
	}
	return ""
}

// length checks a string or a text object against a limit; absent is fine.
func (c *checker) length(v any, l limit, at string) {
	if v == nil {
		return
	}
	if _, object := v.(map[string]any); object {
		at += "/text"
	}
	n := utf8.RuneCountInString(text(v))
	if l.MaxLength > 0 && n > l.MaxLength {
		c.add(at, "must be less than "+strconv.Itoa(l.MaxLength+1)+" characters")
	}
	if n < l.MinLength {
		c.add(at, "must be more than "+strconv.Itoa(l.MinLength-1)+" characters")
	}
}

func (c *checker) count(n int, l limit, at string) {
	if l.MaxItems > 0 && n > l.MaxItems {
		c.add(at, "no more than "+strconv.Itoa(l.MaxItems)+" items allowed")
	}
	if n < l.MinItems {
		c.add(at, "no fewer than "+strconv.Itoa(l.MinItems)+" items allowed")
	}
}

// lengths checks a block of a known, well-formed type.
func (c *checker) lengths(kind string, b map[string]any, at string) {
	c.length(b["block_id"], limits[""]["block_id"], at+"/block_id")
	for field, l := range limits[kind] {
		c.field(b[field], l, at+"/"+field)
	}
	switch kind {
	case "section":
		c.texts(at, b, "text")
		for i, f := range list(b["fields"]) {
			p := at + "/fields/" + strconv.Itoa(i)
			c.length(f, limit{MinLength: 1, MaxLength: limits[kind]["fields"].ItemMaxLength}, p)
		}
		c.element(b["accessory"], at+"/accessory")
	case "header":
		c.texts(at, b, "text")
	case "context":
		for i, e := range list(b["elements"]) {
			p := at + "/elements/" + strconv.Itoa(i)
			if o, _ := e.(map[string]any); o["type"] == "image" {
				c.field(o["image_url"], limits["image"]["image_url"], p+"/image_url")
				c.field(o["alt_text"], limits["image"]["alt_text"], p+"/alt_text")
				continue
			}
			c.length(e, limits[""]["text"], p)
		}
	case "actions", "context_actions", "card":
		for _, field := range []string{"elements", "actions"} {
			for i, e := range list(b[field]) {
				c.element(e, at+"/"+field+"/"+strconv.Itoa(i))
			}
		}
	case "input":
		c.element(b["element"], at+"/element")
	case "data_table":
		c.dataTable(b, at)
	case "data_visualization":
		c.chart(b, at)
	}
}

// field applies a limit to a value of whatever sort it bounds.
func (c *checker) field(v any, l limit, at string) {
	if items, ok := v.([]any); ok {
		c.count(len(items), l, at)
		return
	}
	if n, ok := v.(json.Number); ok {
		f, err := n.Float64()
		if err == nil && l.Max > 0 && f > float64(l.Max) {
			c.add(at, "must be less than "+strconv.Itoa(l.Max+1))
		}
		if err == nil && f < float64(l.Min) {
			c.add(at, "must be more than "+strconv.Itoa(l.Min-1))
		}
		return
	}
	c.length(v, l, at)
}

// texts applies the bound of every text object to the named fields.
func (c *checker) texts(at string, o map[string]any, fields ...string) {
	for _, f := range fields {
		if o[f] != nil && (text(o[f]) == "" || limits[text(o["type"])][f].MaxLength == 0) {
			c.length(o[f], limits[""]["text"], at+"/"+f)
		}
	}
}

func list(v any) []any { l, _ := v.([]any); return l }
