package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// sections are the parts of the configuration file: what begins so on the command line stands in
// the section without it. --slack-listen is "listen" in the section "slack".
var sections = []string{"slack", "webhook", "heartbeat"}

// configured are the commands for which the file speaks. What demo listens at is its own business.
var configured = []string{"serve", "config", "doctor", "healthcheck", "import", "apply"}

// keyOf is where a flag stands in the file: "slack.listen".
func keyOf(flag string) string {
	for _, s := range sections {
		if rest, ok := strings.CutPrefix(flag, s+"-"); ok {
			return s + "." + rest
		}
	}
	return flag
}

// A configFile is what one file says of the flags of serve. A flag on the command line wins over
// the environment, and the environment over the file.
type configFile struct {
	path   string
	values map[string]configValue // by flag
}

type configValue struct {
	value any // string or bool
	line  int
}

// configFlags are the flags that may stand in the file: those of serve.
func configFlags(model *kong.Application) []*kong.Flag {
	var all []*kong.Flag
	for _, n := range model.Children {
		if n.Name != "serve" {
			continue
		}
		for _, f := range n.Flags {
			if f.Name != "help" {
				all = append(all, f)
			}
		}
	}
	return all
}

// configPath is the file that the command line names, or the environment.
func configPath(args []string) string {
	path := os.Getenv("DESKHAND_CONFIG")
	for i, a := range args {
		if a == "--" {
			break
		}
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			path = v
		} else if a == "--config" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	return path
}

// readConfig reads a configuration file. Its error is every fault of the file, each with its line.
func readConfig(path string, model *kong.Application) (*configFile, error) {
	c := &configFile{path: path, values: map[string]configValue{}}
	if path == "" {
		return c, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(doc.Content) == 0 {
		return c, nil // nothing but comments
	}
	known := map[string]*kong.Flag{}
	var keys []string
	for _, f := range configFlags(model) {
		known[keyOf(f.Name)] = f
		keys = append(keys, keyOf(f.Name))
	}
	return c, errors.Join(c.section(doc.Content[0], "", known, keys)...)
}

// section reads one section; the whole file is one without a name.
func (c *configFile) section(n *yaml.Node, in string, known map[string]*kong.Flag, keys []string) (faults []error) {
	fault := func(at *yaml.Node, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s:%d: %s", c.path, at.Line, fmt.Sprintf(format, args...)))
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil // a section of which everything is commented out
	}
	if n.Kind != yaml.MappingNode {
		fault(n, "here stand keys and values, such as \"store: deskhand.db\"")
		return faults
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name := key.Value
		if in == "" && slices.Contains(sections, name) {
			faults = append(faults, c.section(value, name+".", known, keys)...)
			continue
		}
		name = in + name
		flag := known[name]
		switch {
		case flag == nil:
			if near, ok := strict.Nearest(name, append(slices.Clone(sections), keys...)); ok {
				fault(key, "%s is not known: did you mean %s?", name, near)
			} else {
				fault(key, "%s is not known: deskhand config --example shows all that is", name)
			}
		case value.Kind != yaml.ScalarNode:
			fault(value, "%s is one value", name)
		case c.values[flag.Name].line != 0:
			fault(key, "%s stands in line %d already", name, c.values[flag.Name].line)
		case value.Tag != "!!null":
			c.values[flag.Name] = configValue{c.meant(flag, value), value.Line}
		}
	}
	return faults
}

// meant is a value as the flag takes it. A relative path is one from the file's own folder.
func (c *configFile) meant(f *kong.Flag, n *yaml.Node) any {
	if f.IsBool() && n.Tag == "!!bool" {
		return n.Value == "true"
	}
	if isPath(f) && n.Value != "" && !filepath.IsAbs(n.Value) {
		if abs, err := filepath.Abs(filepath.Join(filepath.Dir(c.path), n.Value)); err == nil {
			return abs
		}
	}
	return n.Value
}

func isPath(f *kong.Flag) bool { return f.Tag.Type == "path" || strings.HasSuffix(f.Name, "-file") }

// Validate implements kong.Resolver.
func (c *configFile) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (c *configFile) Resolve(ctx *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
	v, ok := c.values[f.Name]
	if at := ctx.Selected(); !ok || at == nil || !slices.Contains(configured, at.Name) || fromEnv(f) != "" {
		return nil, nil
	}
	return v.value, nil
}

// fromEnv is the variable that says what a flag is; empty for none. An empty variable is none.
func fromEnv(f *kong.Flag) string {
	for _, env := range f.Envs {
		if os.Getenv(env) != "" {
			return env
		}
	}
	return ""
}

// placed adds to an error of a flag the line that it was read from.
func (c *configFile) placed(err error) error {
	for name, v := range c.values {
		if strings.Contains(err.Error(), "--"+name+":") {
			return fmt.Errorf("%s:%d: %w", c.path, v.line, err)
		}
	}
	return err
}
