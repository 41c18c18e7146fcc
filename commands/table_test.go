package commands

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// said is what the test table builds: the values, so that a test can see them.
type said struct{ vals Values }

func (said) Decide(domain.Reader, domain.Stamp) ([]domain.Change, error) { return nil, nil }

func build(in Input, v Values) (domain.Command, error) { return said{v}, nil }

// A small table with one of everything.
var testTable = Table{
	Noun: "case", House: "desk", Prefix: "acme", Case: "CASE",
	Verbs: []Verb{
		{Path: "case open", Alias: []string{"case new"}, Help: "Open a case.", Needs: Anyone, Build: build,
			Args: []Arg{
				{Name: "severity", Kind: Choice, List: "severities", Help: "How bad it is."},
				{Name: "product", Kind: Product, Named: true, Optional: true, Help: "What it is about."},
				{Name: "env", Kind: Choice, Choices: []string{"production", "staging"}, Named: true, Optional: true, Help: "Where."},
				{Name: "title", Kind: Text, Help: "What is wrong, in a line."},
			},
			Example: "case open 1 product:cvad Payments are down"},
		{Path: "case take", Help: "Take a case.", Needs: Engineer, Thread: true, Build: build,
			Args:    []Arg{{Name: "case", Kind: Case, Help: "Which."}},
			Example: "case take CASE-1"},
		{Path: "case assign", Help: "Give a case to somebody.", Needs: Engineer, Thread: true, Build: build,
			Args:    []Arg{{Name: "case", Kind: Case, Help: "Which."}, {Name: "to", Kind: Person, Help: "Whom."}},
			Example: "case assign CASE-1 @noah"},
		{Path: "case note", Help: "Write something down.", Needs: Party, Thread: true, Build: build,
			Args: []Arg{
				{Name: "case", Kind: Case, Help: "Which."},
				{Name: "internal", Kind: Flag, Named: true, Optional: true, Help: "For staff only."},
				{Name: "text", Kind: Text, Help: "What."},
			},
			Example: "case note CASE-1 --internal see the core dump"},
		{Path: "case wait", Help: "Stop the clocks for somebody.", Needs: Engineer, Thread: true, Build: build,
			Args: []Arg{
				{Name: "case", Kind: Case, Help: "Which."},
				{Name: "for", Kind: Choice, Choices: []string{"customer", "vendor"}, Optional: true, Help: "Whom."},
				{Name: "until", Kind: When, Named: true, Optional: true, Help: "Until when."},
				{Name: "reason", Kind: Text, Optional: true, Help: "Why."},
			},
			Example: "case wait CASE-1 customer until:2026-12-01T09:00Z logs are on their way"},
		{Path: "case restore", Help: "Say that it works again.", Needs: Engineer, Thread: true, Build: build,
			Args: []Arg{
				{Name: "case", Kind: Case, Help: "Which."},
				{Name: "at", Kind: When, Past: true, Named: true, Optional: true, Help: "Since when."},
				{Name: "how", Kind: Text, Optional: true, Help: "By what."},
			},
			Example: "case restore CASE-1 at 04:10 the link came back"},
		{Path: "case link", Help: "Join two cases.", Needs: Engineer, Thread: true, Build: build,
			Args:    []Arg{{Name: "case", Kind: Case, Help: "Which."}, {Name: "other", Kind: Case, Help: "With which."}},
			Example: "case link CASE-1 CASE-2"},
		{Path: "case book", Help: "Book hours.", Needs: Engineer, Build: build,
			Args: []Arg{
				{Name: "from", Kind: When, Help: "From when."},
				{Name: "length", Kind: Duration, Help: "How long."},
				{Name: "seats", Kind: Number, Named: true, Optional: true, Help: "For how many."},
			},
			Example: "case book 2026-12-01T09:00Z 2h seats:3"},
		{Path: "case log", Help: "Log time.", Needs: Engineer, Build: build,
			Args: []Arg{
				{Name: "length", Kind: Duration, Help: "How long."},
				{Name: "what", Kind: Text, Optional: true, Help: "On what."},
			},
			Example: "case log 90 min reading dumps"},
		{Path: "desk help", Help: "Show what can be said.", Needs: Anyone, Build: build,
			Args:    []Arg{{Name: "about", Kind: Text, Optional: true, Help: "About what."}},
			Example: "desk help case open"},
		{Path: "desk link", Help: "Spend a code.", Needs: Anyone, Build: build,
			Args:    []Arg{{Name: "code", Kind: WordKind, Help: "The code."}, {Name: "account", Kind: Account, Optional: true, Help: "Where."}},
			Example: "desk link 4711 northwind"},
	},
}

