package slack

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot/slack/manifest"
	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/deploy"
)

// What the library's calls ask for, as Slack documents each method. Where a method takes another
// scope for each sort of conversation, those of the sorts that the desk works in are needed.
var callNeeds = map[string][]string{
	"AuthTestContext":               nil,
	"StartSocketModeContext":        nil, // connections:write, of the app's own token
	"SendMessageContext":            {"chat:write"},
	"AddPinContext":                 {"pins:write"},
	"GetUploadURLExternalContext":   {"files:write"},
	"UploadToURL":                   nil, // to the address that the call before it answered
	"CompleteUploadExternalContext": {"files:write"},
	"CreateConversationContext":     {"groups:write"}, // a private one
	"SetTopicOfConversationContext": {"groups:write"},
	"ArchiveConversationContext":    {"groups:write"},
	"ListBookmarksContext":          {"bookmarks:read"},
	"AddBookmarkContext":            {"bookmarks:write"},
	"EditBookmarkContext":           {"bookmarks:write"},
	"OpenConversationContext":       {"im:write"},
	"GetConversationInfoContext":    {"channels:read", "groups:read"},
	"GetConversationRepliesContext": {"channels:history", "groups:history", "im:history"},
	"GetConversationHistoryContext": {"channels:history", "groups:history", "im:history"},
	"GetUserGroupsContext":          {"usergroups:read"},
	"GetUserInfoContext":            {"users:read"},
	"GetFileInfoContext":            {"files:read"},
	"OpenViewContext":               nil,
	"UpdateViewContext":             nil,
	"PublishViewContext":            nil,
}

// … and of the methods that are called by their names.
var rawNeeds = map[string][]string{
	"conversations.info":    {"channels:read", "groups:read"},
	"users.conversations":   {"channels:read", "groups:read", "im:read"},
	"conversations.history": {"channels:history", "groups:history", "im:history"},
	"conversations.invite":  {"groups:write"}, // into private ones
	"conversations.replies": {"channels:history", "groups:history", "im:history"},
}

// The events that the reading of an event tells apart, as a manifest subscribes to them, with what
// each asks for.
var eventNeeds = map[string]map[string]string{
	"message": {"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history"},

	"app_home_opened":     {"app_home_opened": ""},
	"app_mention":         {"app_mention": "app_mentions:read"},
	"channel_shared":      {"channel_shared": "channels:read"},
	"channel_unshared":    {"channel_unshared": "channels:read"},
	"channel_archive":     {"channel_archive": "channels:read"},
	"channel_deleted":     {"channel_deleted": "channels:read"},
	"channel_id_changed":  {"channel_id_changed": "channels:history"},
	"channel_left":        {"channel_left": "channels:read"},
	"group_archive":       {"group_archive": "groups:read"},
	"group_deleted":       {"group_deleted": "groups:read"},
	"group_left":          {"group_left": "groups:read"},
	"member_left_channel": {"member_left_channel": "channels:read"},
}

// TestManifest: the shipped manifest asks for exactly what the code uses, no less and no more.
func TestManifest(t *testing.T) {
	m, err := manifest.Read(deploy.SlackManifest)
	if err != nil {
		t.Fatal(err)
	}
	used := usedBySource(t)
	scopes := map[string]bool{"commands": len(m.Features.Commands)+len(m.Features.Shortcuts) > 0}
	for call := range used.calls {
		needs, known := callNeeds[call]
		if !known {
			t.Errorf("%s is called; say here which scopes it needs", call)
		}
		for _, s := range needs {
			scopes[s] = true
		}
	}
	for method := range used.raw {
		needs, known := rawNeeds[method]
		if !known {
			t.Errorf("%s is called; say here which scopes it needs", method)
		}
		for _, s := range needs {
			scopes[s] = true
		}
	}
	events := map[string]bool{}
	for event := range used.events {
		needs, known := eventNeeds[event]
		if !known {
			t.Errorf("the event %s is read; say here how a manifest subscribes to it", event)
		}
		for name, scope := range needs {
			if events[name] = true; scope != "" {
				scopes[scope] = true
			}
		}
	}
	same(t, "scopes", slices.Sorted(maps.Keys(scopes)), m.OAuth.Scopes.Bot)
	same(t, "events", slices.Sorted(maps.Keys(events)), m.Settings.Events.Bot)
	if !m.Settings.Interactivity.On || !m.Settings.Socket {
		t.Error("buttons and forms come over Socket Mode; the manifest turns one of them off")
	}
	if m.Features.Home.Tab != events["app_home_opened"] || !m.Features.Home.Messages || m.Features.Home.MessagesRead {
		t.Errorf("the tabs of the app are %+v", m.Features.Home)
	}
	menus(t, m, used)
}

