package domain_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const house = "github.com/deskhand/deskhand"

// A wall says what a package, and with a trailing /... everything below it, may import: of the
// house, and of the outside beyond the standard library. The first wall that fits holds.
type wall struct {
	room    string
	may     []string // of the house; "/..." as above
	outside []string
	why     string
}

var walls = []wall{
	{"cmd/...", []string{"..."}, []string{"github.com/alecthomas/kong", "github.com/rs/zerolog", "go.yaml.in/yaml/v4"}, "wiring knows everybody and decides nothing"},
	{"bot/workspace/...", []string{"bot/workspace/..."}, []string{"github.com/gorilla/websocket", "github.com/santhosh-tekuri/jsonschema/v6", "golang.org/x/text"}, "sharing code with the adapter it tests would prove nothing"},
	{"bot/slack/slackworld/...", []string{"bot/...", "commands", "domain/...", "storage/...", "deploy"}, []string{"github.com/gorilla/websocket", "github.com/rs/zerolog"}, "plays pages through the adapter and the workspace: it is the one that knows both"},
	{"bot/slack/manifest", nil, []string{"go.yaml.in/yaml/v4"}, "what the app is made with, read from its own file"},
	{"bot/slack/...", []string{"bot", "bot/slack/...", "commands", "domain", "domain/card", "storage"}, []string{"github.com/slack-go/slack", "github.com/gorilla/websocket", "github.com/rs/zerolog"}, "an adapter knows no case and no other platform"},
	{"bot/paper/...", []string{"bot", "bot/paper/...", "commands", "domain", "domain/card", "storage"}, nil, "as any adapter"},
	{"bot/roster", []string{"domain/..."}, nil, "reading an import file is pure"},
	{"bot/metrics", []string{"bot", "domain"}, []string{"github.com/prometheus/client_golang/prometheus"}, "shows what the desk knows of itself"},
	{"bot/pulse", []string{"bot", "bot/outward"}, []string{"github.com/rs/zerolog"}, "it asks how the desk is and calls one address"},
	{"bot/outward", nil, nil, "calling an address knows nothing of what is said there"},
	{"bot/webhook", []string{"bot", "bot/outward", "domain", "domain/card", "storage"}, []string{"github.com/standard-webhooks/standard-webhooks"}, "as any adapter"},
	{"bot/...", []string{"bot/...", "commands", "domain/...", "storage/...", "deploy"}, []string{"github.com/rs/zerolog", "github.com/google/uuid"}, "the process around the core; it knows no platform"},
	{"commands", []string{"domain/..."}, nil, "words know no platform and no store"},
	{"domain/offering/...", []string{"domain", "domain/calendar", "domain/sla", "domain/card", "domain/offering/..."}, []string{"go.yaml.in/yaml/v4"}, "decoding bytes is no I/O, and programme managers need comments in their files"},
	{"domain/front", []string{"domain", "domain/card", "domain/place", "domain/sla", "domain/offering", "domain/account", "domain/casework"}, nil, "a room imports what stands above it"},
	{"domain/migration", []string{"domain", "domain/card", "domain/sla", "domain/calendar", "domain/offering", "domain/account", "domain/casework"}, nil, "a room imports what stands above it"},
	{"domain/casework", []string{"domain", "domain/card", "domain/place", "domain/calendar", "domain/sla", "domain/offering", "domain/account", "domain/room"}, nil, "a room imports what stands above it"},
	{"domain/room", []string{"domain", "domain/card", "domain/place", "domain/account"}, nil, "a room imports what stands above it"},
	{"domain/dialogue", []string{"domain", "domain/card", "domain/place", "domain/casework"}, nil, "a room imports what stands above it"},
	{"domain/account", []string{"domain", "domain/card", "domain/offering"}, nil, "a room imports what stands above it"},
	{"domain/sla", []string{"domain/calendar"}, nil, "clocks know hours and nothing else"},
	{"domain/calendar", nil, nil, "hours know nothing"},
	{"domain/card", []string{"domain"}, nil, "messages know no room"},
	{"domain/place", []string{"domain"}, nil, "addresses know no room"},
	{"domain/internal/...", nil, nil, "helpers of tests"},
	{"domain", nil, nil, "the shape of a decision imports no room"},
	{"storage/bolt", []string{"storage", "storage/record", "domain"}, []string{"go.etcd.io/bbolt", "golang.org/x/sys", "github.com/google/uuid"}, "a store knows no other and no rule"},
	{"storage/record", []string{"storage", "domain"}, []string{"github.com/fxamacker/cbor/v2"}, "the form of records is shared by all stores"},
	{"storage/storagetest/...", []string{"storage/...", "domain"}, []string{"github.com/google/uuid"}, "the promises know only what is promised"},
	{"storage", []string{"domain"}, []string{"github.com/google/uuid"}, "what is asked of a store, no store"},
	{"deploy/...", nil, nil, "files"},
}