func asked(t testing.TB, text string) Input {
	r := oslo(t)
	return Input{Text: text, Now: r.Now, Zone: r.Zone, Zones: r.Zones, Self: "<@U0>",
		By:    domain.Handle{Platform: "paper", Team: "T1", User: "UME"},
		Lists: map[string][]string{"severities": {"1", "2", "3", "4"}, "products": {"cvad", "adc", "endpoint management"}}}
}

func TestTable(t *testing.T) {
	for _, fault := range Check(testTable, asked(t, "")) {
		t.Error(fault)
	}
}

// TestCheck breaks a good row in every way that Check knows.
func TestCheck(t *testing.T) {
	for name, spoil := range map[string]func(*Verb){
		"no help":           func(v *Verb) { v.Help = "" },
		"two sentences":     func(v *Verb) { v.Help = "Open. A case." },
		"long help":         func(v *Verb) { v.Help = fmt.Sprintf("%0101d.", 1) },
		"no full stop":      func(v *Verb) { v.Help = "Open a case" },
		"argument's help":   func(v *Verb) { v.Args[0].Help = "" },
		"text in between":   func(v *Verb) { v.Args[0].Kind = Text },
		"named text":        func(v *Verb) { v.Args[3].Named = true },
		"flag by position":  func(v *Verb) { v.Args[0].Kind, v.Args[0].List = Flag, "" },
		"behind named":      func(v *Verb) { v.Args[2].Named = false },
		"optional in front": func(v *Verb) { v.Args[0].Kind, v.Args[0].Optional = WordKind, true },
		"choice of nothing": func(v *Verb) { v.Args[0].List = "" },
		"too many choices":  func(v *Verb) { v.Args[0].List, v.Args[0].Choices = "", make([]string, 26) },
		"too many required": func(v *Verb) {
			for i := range 5 {
				v.Args = append([]Arg{{Name: "x" + string(rune('a'+i)), Kind: WordKind, Help: "X."}}, v.Args...)
			}
		},
		"past of no moment": func(v *Verb) { v.Args[0].Past = true },
		"same name":         func(v *Verb) { v.Args[1].Name = "env" },
		"no name":           func(v *Verb) { v.Args[1].Name = "" },
		"a capital":         func(v *Verb) { v.Args[1].Name = "Product" },
		"no need":           func(v *Verb) { v.Needs = "" },
		"thread of none":    func(v *Verb) { v.Thread = true },
		"example of none":   func(v *Verb) { v.Example = "case opne 1" },
		"example unprinted": func(v *Verb) { v.Example = "open 1 Payments are down" },
		"path taken":        func(v *Verb) { v.Alias = []string{"case take"} },
		"path begins alike": func(v *Verb) { v.Alias = []string{"case take now"} },
		"path in capitals":  func(v *Verb) { v.Alias = []string{"case Make"} },
		"builds nothing":    func(v *Verb) { v.Build = nil },
		"builds on a slip": func(v *Verb) {
			v.Build = func(in Input, vals Values) (domain.Command, error) { vals.Text("titel"); return said{}, nil }
		},
		"builds on another kind": func(v *Verb) {
			v.Build = func(in Input, vals Values) (domain.Command, error) { vals.When("title"); return said{}, nil }
		},
		"builds nothing of its example": func(v *Verb) {
			v.Build = func(in Input, vals Values) (domain.Command, error) { return nil, nil }
		},
	} {
		table := testTable
		table.Verbs = append([]Verb{}, testTable.Verbs...)
		table.Verbs[0].Args = append([]Arg{}, testTable.Verbs[0].Args...)
		spoil(&table.Verbs[0])
		if len(Check(table, asked(t, ""))) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

func TestOnly(t *testing.T) {
	few := testTable.Only(func(n Need) bool { return n == Anyone })
	if len(few.Verbs) != 3 || len(testTable.Verbs) != 11 {
		t.Errorf("%d of %d verbs", len(few.Verbs), len(testTable.Verbs))
	}
	if _, ok := few.Verb("case take"); ok {
		t.Error("case take is still there")
	}
}

// Times are read as of when they were said, not of when they are decided.
func TestSaidEarlier(t *testing.T) {
	in := asked(t, "book in 2h 1h")
	in.Said = in.Now.Add(-30 * time.Minute)
	_, vals, err := Parse(testTable, in)
	if want := in.Said.Add(2 * time.Hour); err != nil || !vals.When("from").Equal(want) {
		t.Errorf("from %s, %v, want %s", vals.When("from"), err, want)
	}
	in.Said = in.Now.Add(time.Hour) // a platform's clock may be ahead; ours decides
	if _, vals, _ := Parse(testTable, in); !vals.When("from").Equal(in.Now.Add(2 * time.Hour)) {
		t.Errorf("from %s", vals.When("from"))
	}
}
