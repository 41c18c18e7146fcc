package strict

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// At is embedded by everything that is read: it keeps where the value stands.
type At struct {
	pos Pos
	bad bool
}

// Pos is where the value stands; the zero Pos for a value that was not given.
func (a At) Pos() Pos { return a.pos }

// Given reports whether the value was in the file and could be read.
func (a At) Given() bool { return a.pos.Line > 0 && !a.bad }

// Written reports whether there was something in the file, though it may not have been readable:
// then it has a fault already, and nobody should be told that it is missing.
func (a At) Written() bool { return a.pos.Line > 0 }

func (a *At) place(p Pos, bad bool) { a.pos, a.bad = p, bad }

// A Scalar is a value written as one word or text. Types outside embed At and Text-like types
// of their own.
type Scalar interface {
	place(p Pos, bad bool)
	// Scan takes the text as written, without quotes. Its error is what the fault says: make it
	// with Wrong or Unknown.
	Scan(text string) error
	// Wanted says in words what is expected: "a length of time such as 15m".
	Wanted() string
	// Schema is the JSON Schema of the value.
	Schema() map[string]any
}

// plain is a Scalar that reads more than texts.
type plain interface{ tag() string }

// A Wrong value is not what the type wants.
type Wrong struct{ Mean string }

func (Wrong) Error() string { return "wrong value" }

// Unknown is a value outside a list of words.
type Unknown struct{ Words []string }

func (Unknown) Error() string { return "unknown word" }

// Refused is a value that breaks another rule; the fault gets the value's place.
type Refused struct {
	Rule Rule
	Args []any
	Mean string
}

func (r Refused) Error() string { return r.Rule.ID }

const longest = 4000

// Text is any text, at most 4,000 characters, trimmed.
type Text struct {
	At
	V string
}

// Scan implements Scalar.
func (t *Text) Scan(s string) error {
	if utf8.RuneCountInString(s) > longest {
		return Refused{Rule: ruleLong, Args: []any{longest}}
	}
	t.V = strings.TrimSpace(s)
	if t.V == "" {
		return Wrong{}
	}
	return nil
}

// Wanted implements Scalar.
func (*Text) Wanted() string { return "a text" }

// Schema implements Scalar.
func (*Text) Schema() map[string]any {
	return map[string]any{"type": "string", "minLength": 1, "maxLength": longest}
}

// Name is the id of a thing, or a reference to one.
type Name struct {
	At
	V string
}

const namePattern = `^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`

var nameForm = regexp.MustCompile(namePattern)

// Scan implements Scalar.
func (t *Name) Scan(s string) error {
	t.V = s
	if !nameForm.MatchString(s) {
		return Wrong{}
	}
	return nil
}

// Wanted implements Scalar.
func (*Name) Wanted() string { return "a name of letters, digits, dashes, dots and underscores" }

// Schema implements Scalar.
func (*Name) Schema() map[string]any { return map[string]any{"type": "string", "pattern": namePattern} }

// Number is a whole number from 0 to 1,000,000,000.
type Number struct {
	At
	V int
}

const numberMax = 1_000_000_000

func (*Number) tag() string { return "!!int" }

// Scan implements Scalar.
func (t *Number) Scan(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > numberMax || s[0] == '+' || len(s) > 1 && s[0] == '0' {
		return Wrong{}
	}
	t.V = n
	return nil
}

// Wanted implements Scalar.
func (*Number) Wanted() string { return "a whole number" }

// Schema implements Scalar.
func (*Number) Schema() map[string]any {
	return map[string]any{"type": "integer", "minimum": 0, "maximum": numberMax}
}

// Flag is true or false.
type Flag struct {
	At
	V bool
}

func (*Flag) tag() string { return "!!bool" }

// Scan implements Scalar.
func (t *Flag) Scan(s string) error {
	t.V = s == "true"
	if s != "true" && s != "false" {
		return Wrong{}
	}
	return nil
}

// Wanted implements Scalar.
func (*Flag) Wanted() string { return "true or false" }

// Schema implements Scalar.
func (*Flag) Schema() map[string]any { return map[string]any{"type": "boolean"} }

// OneOf is Scan for a type whose values are a list of words.
func OneOf(s string, words []string) error {
	for _, w := range words {
		if w == s {
			return nil
		}
	}
	return Unknown{words}
}

// Enum is Schema for a type whose values are a list of words.
func Enum(words []string) map[string]any { return map[string]any{"type": "string", "enum": words} }

// Quote is a word as faults print it.
func Quote(s string) string {
	if utf8.RuneCountInString(s) > 60 {
		s = string([]rune(s)[:57]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
