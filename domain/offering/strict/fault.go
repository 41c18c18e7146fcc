package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Pos is a place in a file. Lines and columns count from 1; columns count characters. The
// zero Line means the file as a whole.
type Pos struct {
	File         string
	Line, Column int
}

// Compare orders places by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// String prints file:line:column, or the file alone where no line is known.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// A Rule is one thing that can be wrong. Its ID is stable, for tools and for translation; Text
// is its English sentence with a %s for every argument; Help says what to write instead, where
// that does not depend on the case at hand.
type Rule struct {
	ID      string
	Text    string
	Help    string
	Warning bool // worth a look, yet the files can be applied
}

// At makes a fault of the rule at a place. Arguments are printed with %v rules.
func (r Rule) At(p Pos, args ...any) Fault {
	f := Fault{Pos: p, Rule: r}
	for _, a := range args {
		f.Args = append(f.Args, fmt.Sprint(a))
	}
	return f
}

// A Fault is one thing that is wrong, where, and what may have been meant.
type Fault struct {
	Pos
	Rule Rule
	Args []string
	Mean string // what was probably meant; empty where nothing is near
}

// Meaning adds what was probably meant: the nearest of the known words, if one is near.
func (f Fault) Meaning(word string, known []string) Fault {
	f.Mean, _ = Nearest(word, known)
	return f
}

// Text is the sentence, without place and proposal.
func (f Fault) Text() string {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return fmt.Sprintf(f.Rule.Text, args...)
}

// Proposal is what to do about it; empty where the sentence says it all.
func (f Fault) Proposal() string {
	if f.Mean != "" {
		return fmt.Sprintf("did you mean %s?", f.Mean)
	}
	return f.Rule.Help
}

// Level is "fault" or "warning".
func (f Fault) Level() string {
	if f.Rule.Warning {
		return "warning"
	}
	return "fault"
}

// String is one line of a listing: file:line:column: level: sentence; proposal [rule].
func (f Fault) String() string {
	s := fmt.Sprintf("%s: %s: %s", f.Pos, f.Level(), f.Text())
	if p := f.Proposal(); p != "" {
		s += "; " + p
	}
	return s + " [" + f.Rule.ID + "]"
}

// Faults is a list of faults. It is an error when one of them is more than a warning; use Err.
type Faults []Fault

// Add appends a fault.
func (fs *Faults) Add(f ...Fault) { *fs = append(*fs, f...) }

// Sort orders by place, then rule, then arguments, and drops exact repetitions: the same files
// give the same listing, whatever order they were read in.
func (fs *Faults) Sort() {
	slices.SortStableFunc(*fs, Fault.compare)
	*fs = slices.CompactFunc(*fs, func(a, b Fault) bool { return a.compare(b) == 0 })
}

func (f Fault) compare(g Fault) int {
	return cmp.Or(f.Pos.Compare(g.Pos), cmp.Compare(f.Rule.ID, g.Rule.ID),
		slices.Compare(f.Args, g.Args), cmp.Compare(f.Mean, g.Mean))
}

// Bad reports whether one of the faults is more than a warning.
func (fs Faults) Bad() bool {
	return slices.ContainsFunc(fs, func(f Fault) bool { return !f.Rule.Warning })
}

// Warnings is the list without what is more than a warning.
func (fs Faults) Warnings() Faults {
	return slices.DeleteFunc(slices.Clone(fs), func(f Fault) bool { return !f.Rule.Warning })
}

// Err is the list as an error, nil where there is nothing more than warnings.
func (fs Faults) Err() error {
	if !fs.Bad() {
		return nil
	}
	return fs
}

// Error prints one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}
