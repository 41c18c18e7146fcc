package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// A configCmd shows what serve would run with. It takes the same flags.
type configCmd struct {
	serveFlags
	Example bool `help:"Print a file with everything that can be set, commented, to begin with."`
}

// secrets are those that the desk may have, by their variables; each can come as a file too.
var secrets = []struct{ env, flag string }{
	{"DESKHAND_SLACK_BOT_TOKEN", "slack-bot-token-file"},
	{"DESKHAND_SLACK_APP_TOKEN", "slack-app-token-file"},
	{"DESKHAND_SLACK_SIGNING_SECRET", "slack-signing-secret-file"},
	{"DESKHAND_WEBHOOK_URL", "webhook-url-file"},
	{"DESKHAND_WEBHOOK_SECRET", "webhook-secret-file"},
	{"DESKHAND_HEARTBEAT_URL", "heartbeat-url-file"},
}

const masked = "********"

// Run prints every value and where it comes from, and of secrets only whence.
func (c configCmd) Run(s *session, chosen *kong.Context) error {
	if c.Example {
		s.printf("%s", exampleConfig(chosen.Model))
		return nil
	}
	typed := map[string]bool{}
	for _, p := range chosen.Path {
		if p.Flag != nil && !p.Resolved {
			typed[p.Flag.Name] = true
		}
	}
	if s.config.path != "" {
		s.printf("# %s\n", s.config.path)
	}
	in := ""
	for _, f := range sorted(configFlags(chosen.Model)) {
		own := f
		for _, mine := range chosen.Selected().Flags { // the same flag, of this command
			if mine.Name == f.Name {
				own = mine
			}
		}
		section, key := split(f.Name)
		if section != in {
			s.printf("%s:\n", section)
			in = section
		}
		indent := ""
		if section != "" {
			indent = "  "
		}
		from := "default"
		switch v, ok := s.config.values[f.Name]; {
		case typed[f.Name]:
			from = "command line"
		case fromEnv(f) != "":
			from = fromEnv(f)
		case ok:
			from = fmt.Sprintf("%s:%d", filepath.Base(s.config.path), v.line)
		}
		s.printf("%s%-30s # %s\n", indent, key+": "+fmt.Sprint(reflect.Indirect(own.Target).Interface()), from)
	}
	s.printf("\n# secrets\n")
	for _, x := range secrets {
		s.printf("# %-22s %s\n", secretName(x.env)+":", c.whence(chosen, x.env, x.flag))
	}
	return nil
}

// whence says where a secret comes from; never what it is.
func (c configCmd) whence(chosen *kong.Context, env, flag string) string {
	for _, f := range chosen.Selected().Flags {
		if f.Name == flag && f.Target.String() != "" {
			if _, err := secret(f.Target.String(), env); err != nil {
				return fmt.Sprintf("cannot be read: %v", err)
			}
			return masked + " from " + f.Target.String()
		}
	}
	switch text, err := secret("", env); {
	case err != nil:
		return fmt.Sprintf("cannot be read: %v", err)
	case text == "":
		return "none"
	case os.Getenv(env) != "":
		return masked + " from " + env
	}
	return masked + " from systemd's credential " + secretName(env)
}

// split is the section of a flag, and its key there.
func split(flag string) (section, key string) {
	section, key, ok := strings.Cut(keyOf(flag), ".")
	if !ok {
		return "", section
	}
	return section, key
}

// sorted are the flags in the order of the file: those of no section first.
func sorted(flags []*kong.Flag) []*kong.Flag {
	return slices.SortedStableFunc(slices.Values(flags), func(a, b *kong.Flag) int {
		x, _ := split(a.Name)
		y, _ := split(b.Name)
		return cmp.Compare(slices.Index(sections, x), slices.Index(sections, y))
	})
}

// exampleFile is what exampleConfig prints, for who has no command line at hand.
func exampleFile() (string, error) {
	parser, err := kong.New(&options{}, kong.Name("deskhand"), kong.Vars{"holidays": ""})
	if err != nil {
		return "", err
	}
	return exampleConfig(parser.Model), nil
}

// exampleConfig is a file with everything that can be set, all of it commented out.
func exampleConfig(model *kong.Application) string {
	var b strings.Builder
	b.WriteString("# What deskhand serve runs with: deskhand serve DIR --config THIS-FILE\n" +
		"# A flag on the command line wins over the environment, and the environment over this file.\n" +
		"# What stands here commented out is the default. Paths are from this file's own folder.\n" +
		"# Secrets never stand here, only the files that hold them; deskhand config shows what is in force.\n")
	in := ""
	for _, f := range sorted(configFlags(model)) {
		section, key := split(f.Name)
		indent := ""
		if section != in {
			fmt.Fprintf(&b, "\n%s:", section)
			in = section
		}
		if section != "" {
			indent = "  "
		}
		b.WriteString("\n")
		for _, line := range wrapped(f.Help, 96) {
			fmt.Fprintf(&b, "%s# %s\n", indent, line)
		}
		for _, env := range f.Envs {
			fmt.Fprintf(&b, "%s# (%s)\n", indent, env)
		}
		value := f.Default
		if f.IsBool() {
			value = "false"
		}
		fmt.Fprintf(&b, "%s#%s: %s\n", indent, key, cmp.Or(value, f.PlaceHolder))
	}
	return b.String()
}

// wrapped breaks a text into lines of at most so many characters.
func wrapped(text string, most int) (lines []string) {
	line := ""
	for _, w := range strings.Fields(text) {
		if line != "" && len(line)+1+len(w) > most {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + w)
	}
	return append(lines, line)
}
