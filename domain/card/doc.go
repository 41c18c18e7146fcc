// Package card is the shape of what people read, one for each audience. What a customer may
// read (Customer) and what only staff may read (Internal) are two types with no common
// interface and no conversion; each goes only to places of its own type. Words come from one
// catalogue: a message id with typed arguments is drawn for a reader by Draw.
//
// It leaves out how a platform shows a drawn card (bot/slack, bot/paper), and who may know
// which name: that is asked of Names.
package card

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
)

// Customer is a message that people of an account may read.
type Customer struct {
	forCustomers domain.Doc
}

// Internal is a message for staff only.
type Internal struct {
	forStaff domain.Doc
}

// ForCustomer begins a message for customers. Its messages must be marked as theirs in the
// catalogue: one that is not is never drawn for them.
func ForCustomer(tone domain.Tone, head domain.Line, lines ...domain.Line) Customer {
	return Customer{domain.Doc{Tone: tone, Head: head, Lines: full(lines)}}
}

// ForStaff begins a message for staff.
func ForStaff(tone domain.Tone, head domain.Line, lines ...domain.Line) Internal {
	return Internal{domain.Doc{Tone: tone, Head: head, Lines: full(lines)}}
}

// With adds buttons.
func (c Customer) With(buttons ...domain.Button) Customer {
	c.forCustomers.Buttons = append(c.forCustomers.Buttons[:len(c.forCustomers.Buttons):len(c.forCustomers.Buttons)], buttons...)
	return c
}

// With adds buttons.
func (i Internal) With(buttons ...domain.Button) Internal {
	i.forStaff.Buttons = append(i.forStaff.Buttons[:len(i.forStaff.Buttons):len(i.forStaff.Buttons)], buttons...)
	return i
}

// Part adds a part of a page, under a heading unless that says nothing.
func (c Customer) Part(head domain.Line, lines []domain.Line, buttons ...domain.Button) Customer {
	p := domain.Part{Head: head, Lines: full(lines), Buttons: buttons}
	c.forCustomers.Parts = append(slices.Clip(c.forCustomers.Parts), p)
	return c
}

// Part adds a part of a page, under a heading unless that says nothing.
func (i Internal) Part(head domain.Line, lines []domain.Line, buttons ...domain.Button) Internal {
	p := domain.Part{Head: head, Lines: full(lines), Buttons: buttons}
	i.forStaff.Parts = append(slices.Clip(i.forStaff.Parts), p)
	return i
}

// Add adds lines; those that say nothing are left out.
func (c Customer) Add(lines ...domain.Line) Customer {
	c.forCustomers.Lines = append(c.forCustomers.Lines[:len(c.forCustomers.Lines):len(c.forCustomers.Lines)], full(lines)...)
	return c
}

// Add adds lines; those that say nothing are left out.
func (i Internal) Add(lines ...domain.Line) Internal {
	i.forStaff.Lines = append(i.forStaff.Lines[:len(i.forStaff.Lines):len(i.forStaff.Lines)], full(lines)...)
	return i
}

// Doc is what a live card shows now, for the outbox to draw.
func (c Customer) Doc() (domain.Doc, domain.Audience) { return c.forCustomers, domain.Customers }

// Doc is what a live card shows now, for the outbox to draw.
func (i Internal) Doc() (domain.Doc, domain.Audience) { return i.forStaff, domain.Internal }

func full(lines []domain.Line) []domain.Line {
	var out []domain.Line
	for _, l := range lines {
		if !l.IsZero() {
			out = append(out, l)
		}
	}
	return out
}

// Do is a button that runs a command line.
func Do(label domain.MsgID, run string) domain.Button {
	return domain.Button{Label: domain.Say(label), Run: run}
}

// Main is the button that is meant to be pressed.
func Main(label domain.MsgID, run string) domain.Button {
	return domain.Button{Label: domain.Say(label), Run: run, Main: true}
}

// Open is a button that opens a form, begun with the command line.
func Open(label domain.MsgID, form, run string) domain.Button {
	return domain.Button{Label: domain.Say(label), Run: run, Form: form}
}
