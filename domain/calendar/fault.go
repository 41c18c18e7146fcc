package calendar

import (
	"errors"
	"fmt"
	"strings"
)

// A Rule names what a Fault breaks.
type Rule string

const (
	RuleNeverOpen  Rule = "never-open"  // no open second in eight years (K27)
	RuleAlwaysOnly Rule = "always-only" // 24x7 together with layers or closures (K7)
	RuleZone       Rule = "zone"        // no such zone, or none named (K7); Err has the loader's words
	RuleSpan       Rule = "span"        // a Span outside its bounds
	RuleDaySpan    Rule = "day-span"    // a DaySpan outside its bounds
	RuleDate       Rule = "date"        // a date that does not exist
	RuleDayTwice   Rule = "day-twice"   // two entries of Layer.Days for one date
	RuleList       Rule = "list"        // a nil list, or one twice in a layer
)

// A Part names a field of a Layer.
type Part string

const (
	PartZone    Part = "zone"
	PartWeek    Part = "week"
	PartDays    Part = "days"
	PartSeasons Part = "seasons"
	PartLists   Part = "lists"
)

// A Place says where in a Spec something stands, so that whoever read the Spec
// from a file can name line and column.
type Place struct {
	Closure bool // in Spec.Closures, else in Spec.Layers
	Layer   int  // index there; -1: the Spec as a whole
	Part    Part // empty: the layer as a whole
	Index   int  // in that field
	Day     int  // PartLists: the index in that list's Days, -1 for the list itself
	Open    int  // index in the entry's Open, -1 for the entry itself
}

func (p Place) String() string {
	if p.Layer < 0 {
		return "calendar"
	}
	var b strings.Builder
	kind := "layers"
	if p.Closure {
		kind = "closures"
	}
	fmt.Fprintf(&b, "%s[%d]", kind, p.Layer)
	switch p.Part {
	case "":
		return b.String()
	case PartZone:
		return b.String() + ".zone"
	}
	fmt.Fprintf(&b, ".%s[%d]", p.Part, p.Index)
	if p.Part == PartLists && p.Day >= 0 {
		fmt.Fprintf(&b, ".days[%d]", p.Day)
	}
	if p.Open >= 0 {
		fmt.Fprintf(&b, ".open[%d]", p.Open)
	}
	return b.String()
}

// A Fault is one thing wrong with a Spec. It is data: whoever shows it to
// people finds the words.
type Fault struct {
	Calendar string // Spec.Name
	Rule     Rule
	Place    Place
	Value    string // what stands there
	Err      error  // the zone loader's error, if that is the cause
}

// Error is for logs.
func (f *Fault) Error() string {
	s := fmt.Sprintf("calendar %q: %s: %s", f.Calendar, f.Place, f.Rule)
	if f.Value != "" {
		s += fmt.Sprintf(" %q", f.Value)
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

func (f *Fault) Unwrap() error { return f.Err }

// Faults returns every Fault that Compile joined into err, in the order of the
// Spec.
func Faults(err error) []*Fault {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Fault
		for _, e := range joined.Unwrap() {
			all = append(all, Faults(e)...)
		}
		return all
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return []*Fault{f}
	}
	return nil
}