type listed struct {
	ImportPath string
	Imports    []string
	Dir        string
	GoFiles    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Dir,GoFiles", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Skipf("go list does not run here: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := d.Decode(&p)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func fits(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == below || strings.HasPrefix(path, below+"/")
	}
	return path == pattern
}

// TestWalls holds who may import whom. A room without a wall is a fault too: say where it
// stands.
func TestWalls(t *testing.T) {
	for _, p := range packages(t) {
		room, ours := strings.CutPrefix(p.ImportPath, house+"/")
		if !ours {
			continue
		}
		i := slices.IndexFunc(walls, func(w wall) bool { return fits(w.room, room) })
		if i < 0 {
			t.Errorf("%s has no wall: add a row that says what it may import, and why", room)
			continue
		}
		w := walls[i]
		for _, imp := range p.Imports {
			if inner, ok := strings.CutPrefix(imp, house+"/"); ok {
				if !slices.ContainsFunc(w.may, func(m string) bool { return fits(m, inner) }) {
					t.Errorf("%s imports %s; it may not: %s", room, inner, w.why)
				}
				continue
			}
			first, _, _ := strings.Cut(imp, "/")
			if strings.Contains(first, ".") && !slices.ContainsFunc(w.outside, func(m string) bool { return imp == m || strings.HasPrefix(imp, m+"/") }) {
				t.Errorf("%s imports %s from outside; no row allows it: %s", room, imp, w.why)
			}
		}
	}
}

// banned is what would make a decision depend on more than its arguments.
var banned = map[string]string{
	"context":      "cancelling belongs to whoever waits, and a decision waits for nobody",
	"os":           "nothing is opened here",
	"net":          "nothing is opened here",
	"net/http":     "nothing is opened here",
	"io/ioutil":    "nothing is opened here",
	"log":          "nothing is logged here; a fault is returned",
	"log/slog":     "nothing is logged here; a fault is returned",
	"math/rand":    "chance comes in with the stamp",
	"math/rand/v2": "chance comes in with the stamp",
	"crypto/rand":  "chance comes in with the stamp",
	"unsafe":       "nothing here needs it",
}

var bannedCalls = map[string]string{
	"time.Now": "the instant comes in with the stamp", "time.Since": "the instant comes in with the stamp",
	"time.Until": "the instant comes in with the stamp", "time.Sleep": "a decision waits for nothing",
	"time.After": "a decision waits for nothing", "time.NewTimer": "no timer exists that a restart could lose",
	"time.NewTicker": "no timer exists that a restart could lose", "time.AfterFunc": "no timer exists that a restart could lose",
	"time.LoadLocation": "zones are loaded by a function that is handed in", "time.Local": "no zone is the right one by itself",
}

// TestPurity holds that domain and its rooms ask no clock, open nothing, log nothing and draw
// no chance, and that sync stays out save where calendar grows its tables.
func TestPurity(t *testing.T) {
	for _, p := range packages(t) {
		room := strings.TrimPrefix(p.ImportPath, house+"/")
		if room != "domain" && !strings.HasPrefix(room, "domain/") {
			continue
		}
		for _, imp := range p.Imports {
			if why, bad := banned[imp]; bad {
				t.Errorf("%s imports %s: %s", room, imp, why)
			}
			if strings.HasPrefix(imp, "sync") && room != "domain/calendar" {
				t.Errorf("%s imports %s: only calendar shares tables between readers", room, imp)
			}
		}
		for _, file := range p.GoFiles {
			pure(t, filepath.Join(p.Dir, file), room+"/"+file)
		}
	}
}

func pure(t *testing.T, path, name string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok {
			if why, bad := bannedCalls[x.Name+"."+sel.Sel.Name]; bad {
				t.Errorf("%s uses %s.%s: %s", name, x.Name, sel.Sel.Name, why)
			}
		}
		return true
	})
}
