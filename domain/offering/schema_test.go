package offering_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/deskhand/deskhand/domain/offering"
)

var update = flag.Bool("update", false, "write golden files anew")

const schemaDir = "../../deploy/schema"

func TestSchemasAreCurrent(t *testing.T) {
	if *update {
		if err := os.MkdirAll(schemaDir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range offering.Schemas() {
		path := filepath.Join(schemaDir, name)
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the format makes of it; run with -update", path)
		}
	}
	entries, err := os.ReadDir(schemaDir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(offering.Schemas()) {
		t.Errorf("%s holds %d files, want %d", schemaDir, len(entries), len(offering.Schemas()))
	}
}

func TestSchemasAcceptTheShippedDesk(t *testing.T) {
	schemas := compileSchemas(t)
	for name, src := range shippedFiles(t) {
		s := schemas.forFile(name)
		if s == nil {
			t.Errorf("%s: no schema for this file", name)
			continue
		}
		if err := s.Validate(value(t, src)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every shipped file names its schema by a path that leads to it, so that editors find it.
func TestShippedFilesNameTheirSchema(t *testing.T) {
	for name, src := range shippedFiles(t) {
		line, _, _ := strings.Cut(string(src), "\n")
		rel, ok := strings.CutPrefix(line, "# yaml-language-server: $schema=")
		if !ok {
			t.Errorf("%s begins with %q", name, line)
			continue
		}
		path := filepath.Join("../../deploy/desk", filepath.Dir(name), rel)
		if filepath.Dir(path) != filepath.Clean(schemaDir) || filepath.Base(path) != schemaName(name) {
			t.Errorf("%s names %s, want %s", name, path, filepath.Join(schemaDir, schemaName(name)))
		}
	}
}

type schemas map[string]*jsonschema.Schema

func (s schemas) forFile(name string) *jsonschema.Schema { return s[schemaName(name)] }

func schemaName(file string) string {
	switch dir := filepath.Dir(file); dir {
	case ".":
		return strings.TrimSuffix(file, ".yaml") + ".schema.json"
	case "holidays":
		return "holidays.schema.json"
	default:
		return strings.TrimSuffix(dir, "s") + ".schema.json"
	}
}

func compileSchemas(t *testing.T) schemas {
	t.Helper()
	out := schemas{}
	for name, src := range offering.Schemas() {
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(name, doc); err != nil {
			t.Fatal(err)
		}
		if out[name], err = c.Compile(name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// value is a file as an editor sees it: YAML 1.2's core schema, in which dates are text.
func value(t *testing.T, src []byte) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Load(src, &n); err != nil {
		t.Fatal(err)
	}
	return plain(&n)
}

func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return plain(n.Content[0])
	case yaml.AliasNode:
		return plain(n.Alias)
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, plain(c))
		}
		return out
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return out
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		return json.Number(n.Value)
	case "!!bool":
		b, _ := strconv.ParseBool(n.Value)
		return b
	case "!!null":
		return nil
	}
	return n.Value
}
