package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "deskhand.yaml")
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// unset takes the desk's variables away.
func unset(t *testing.T) {
	t.Helper()
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); strings.HasPrefix(name, "DESKHAND_") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
}

// TestConfigPrecedence: a flag wins over the environment, that over the file, and that over the
// default; each value says where it comes from.
func TestConfigPrecedence(t *testing.T) {
	unset(t)
	p := writeConfig(t, "store: data/desk.db\nlisten: 127.0.0.1:1\nallow-loopback: true\nslack:\n  listen: 127.0.0.1:2\n  api:\nheartbeat:\n  every: 3m\nwebhook: # nothing yet\n")
	holds := func(line string, args ...string) {
		t.Helper()
		code, out := cli(t, append([]string{"config", "--config", p}, args...)...)
		for _, l := range strings.Split(out, "\n") {
			if strings.Join(strings.Fields(l), " ") == line {
				return
			}
		}
		t.Errorf("exit %d, no line %q:\n%s", code, line, out)
	}
	holds("store: " + filepath.Join(filepath.Dir(p), "data/desk.db") + " # deskhand.yaml:1")
	holds("listen: 127.0.0.1:1 # deskhand.yaml:2")
	holds("listen: 127.0.0.1:2 # deskhand.yaml:5")
	holds("allow-loopback: true # deskhand.yaml:3")
	holds("every: 3m0s # deskhand.yaml:8")
	holds("api: # default")
	t.Setenv("DESKHAND_LISTEN", "127.0.0.1:3")
	t.Setenv("DESKHAND_STORE", "") // an empty variable is none
	holds("listen: 127.0.0.1:3 # DESKHAND_LISTEN")
	holds("store: " + filepath.Join(filepath.Dir(p), "data/desk.db") + " # deskhand.yaml:1")
	holds("listen: 127.0.0.1:4 # command line", "--listen", "127.0.0.1:4")
	t.Setenv("DESKHAND_CONFIG", p)
	if code, out := cli(t, "config"); code != 0 || !strings.Contains(out, "# deskhand.yaml:5") {
		t.Errorf("named by the environment: exit %d\n%s", code, out)
	}
}

