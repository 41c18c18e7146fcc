package deploy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/deskhand/deskhand/deploy"
)

var update = flag.Bool("update", false, "write the programme reference anew")

// reference is made of the schemas, and of what the shipped desk folder holds as examples.
const reference = "PROGRAMME.md"

// parts are the files of a desk folder in the order in which somebody writes them.
var parts = []struct{ schema, files, about string }{
	{"offering", "offerings", "What is sold: one file is one version of an offering, with its severities, products and tiers. This is the programme."},
	{"calendar", "calendars", "When something is open. Clocks count on calendars, teams and sites are there by them."},
	{"holidays", "holidays", "A reviewed list of dates, shared between calendars. Dates are kept here, never computed."},
	{"teams", "teams.yaml", "Who answers: teams with a calendar, a channel and phone numbers, and the sites they sit at."},
	{"desk", "desk.yaml", "What holds for the whole desk."},
}

// words say in words what a pattern of the schema takes. A pattern that is not here fails the test.
var words = map[string]string{
	`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`:                                         "a name",
	`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(@[A-Za-z0-9][A-Za-z0-9_.-]{0,63})?$`:      "a name, or name@version",
	`^[a-z][a-z0-9-]{0,19}$`:                                                    "small letters, at most 20",
	`^([0-9]{1,5}[hms]|[0-9]{1,5}h[0-9]{1,5}m|[0-9]{1,4} days?)$`:               "a length of plain time: 45m, 2h, 14 days",
	`^([0-9]{1,5}[hms]|[0-9]{1,5}h[0-9]{1,5}m|[0-9]{1,3} business days?)$`:      "a length of working time: 45m, 1h30m, or 2 business days",
	`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`:                                              "a date",
	`^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`:                                "a day of the year, month first: 12-29",
	`^([1-9][0-9]?%|[0-9]{1,5}[hms] left|[0-9]{1,5}h[0-9]{1,5}m left)$`:         "a point on the way: 75%, or 10m left",
	`^([01][0-9]|2[0-3]):[0-5][0-9] ?- ?(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`: "hours of a day: 08:00-17:30; 22:00-06:00 runs over midnight",
	`^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`:                                   "a time of day",
	`^\+[1-9][0-9 -]{5,22}$`:                                                    "a phone number with its +",
	`^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$`:          "a weekday, or days from one to another: mon-fri",
	`^(mon|tue|wed|thu|fri|sat|sun) (([01][0-9]|2[0-3]):[0-5][0-9]) - (mon|tue|wed|thu|fri|sat|sun) (([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`: "a stretch of the week: fri 17:00 - sun 10:00",
}

// examples are of keys that the shipped desk folder does not need, each alike wherever it stands.
var examples = map[string]string{
	"offering.extends":        "extends: citrix-css@2024",
	"offering.every":          "every: 1h",
	"offering.byRegion.every": "every: always",
	"offering.call_again":     "call_again: 30m",
	"offering.on_lower":       "on_lower: carry",
	"offering.on_raise":       "on_raise: restart",
	"offering.at_most":        "at_most: 3",
	"offering.environment":    "environment: [staging, test]",
	"offering.platform":       "platform: cloud",
	"offering.region":         "region: EMEA",
	"offering.product":        "product: jira-align",
	"offering.severity":       "severity: [1, 2]",
	"offering.kind":           "kind: [restore, resolve]",
	"offering.calendar":       "calendar: business",
	"offering.team":           "team: priority",
	"offering.cut_off":        `cut_off: "14:00"`,
	"offering.none":           "none: true",
	"offering.pause_for":      "pause_for: [customer, third_party]",
	"calendar.date":           "date: 2026-12-24",
	"calendar.day.name":       "name: Christmas Eve",
	"calendar.from":           "from: 12-29",
	"calendar.to":             "to: 01-03",
	"calendar.season.name":    "name: Year end",
	"calendar.open":           "open: 08:00-12:00",
	"offering.zone":           "zone: Europe/Oslo",
}

