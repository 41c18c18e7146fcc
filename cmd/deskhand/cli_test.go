package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cli runs a command line and answers its exit code and all that it printed.
func cli(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out output
	code := run(t.Context(), args, strings.NewReader(""), &out, &out)
	return code, out.String()
}

func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	page, err := os.ReadFile("../../bot/testdata/k17-under-at-the-due.chat")
	if err != nil {
		t.Fatal(err)
	}
	cast, err := os.ReadFile("../../bot/testdata/northwind.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write("northwind.yaml", string(cast))
	good := write("good.chat", string(page))
	odd := write("odd.chat", strings.Replace(string(page), "<noah> Here we are", "<noah> Here I am", 1))
	broken := write("broken.chat", "2026-03-02 Tuesday. It was a Monday.\n\n09:00 #x <ana> hi\n")
	bad := filepath.Dir(write("bad/desk.yaml", "name: X\nprefx: desk\n"))
	const hex32 = "0123456789abcdef0123456789abcdef"
	store := filepath.Join(dir, "s.db")
	token := func(s string) string { return write("token-"+s[:5], s+"\n") }
	for _, tt := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"no command", nil, 2, []string{"deskhand --help"}},
		{"unknown command", []string{"chek"}, 2, []string{"chek"}},
		{"help", []string{"--help"}, 0, []string{"rehearse", "import", "demo"}},
		{"version", []string{"version"}, 0, []string{"deskhand "}},
		{"check of the shipped folder", []string{"check", "../../deploy/desk"}, 0, []string{"Citrix Customer Success Services", "Priority Plus", "Premier"}},
		{"check with the disagreements (P9)", []string{"check", "../../deploy/desk", "--disagreements"}, 0, []string{"chosen:", "P1"}},
		{"check of lists that end soon", []string{"check", "../../deploy/desk", "--today", "2030-12-01"}, 0, []string{"ends on"}},
		{"check of a bad folder", []string{"check", bad}, 1, []string{filepath.Join(bad, "desk.yaml") + ":2:1", "did you mean prefix?", "cannot be applied"}},
		{"check of nothing", []string{"check", filepath.Join(dir, "none")}, 1, []string{"none"}},
		{"check of a file", []string{"check", good}, 1, []string{"is a file"}},
		{"rehearse as written", []string{"rehearse", good}, 0, []string{"as written"}},
		{"rehearse that comes out otherwise", []string{"rehearse", odd}, 1, []string{"+     09:15 Noah: Here I am", "-u writes them anew"}},
		{"rehearse on another folder", []string{"rehearse", "--desk", "../../bot/testdata/desks/harbour", good}, 1, []string{"priority"}},
		{"rehearse of what is no page", []string{"rehearse", broken}, 1, []string{"Monday"}},
		{"import before a folder is applied", []string{"import", filepath.Join(dir, "northwind.yaml"), "--store", filepath.Join(dir, "new.db")}, 1, []string{"deskhand serve DIR"}},
		{"serve without tokens", []string{"serve", "../../deploy/desk", "--store", filepath.Join(dir, "s.db")}, 1, []string{"deskhand demo"}},
		{"serve with a bot token alone", []string{"serve", "../../deploy/desk", "--store", store, "--slack-bot-token-file", token("xoxb-1")}, 1, []string{"--slack-app-token-file", "--slack-signing-secret-file"}},
		{"serve in both modes", []string{"serve", "../../deploy/desk", "--store", store, "--slack-bot-token-file", token("xoxb-1"), "--slack-app-token-file", token("xapp-1"), "--slack-signing-secret-file", token(hex32)}, 1, []string{"both an app token and a signing secret"}},
		{"serve with a token file that is not there", []string{"serve", "../../deploy/desk", "--store", store, "--slack-bot-token-file", filepath.Join(dir, "none")}, 1, []string{"none"}},
		{"serve with a token for a secret", []string{"serve", "../../deploy/desk", "--store", store, "--slack-bot-token-file", token("xoxb-1"), "--slack-signing-secret-file", token("xapp-1")}, 1, []string{"32 hexadecimal digits"}},
		{"serve with tokens swapped", []string{"serve", "../../deploy/desk", "--store", store, "--slack-bot-token-file", token("xapp-1"), "--slack-app-token-file", token("xoxb-1")}, 1, []string{"must begin with xoxb-"}},
		{"serve at an address that is taken", []string{"serve", "../../deploy/desk", "--store", store, "--slack-bot-token-file", token("xoxb-1"), "--slack-signing-secret-file", token(hex32), "--slack-listen", taken(t)}, 1, []string{"--slack-listen"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("DESKHAND_SLACK_BOT_TOKEN", "")
			t.Setenv("DESKHAND_SLACK_APP_TOKEN", "")
			t.Setenv("DESKHAND_SLACK_SIGNING_SECRET", "")
			t.Setenv("DESKHAND_SLACK_APP_TOKEN_FILE", "") // empty is not given
			code, out := cli(t, tt.args...)
			if code != tt.code {
				t.Errorf("exit %d, want %d:\n%s", code, tt.code, out)
			}
			for _, s := range tt.says {
				if !strings.Contains(out, s) {
					t.Errorf("it does not say %q:\n%s", s, out)
				}
			}
		})
	}
}

// A mistyped store is named as one that is not there, and is none afterwards.
func TestImportMakesNoStore(t *testing.T) {
	dir := t.TempDir()
	typo := filepath.Join(dir, "typo.db")
	code, out := cli(t, "import", "../../bot/testdata/northwind.yaml", "--store", typo)
	if code != 1 || !strings.Contains(out, "there is no store at "+typo) {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v behind, %v", left, err)
	}
}

// A page that comes out otherwise says so and ends with 1; -u writes it, and then it is as written.
func TestRehearseUpdates(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"northwind.yaml", "k17-under-at-the-due.chat"} {
		data, err := os.ReadFile(filepath.Join("../../bot/testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		data = []byte(strings.Replace(string(data), "first response missed at", "first response lost at", 1))
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page := filepath.Join(dir, "k17-under-at-the-due.chat")
	if code, out := cli(t, "rehearse", page); code != 1 || !strings.Contains(out, "+ 09:15") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if code, out := cli(t, "rehearse", "-update", page); code != 0 || !strings.Contains(out, "written anew") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if code, out := cli(t, "rehearse", page); code != 0 {
		t.Errorf("exit %d:\n%s", code, out)
	}
}

// taken is an address at which somebody listens.
func taken(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}
