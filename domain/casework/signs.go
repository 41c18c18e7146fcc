package casework

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/sla"
)

// A first response is a person's own words (C2). A file, an emoji, a full stop or a name alone is
// none: it is kept, and those who owe the answer read that they owe it yet.

// Beside is what was written in the customer's thread and is neither side's words: what a vendor's
// person sent without any, and what somebody wrote who is linked to neither.
type Beside struct {
	Words   domain.WordID `json:"words,omitempty"` // "" for a file alone, and for what nobody can see
	Message string        `json:"message,omitempty"`
	From    domain.Handle `json:"from,omitzero"` // who is linked to neither side
}

// EventKind is for ever.
func (Beside) EventKind() string { return "case.beside/1" }

// notWords are what platforms write with letters though nobody wrote any: names of emoji, and of
// people, groups and channels.
var notWords = regexp.MustCompile(`:[^\s:]+:|<[@#!][^>]*>|@\S+|[0-9#*]\x{FE0F}?\x{20E3}`)

// Worded reports whether a text has words: a letter or a digit, in any script, outside of the
// names of emoji and of people.
func Worded(text string) bool {
	for _, r := range notWords.ReplaceAllString(text, " ") {
		if (unicode.IsLetter(r) || unicode.IsNumber(r)) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) {
			return true
		}
	}
	return false
}

// worded reports whether a kept text has words.
func (b *book) worded(id domain.WordID) bool {
	text, err := b.r.Word(id)
	return err == nil && Worded(text)
}

// seen is a text, or "" where nobody can see anything of it.
func seen(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && !unicode.Is(unicode.Variation_Selector, r)
	}) {
		return text
	}
	return ""
}

// beside keeps what a vendor's person sent without words, and says in the staff's thread what is
// owed all the same.
func (b *book) beside(text domain.WordID, message string) {
	b.add(Beside{Words: text, Message: message})
	for _, k := range []sla.Kind{sla.FirstResponse, sla.NextResponse} {
		if !b.asked(k) {
			continue
		}
		i, _ := b.c.clock(k)
		head := domain.Say("sign.no_words", b.actorName())
		line := domain.Say("sign.owed", domain.Term(kindTerm(k)))
		if st := b.state(b.c.Clocks[i]); !st.Due.IsZero() {
			line = domain.Say("sign.owed_by", domain.Term(kindTerm(k)), domain.AtTime(st.Due))
		}
		e := card.StaffThread(b.c.ID).PostTo(b.deed("sign"), domain.LanePost, card.ForStaff(domain.Alert, head, line))
		e.Merge = "sign/" + b.c.ID
		b.say(e)
		return
	}
}
