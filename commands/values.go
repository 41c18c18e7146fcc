package commands

import (
	"slices"
	"time"
)

// Values are the arguments that were given, typed. An argument that was left
// out has the zero value of its type; Has tells the difference.
type Values struct {
	given  []value // in the order of the verb's Args
	strict []Arg   // set by Check: asking for anything else is a fault of the row
}

// A value holds what its kind needs; the rest is zero.
type value struct {
	name   string
	kind   Kind
	text   string // Case, Account, Choice, Product, Text, WordKind
	who    Someone
	when   time.Time
	bare   bool // when: only a time of day was said
	length time.Duration
	number int64
}

// Someone is a person as a line named them: by the platform's own id, out of a
// mention, or by a word, without the @ in front, that somebody else must look
// up and must not trust.
type Someone struct {
	ID   string
	Word string
}

func (v Values) find(name string, kinds ...Kind) value {
	if v.strict != nil && !slices.ContainsFunc(v.strict, func(a Arg) bool {
		return a.Name == name && (len(kinds) == 0 || slices.Contains(kinds, a.Kind))
	}) {
		panic("commands: the verb has no such argument: " + name)
	}
	for _, x := range v.given {
		if x.name == name {
			return x
		}
	}
	return value{}
}

// Has says whether an argument was given.
func (v Values) Has(name string) bool { return v.find(name).name != "" }

// Text is an argument of words: a Text verbatim, a Word, a Choice in the
// spelling of its list, a Product or an Account as it was typed.
func (v Values) Text(name string) string {
	return v.find(name, Text, WordKind, Choice, Product, Account).text
}

// Case is a case's id, CASE-12.
func (v Values) Case(name string) string { return v.find(name, Case).text }

// Person is who was named.
func (v Values) Person(name string) Someone { return v.find(name, Person).who }

// When is a moment in UTC and whole milliseconds.
func (v Values) When(name string) time.Time { return v.find(name, When).when }

// Bare is whether of a moment only the time of day was said: 15:00, on whichever day makes sense.
func (v Values) Bare(name string) bool { return v.find(name, When).bare }

// Duration is a length in whole seconds; a day counts 24 hours.
func (v Values) Duration(name string) time.Duration { return v.find(name, Duration).length }

// Number is a whole number.
func (v Values) Number(name string) int64 { return v.find(name, Number).number }

// Flag is whether it was set.
func (v Values) Flag(name string) bool { return v.find(name, Flag).name != "" }

// Equal says whether two lines said the same.
func (v Values) Equal(w Values) bool {
	return slices.EqualFunc(v.given, w.given, func(a, b value) bool {
		same := a.when.Equal(b.when)
		a.when, b.when = time.Time{}, time.Time{}
		a.bare, b.bare = false, false // a printed line names the day
		return same && a == b
	})
}

// set keeps the order of the verb's arguments, so that equal values are equal
// however the line was ordered.
func (v *Values) set(args []Arg, x value) {
	order := func(name string) int {
		return slices.IndexFunc(args, func(a Arg) bool { return a.Name == name })
	}
	i := 0
	for i < len(v.given) && order(v.given[i].name) < order(x.name) {
		i++
	}
	v.given = slices.Insert(slices.Clone(v.given), i, x)
}
