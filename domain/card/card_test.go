package card

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
)

type plain struct{}

func (plain) Word(id domain.WordID) string {
	if id == "gone" {
		return ""
	}
	return "word " + string(id)
}
func (plain) Person(id string) string  { return "person " + id }
func (plain) Handle(h string) string   { return "handle " + h }
func (plain) Account(id string) string { return "account " + id }
func (plain) Team(id string) string    { return "team " + id }

// TestEveryMessageCanBeDrawn draws the whole catalogue with as many arguments as any message
// takes: none has a brace too many, a hole that is no number, or stands twice.
func TestEveryMessageCanBeDrawn(t *testing.T) {
	var args []domain.Arg
	for i := range 9 {
		args = append(args, domain.Count(i))
	}
	for _, id := range slices.Sorted(maps.Keys(english)) {
		text, err := DrawLine(domain.Say(id, args...), domain.Internal, plain{})
		if err != nil {
			t.Error(err)
		}
		if s := text.String(); strings.TrimSpace(s) == "" || strings.Contains(s, "stands twice") || strings.ContainsAny(s, "{}") {
			t.Errorf("%s: %q", id, s)
		}
	}
}

// TestEveryMessageSaidIsInTheCatalogue reads the source for message ids: one that is said and
// missing would be found only by the person who never reads it. And one that nobody says is dead.
func TestEveryMessageSaidIsInTheCatalogue(t *testing.T) {
	said := map[string]string{}
	terms := regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+$`)
	for _, root := range []string{"../../domain", "../../bot", "../../commands", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "english") {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, src, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil && (terms.MatchString(s) || s == "plain" || s == "none" || s == "late") {
						said[s] = path
					}
				}
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || !slices.Contains([]string{"Say", "Refuse", "Term"}, sel.Sel.Name) {
					return true
				}
				lit, ok := call.Args[0].(*ast.BasicLit)
				if x, isIdent := sel.X.(*ast.Ident); !ok || !isIdent || x.Name != "domain" {
					return true
				}
				id, err := strconv.Unquote(lit.Value)
				if known, _ := Known(domain.MsgID(id)); err == nil && !known {
					t.Errorf("%s says %q, which is not in the catalogue", path, id)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for id := range english {
		family, _, _ := strings.Cut(string(id), ".")
		composed := slices.Contains([]string{"clock", "state", "reason", "when", "do"}, family) // ids made of an enumeration's words
		if _, ok := said[string(id)]; !ok && !composed {
			t.Errorf("nobody says %q", id)
		}
	}
}

func TestDrawLine(t *testing.T) {
	english["test.all"] = message{"{0}|{1}|{2}|{3}|{4}|{5}|{6}|{7}|{8}|{8 one|many}|{9}", true}
	english["test.staff"] = message{"secret", false}
	defer delete(english, "test.all")
	defer delete(english, "test.staff")
	at := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	l := domain.Say("test.all", domain.InWords("w"), domain.Named("n"), domain.AtTime(at), domain.OnDate("2026-12-25"), domain.ForSpan(90*time.Minute),
		domain.ByName("ana"), domain.OfAccount("nw"), domain.OfTeam("t"), domain.Count(1), domain.Listed(domain.Say("plain", domain.Named("a")), domain.Say("plain", domain.Named("b"))))
	text, err := DrawLine(l, domain.Customers, plain{})
	if err != nil {
		t.Fatal(err)
	}
	oslo := time.FixedZone("x", 3600)
	if got, want := text.In(oslo, at), "word w|n|10:15|2026-12-25|1 h 30 min|person ana|account nw|team t|1|one|a, b"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if text[0].S != "word w" || !text[0].Quoted || text[2].Quoted {
		t.Errorf("what people wrote is not told from our own words: %+v", text[:3])
	}
	if _, err := DrawLine(domain.Say("test.staff"), domain.Customers, plain{}); err == nil {
		t.Error("a message for staff was drawn for customers")
	}
	if _, err := DrawLine(domain.Say("test.nothing"), domain.Internal, plain{}); err == nil {
		t.Error("a message that does not exist was drawn")
	}
	if _, err := DrawLine(domain.Say("tl.said", domain.Named("only one")), domain.Internal, plain{}); err == nil {
		t.Error("a message without its argument was drawn")
	}
	if text, _ := DrawLine(domain.Say("plain", domain.InWords("gone")), domain.Customers, plain{}); text.String() != "(removed)" {
		t.Errorf("a forgotten text is drawn as %q", text)
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 seconds", time.Second: "1 second", 59 * time.Second: "59 seconds", time.Minute: "1 minute", 119 * time.Second: "1 minute",
		time.Hour: "1 hour", 90 * time.Minute: "1 h 30 min", 24 * time.Hour: "1 day", 49 * time.Hour: "2 d 1 h", -5 * time.Minute: "-5 minutes",
	} {
		if got := Span(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC)
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Skip("no zones on this machine")
	}
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{now.Add(10 * time.Minute), "00:40"}, // the reader's day has begun already
		{now.Add(-time.Hour), "Mon 2 Mar 23:30"},
		{now.AddDate(1, 0, 0), "Wed 3 Mar 2027 00:30"},
	} {
		if got := Clock(tt.at, now, oslo); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.at, got, tt.want)
		}
	}
}

// Adding to a card leaves the card it was made from as it was.
func TestCardsAreValues(t *testing.T) {
	base := ForStaff(domain.Plain, domain.Say("plain"), domain.Say("none"))
	a, b := base.Add(domain.Say("late")), base.With(Do("button.take", "case take CASE-1"))
	one, _ := a.Doc()
	two, _ := b.Doc()
	zero, who := base.Doc()
	if len(zero.Lines) != 1 || len(zero.Buttons) != 0 || len(one.Lines) != 2 || len(two.Buttons) != 1 || who != domain.Internal {
		t.Errorf("%+v %+v %+v", zero, one, two)
	}
}
