package commands

import (
	"fmt"
	"slices"
	"strings"
)

// Limits of a table, from the narrowest of the platforms that draw it: a form
// of five fields, a menu of 25 rows, a description of 100 characters.
const (
	mostRequired = 5
	mostChoices  = 25
	longestHelp  = 100
)

// Check walks a table and lists every fault of its rows, for the tests of those
// who write them. in says the examples: its Now, Zone and Zones count; its
// thread must belong to no case.
func Check(t Table, in Input) []string {
	var faults []string
	paths := map[string]string{}
	for _, v := range t.Verbs {
		fault := func(format string, args ...any) {
			faults = append(faults, v.Path+": "+fmt.Sprintf(format, args...))
		}
		for path := range v.paths() {
			if path != strings.ToLower(strings.Join(strings.Fields(path), " ")) || path == "" {
				fault("path %q is not lower-case words with one space between them", path)
			}
			if other, ok := paths[path]; ok {
				fault("path %q is also that of %s", path, other)
			}
			for other, of := range paths {
				if strings.HasPrefix(other, path+" ") || strings.HasPrefix(path, other+" ") {
					fault("path %q and %q of %s begin alike", path, other, of)
				}
			}
			paths[path] = v.Path
		}
		checkHelp(v.Help, fault)
		checkArgs(v, fault)
		if v.Needs == "" {
			fault("says not who may")
		}
		checkExample(t, v, in, fault)
	}
	return faults
}

func checkHelp(help string, fault func(string, ...any)) {
	n := len([]rune(help))
	if n == 0 || n > longestHelp {
		fault("help has %d characters, not 1 to %d", n, longestHelp)
	}
	if body, ok := strings.CutSuffix(help, "."); !ok || strings.Contains(body, ". ") || strings.Contains(help, "\n") {
		fault("help is not one sentence with its full stop: %q", help)
	}
}

func checkArgs(v Verb, fault func(string, ...any)) {
	required, cases := 0, 0
	seen := map[string]bool{}
	named := false
	for i, a := range v.Args {
		last := i+1 == len(v.Args)
		if !isName(a.Name) || a.Name != strings.ToLower(a.Name) {
			fault("argument %q is not named in small letters", a.Name)
		}
		if seen[a.Name] {
			fault("argument %s stands twice", a.Name)
		}
		seen[a.Name] = true
		checkHelp(a.Help, func(f string, args ...any) { fault(a.Name+": "+f, args...) })
		if !a.Optional {
			required++
		}
		if a.Kind == Case {
			if cases++; cases > 1 && v.Thread && a.Optional {
				fault("%s: a second case must be required, or the thread's could not be left out", a.Name)
			}
		}
		switch {
		case a.Kind == Text && (!last || a.Named):
			fault("%s: a text is the last argument and has no name", a.Name)
		case a.Kind == Flag && !(a.Named && a.Optional):
			fault("%s: a flag is named and optional", a.Name)
		case named && !a.Named && a.Kind != Text:
			fault("%s: stands behind named arguments", a.Name)
		case a.Optional && !a.Named && a.Kind != Text && !last && !(a.Kind == Case || a.Kind == Choice && len(a.Choices) > 0):
			fault("%s: could be taken for what follows; name it", a.Name)
		case a.Kind == Choice && (len(a.Choices) == 0) == (a.List == ""):
			fault("%s: a choice has either choices or a list", a.Name)
		}
		if len(a.Choices) > mostChoices {
			fault("%s: %d choices, more than %d", a.Name, len(a.Choices), mostChoices)
		}
		if (a.Past || a.Either) && a.Kind != When || a.Past && a.Either {
			fault("%s: only a moment can be past, or on either side", a.Name)
		}
		named = named || a.Named
	}
	if required > mostRequired {
		fault("%d required arguments, more than a form of %d holds", required, mostRequired)
	}
	if v.Thread && cases == 0 {
		fault("stands for a thread's case but takes none")
	}
}

// checkExample holds the example to Parse and Print: the same line, or, where a
// moment is typed as people type it, the same values. Build is tried on it and
// may ask only for arguments that the verb has.
func checkExample(t Table, v Verb, in Input, fault func(string, ...any)) {
	in.Text = v.Example
	got, vals, err := Parse(t, in)
	if err != nil || got.Path != v.Path {
		fault("example %q is read as %q: %v", v.Example, got.Path, err)
		return
	}
	printed := Print(v, vals)
	typed := slices.ContainsFunc(v.Args, func(a Arg) bool { return a.multiWord() && vals.Has(a.Name) })
	if printed != v.Example && !typed {
		fault("example %q is printed as %q", v.Example, printed)
	}
	in.Text = printed
	if _, again, err := Parse(t, in); err != nil || !again.Equal(vals) {
		fault("example %q, printed %q, reads back otherwise: %v", v.Example, printed, err)
	}
	if v.Build == nil {
		fault("builds nothing")
		return
	}
	defer func() {
		if r := recover(); r != nil {
			fault("build: %v", r)
		}
	}()
	vals.strict = append([]Arg{}, v.Args...) // never nil
	if cmd, err := v.Build(in, vals); err != nil || cmd == nil {
		fault("build of the example: %v, %v", cmd, err)
	}
}