var (
	rowIDs   = regexp.MustCompile(` ?\((?:[ACKPRT][0-9]+(?:, | to )?)+\)`)
	ifAbsent = regexp.MustCompile(`[;,:] ?([^;,:]+) if not given|if not given, ([^.]+)`)
)

type schema struct {
	Title       string             `json:"title"`
	Description string             `json:"description"`
	Type        string             `json:"type"`
	Pattern     string             `json:"pattern"`
	Enum        []string           `json:"enum"`
	Minimum     *int               `json:"minimum"`
	Ref         string             `json:"$ref"`
	AnyOf       []*schema          `json:"anyOf"`
	Items       *schema            `json:"items"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Free        json.RawMessage    `json:"additionalProperties"`
	Names       *schema            `json:"propertyNames"`
	Defs        map[string]*schema `json:"$defs"`
}

// free is what stands under keys that the writer chooses; nil where none may.
func (s *schema) free() *schema {
	var out *schema
	if len(s.Free) == 0 || s.Free[0] != '{' || json.Unmarshal(s.Free, &out) != nil {
		return nil
	}
	return out
}

// TestProgrammeReference keeps the reference what the schemas say: -update writes it.
func TestProgrammeReference(t *testing.T) {
	r := &page{t: t, used: map[string]bool{}}
	r.line("# How to write a programme: every key of a desk folder")
	r.line("")
	r.line("Made from the JSON Schemas in [schema](schema), with examples out of the shipped [desk](desk) folder; do not edit it by hand")
	r.line("(`go test ./deploy -run TestProgrammeReference -update`). [The README](../README.md#write-a-programme) says how to begin, check, rehearse and apply one.")
	r.line("")
	r.line("A file may hold the keys of its own table and no others; **bold** ones must be given. Where a value can be one of several, it may be")
	r.line("written alone or as a list: `severity: 1`, `severity: [1, 2]`. A name refers to what bears it in the same folder: `calendar: css-emea` is")
	r.line("`calendars/css-emea.yaml`. Of targets, hours, coverage and routing the first line that fits a case holds.")
	for _, p := range parts {
		r.part(p.schema, p.files, p.about)
	}
	for key := range examples {
		if !r.used[key] {
			t.Errorf("an example of %s is given, and nothing lacks it", key)
		}
	}
	if *update {
		if err := os.WriteFile(reference, r.out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, r.out.Bytes()) {
		t.Errorf("%s is not what the schemas make of it; run with -update", reference)
	}
}

type page struct {
	t     *testing.T
	out   bytes.Buffer
	name  string // of the schema
	root  *schema
	check *jsonschema.Compiler
	seen  map[string]map[string]string // example of a key, by definition
	long  map[string]string            // one that is longer than an example should be, cut
	used  map[string]bool
}

func (r *page) line(format string, args ...any) { fmt.Fprintf(&r.out, format+"\n", args...) }

func (r *page) part(name, files, about string) {
	raw, err := deploy.Schemas.ReadFile("schema/" + name + ".schema.json")
	if err != nil {
		r.t.Fatal(err)
	}
	r.name, r.root = name, &schema{}
	if err := json.Unmarshal(raw, r.root); err != nil {
		r.t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		r.t.Fatal(err)
	}
	r.check = jsonschema.NewCompiler()
	if err := r.check.AddResource("mem:"+name, doc); err != nil {
		r.t.Fatal(err)
	}
	r.learn(files)
	r.line("")
	r.line("## %s", r.root.Title)
	r.line("")
	r.line("%s", about)
	r.table("", r.root)
	for _, def := range r.order() {
		s := r.root.Defs[def]
		long := s
		var short *schema
		for _, alt := range s.AnyOf {
			if alt.Properties != nil {
				long = alt
			} else {
				short = alt
			}
		}
		r.line("")
		r.line("### %s: %s", r.name, def)
		if short != nil {
			r.line("")
			r.line("Where only its **%s** is to be said, that alone will do, without braces.", r.alone(long, short))
		}
		r.table(def, long)
	}
}

// alone is the key whose value may stand for the whole.
func (r *page) alone(long, short *schema) string {
	for _, key := range keys(long) {
		if long.Properties[key].Pattern == short.Pattern {
			return key
		}
	}
	r.t.Errorf("%s: which key may stand alone?", r.name)
	return ""
}

// order lists the definitions as a reader meets them.
func (r *page) order() []string {
	var out []string
	var visit func(s *schema)
	visit = func(s *schema) {
		if s == nil {
			return
		}
		if def, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok && !slices.Contains(out, def) {
			out = append(out, def)
			visit(r.root.Defs[def])
		}
		for _, alt := range s.AnyOf {
			visit(alt)
		}
		visit(s.Items)
		visit(s.free())
		for _, key := range keys(s) {
			visit(s.Properties[key])
		}
	}
	visit(r.root)
	return out
}

// keys are those that must be given, as the format has them, and then the others.
func keys(s *schema) []string {
	out := slices.Clone(s.Required)
	for _, k := range slices.Sorted(maps.Keys(s.Properties)) {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

func (r *page) table(def string, s *schema) {
	r.line("")
	r.line("| key | what it takes | if not given | for example | what it means |")
	r.line("|---|---|---|---|---|")
	for _, key := range keys(s) {
		p := s.Properties[key]
		shown, absent := key, nothing
		if slices.Contains(s.Required, key) {
			shown, absent = "**"+key+"**", "must be given"
		}
		meaning := rowIDs.ReplaceAllString(p.Description, "")
		if m := ifAbsent.FindStringSubmatch(meaning); m != nil {
			absent = strings.TrimSpace(m[1] + m[2])
		} else if absent != nothing {
			absent = "must be given"
		} else if p.Type == "boolean" {
			absent = "no"
		} else if strings.HasPrefix(meaning, "Only ") {
			absent = "all"
		}
		if meaning == "" {
			r.t.Errorf("%s: %s.%s says not what it means", r.name, def, key)
		}
		r.line("| %s | %s | %s | %s | %s |", shown, r.kind(p), absent, r.example(def, key, p), strings.ReplaceAll(meaning, "|", "\\|"))
	}
}

// kind says what a value is.
func (r *page) kind(s *schema) string {
	switch {
	case s.Ref != "":
		def := strings.TrimPrefix(s.Ref, "#/$defs/")
		return fmt.Sprintf("[%s](#%s-%s)", def, r.name, strings.ToLower(def))
	case len(s.AnyOf) == 2 && s.AnyOf[0].Items != nil:
		return "one or several: " + r.kind(s.AnyOf[1])
	case len(s.AnyOf) > 0:
		var out []string
		for _, alt := range s.AnyOf {
			out = append(out, r.kind(alt))
		}
		return strings.Join(slices.Compact(out), ", or ")
	case s.Items != nil:
		return "a list of " + r.kind(s.Items)
	case len(s.Enum) > 0:
		var out []string
		for _, w := range s.Enum {
			out = append(out, "`"+w+"`")
		}
		return strings.Join(out, " ")
	case s.Pattern != "":
		w, ok := words[s.Pattern]
		if !ok {
			r.t.Errorf("%s: no words for the pattern %s", r.name, s.Pattern)
		}
		return w
	case s.Type == "integer":
		return "a number"
	case s.Type == "boolean":
		return "`true` or `false`"
	case s.Type == "object" && s.free() != nil:
		return fmt.Sprintf("keys of your own (%s), under each: %s", r.kind(s.Names), r.kind(s.free()))
	}
	return "text"
}

// nothing is what is so where a key is not given and its meaning does not say.
const nothing = "none"

const longest = 72 // characters of an example

// example is the first short one that the shipped folder holds, else one that is given here; what
// has a table of its own needs none.
func (r *page) example(def, key string, p *schema) string {
	id := r.name + "." + strings.TrimPrefix(def+"."+key, ".")
	text := r.seen[def][key]
	if text == "" && !strings.Contains(r.kind(p), "](#") {
		text = r.long[def+"."+key]
	}
	if text == "" {
		at := id
		given, ok := examples[at]
		if !ok {
			at = r.name + "." + key
			given, ok = examples[at]
		}
		if ok {
			r.used[at] = true
			r.valid(id, def, key, given)
			text = given
		} else if !strings.Contains(r.kind(p), "](#") {
			r.t.Errorf("%s: no shipped file holds it; give an example", id)
		}
	}
	if text == "" {
		return "see its table"
	}
	return "`" + strings.ReplaceAll(text, "|", "\\|") + "`"
}

// valid holds an example that no shipped file holds to the schema.
func (r *page) valid(id, def, key, text string) {
	at := "mem:" + r.name + "#/"
	if def != "" {
		at += "$defs/" + def + "/"
		if r.root.Defs[def].Properties == nil {
			for i, alt := range r.root.Defs[def].AnyOf {
				if alt.Properties != nil {
					at += fmt.Sprintf("anyOf/%d/", i)
				}
			}
		}
	}
	s, err := r.check.Compile(at + "properties/" + key)
	if err != nil {
		r.t.Errorf("%s: %v", id, err)
		return
	}
	var v map[string]any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		r.t.Errorf("%s: %v", id, err)
		return
	}
	if at, dated := v[key].(time.Time); dated {
		v[key] = at.Format(time.DateOnly)
	}
	if err := s.Validate(v[key]); err != nil {
		r.t.Errorf("%s: the example does not hold: %v", id, err)
	}
}

// learn reads examples out of the shipped files.
func (r *page) learn(files string) {
	r.seen, r.long = map[string]map[string]string{}, map[string]string{}
	err := fs.WalkDir(deploy.Desk, path.Join("desk", files), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := deploy.Desk.ReadFile(name)
		if err != nil {
			return err
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(src, &doc); err != nil {
			return err
		}
		r.walk("", r.root, doc.Content[0])
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *page) walk(def string, s *schema, n *yaml.Node) {
	if d, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		r.walk(d, r.root.Defs[d], n)
		return
	}
	for _, alt := range s.AnyOf {
		if mapped := alt.Properties != nil || alt.free() != nil || alt.Ref != ""; mapped == (n.Kind == yaml.MappingNode) && (alt.Items != nil) == (n.Kind == yaml.SequenceNode) {
			r.walk(def, alt, n)
		}
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if s.Items != nil {
				r.walk(def, s.Items, c)
			}
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i].Value, n.Content[i+1]
			p := s.Properties[key]
			if p == nil {
				if f := s.free(); f != nil {
					r.walk(def, f, value)
				}
				continue
			}
			r.keep(def, key, value)
			r.walk(def, p, value)
		}
	}
}

// keep keeps the first example of a key that is short enough.
func (r *page) keep(def, key string, value *yaml.Node) {
	if r.seen[def] == nil {
		r.seen[def] = map[string]string{}
	}
	if r.seen[def][key] != "" {
		return
	}
	if text := flow(value); len(key)+2+len(text) <= longest {
		r.seen[def][key] = key + ": " + text
	} else if r.long[def+"."+key] == "" {
		r.long[def+"."+key] = key + ": " + cut(value, longest-len(key)-4)
	}
}

// cut is the beginning of a value that is longer than an example should be.
func cut(n *yaml.Node, most int) string {
	switch n.Kind {
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return "[]"
		}
		return "[" + cut(n.Content[0], most-4) + ", …]"
	case yaml.MappingNode:
		return "{" + n.Content[0].Value + ": " + cut(n.Content[1], most-len(n.Content[0].Value)-6) + ", …}"
	}
	text := []rune(flow(n))
	if len(text) <= most {
		return string(text)
	}
	return strings.TrimRight(string(text[:max(most, 1)]), " ,;") + " …"
}

// flow writes a value on one line as it may stand in a file.
func flow(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.SequenceNode:
		for _, c := range n.Content {
			parts = append(parts, flow(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, flow(n.Content[i])+": "+flow(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		return `"` + n.Value + `"`
	}
	return strings.TrimSpace(strings.ReplaceAll(n.Value, "\n", " "))
}