// menus holds what people find in Slack's menus to what the desk understands.
func menus(t *testing.T, m manifest.Manifest, used inSource) {
	table := commands.Desk("desk")
	for _, c := range m.Features.Commands {
		word := strings.TrimPrefix(c.Command, "/")
		noun := slices.ContainsFunc(table.Verbs, func(v commands.Verb) bool { return strings.HasPrefix(v.Path, word+" ") })
		if !noun || !c.Escape {
			t.Errorf("%s is no noun of the table, or comes without who is mentioned", c.Command)
		}
	}
	for _, s := range m.Features.Shortcuts {
		if _, ok := table.Verb(s.Callback); !ok || s.Type != "message" || !used.actions["message_action"] {
			t.Errorf("the shortcut %q opens no form of the desk", s.Name)
		}
		if units(s.Name) > 24 || units(s.Description) > 150 {
			t.Errorf("the shortcut %q is called, or described, in too many words", s.Name)
		}
	}
	if used.actions["message_action"] != (len(m.Features.Shortcuts) > 0) {
		t.Error("shortcuts on messages are read and not offered, or offered and not read")
	}
}

func same(t *testing.T, what string, used, asked []string) {
	t.Helper()
	if !slices.IsSorted(asked) {
		t.Errorf("%s: the manifest's are not in order", what)
	}
	for _, s := range used {
		if s != "" && !slices.Contains(asked, s) {
			t.Errorf("%s: %s is used and not asked for", what, s)
		}
	}
	for _, s := range asked {
		if !slices.Contains(used, s) {
			t.Errorf("%s: %s is asked for and not used", what, s)
		}
	}
}

// inSource is what the package's own source uses of Slack.
type inSource struct {
	calls, raw, events, actions map[string]bool
}

// usedBySource reads the source: which methods of the library's client are called, which methods by
// name, and which words the readings of events and interactions switch on.
func usedBySource(t *testing.T) inSource {
	t.Helper()
	u := inSource{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				u.call(n)
			case *ast.FuncDecl:
				switch {
				case n.Recv != nil && n.Name.Name == "event" && f.Name() == "decode.go":
					casesOf(n, u.events)
				case n.Recv != nil && n.Name.Name == "action":
					casesOf(n, u.actions)
				}
			}
			return true
		})
	}
	if len(u.calls) == 0 || len(u.events) == 0 || len(u.actions) == 0 {
		t.Fatalf("nothing was found in the source: %+v", u)
	}
	return u
}

// call notes api.XContext(…) and raw(ctx, "method", …), also where it is handed on by a helper.
func (u inSource) call(n *ast.CallExpr) {
	if sel, ok := n.Fun.(*ast.SelectorExpr); ok {
		if inner, ok := sel.X.(*ast.SelectorExpr); ok && inner.Sel.Name == "api" {
			u.calls[sel.Sel.Name] = true
		}
	}
	if sel, ok := n.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "raw" || sel.Sel.Name == "pages") {
		for _, a := range n.Args {
			if s, ok := text(a); ok && strings.Contains(s, ".") {
				u.raw[s] = true
			}
		}
	}
}

// casesOf collects the words of every case of a function's switches.
func casesOf(f *ast.FuncDecl, into map[string]bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CaseClause); ok {
			for _, e := range c.List {
				if s, ok := text(e); ok {
					into[s] = true
				}
			}
		}
		return true
	})
}

func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