// TestConfigFaults: every fault at once, with its line and what was probably meant.
func TestConfigFaults(t *testing.T) {
	unset(t)
	for _, tt := range []struct {
		name, text string
		says       []string
	}{
		{"unknown keys", "stor: x\nslack:\n  bot-token-fil: y\nwebhok:\n  url-file: z\nzzzzzzzz: 1\n",
			[]string{":1: stor is not known: did you mean store?", ":3: slack.bot-token-fil is not known: did you mean slack.bot-token-file?", ":4: webhok is not known: did you mean webhook?", ":6: zzzzzzzz is not known: deskhand config --example"}},
		{"a secret itself", "slack:\n  bot-token: xoxb-hidden\n", []string{":2: slack.bot-token is not known: did you mean slack.bot-token-file?"}},
		{"twice", "store: x\nlisten: y\nstore: z\n", []string{":3: store stands in line 1 already"}},
		{"a list", "listen: [a, b]\n", []string{":1: listen is one value"}},
		{"no section", "slack: xoxb-hidden\n", []string{":1: here stand keys and values"}},
		{"a value that cannot be read", "heartbeat:\n  every: soon\n", []string{":2: --heartbeat-every"}},
		{"no YAML", "store: [\n", []string{"deskhand.yaml"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := writeConfig(t, tt.text)
			code, out := cli(t, "config", "--config", p)
			if code != 2 || strings.Contains(out, "hidden") {
				t.Errorf("exit %d\n%s", code, out)
			}
			for _, s := range tt.says {
				if !strings.Contains(out, s) {
					t.Errorf("it does not say %q:\n%s", s, out)
				}
			}
		})
	}
	if code, out := cli(t, "config", "--config", filepath.Join(t.TempDir(), "none.yaml")); code != 2 || !strings.Contains(out, "none.yaml") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// TestConfigServes: the file is what serve and its companions run with, and demo does not.
func TestConfigServes(t *testing.T) {
	unset(t)
	at := free(t)
	p := writeConfig(t, "listen: "+at+"\nslack:\n  bot-token-file: bot.token\n")
	if err := os.WriteFile(filepath.Join(filepath.Dir(p), "bot.token"), []byte("xapp-of-the-wrong-kind"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := cli(t, "--config", p, "healthcheck"); code != 1 || !strings.Contains(out, "no desk answers at "+at) {
		t.Errorf("healthcheck: exit %d\n%s", code, out)
	}
	if code, out := cli(t, "serve", "../../deploy/desk", "--config", p); code != 1 || !strings.Contains(out, "must begin with xoxb-") || strings.Contains(out, "of-the-wrong-kind") {
		t.Errorf("serve: exit %d\n%s", code, out)
	}
	c, err := readConfig(p, modelOf(t))
	if err != nil {
		t.Fatal(err)
	}
	parser, err := kong.New(&options{}, kong.Name("deskhand"), kong.Vars{"holidays": ""}, kong.Resolvers(c))
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := parser.Parse([]string{"demo"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range chosen.Selected().Flags {
		if f.Name == "listen" && f.Target.String() == at {
			t.Error("demo listens where serve should")
		}
	}
}

func modelOf(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := kong.New(&options{}, kong.Name("deskhand"), kong.Vars{"holidays": ""})
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// TestSecretsAreMasked: whence each secret comes is shown, and nothing of it.
func TestSecretsAreMasked(t *testing.T) {
	unset(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"slack-bot-token": "xoxb-hidden", "hook": "https://hidden.example"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	t.Setenv("DESKHAND_SLACK_APP_TOKEN", "xapp-hidden")
	code, out := cli(t, "config", "--webhook-url-file", filepath.Join(dir, "hook"), "--heartbeat-url-file", filepath.Join(dir, "none"))
	flat := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{
		"slack-bot-token: ******** from systemd's credential slack-bot-token", "slack-app-token: ******** from DESKHAND_SLACK_APP_TOKEN", "slack-signing-secret: none",
		"webhook-url: ******** from " + filepath.Join(dir, "hook"), "heartbeat-url: cannot be read",
	} {
		if !strings.Contains(flat, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if code != 0 || strings.Contains(out, "hidden") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// TestExample: the commented file holds everything that can be set, and is a file that can be read
// as it is, and with every comment taken away from its values.
func TestExample(t *testing.T) {
	unset(t)
	code, out := cli(t, "config", "--example")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	var live strings.Builder
	for _, l := range strings.Split(out, "\n") {
		text := strings.TrimSpace(l)
		if strings.HasPrefix(text, "#") && !strings.HasPrefix(text, "# ") {
			l = strings.Replace(l, "#", "", 1)
		}
		live.WriteString(l + "\n")
	}
	model := modelOf(t)
	for name, text := range map[string]string{"as it is": out, "with everything set": live.String()} {
		c, err := readConfig(writeConfig(t, text), model)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		want := 0
		if name != "as it is" {
			want = len(configFlags(model))
		}
		if len(c.values) != want {
			t.Errorf("%s: %d values, want %d", name, len(c.values), want)
		}
	}
	dir := filepath.Join(t.TempDir(), "desk")
	if code, said := cli(t, "init", dir, "--name", "X", "--zone", "UTC", "--hours", "mon-fri: 09:00-17:00", "--holidays", "none", "--phone", "none"); code != 0 {
		t.Fatalf("init: exit %d\n%s", code, said)
	}
	data, err := os.ReadFile(filepath.Join(dir, "deskhand.yaml.example"))
	if err != nil || string(data) != out {
		t.Errorf("init writes another one: %v\n%s", err, data)
	}
}

// TestUnitFindsItsSecrets: the credentials that the systemd unit loads are those that are looked for.
func TestUnitFindsItsSecrets(t *testing.T) {
	unit, err := os.ReadFile("../../deploy/systemd/deskhand.service")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, x := range secrets {
		known[secretName(x.env)] = true
	}
	n := 0
	for _, l := range strings.Split(string(unit), "\n") {
		if rest, ok := strings.CutPrefix(strings.TrimPrefix(l, "#"), "LoadCredential="); ok {
			n++
			if name, _, _ := strings.Cut(rest, ":"); !known[name] {
				t.Errorf("nobody looks for %s", name)
			}
		}
	}
	if n < 5 {
		t.Errorf("%d credentials", n)
	}
}
