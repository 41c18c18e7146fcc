package bot

import (
	"errors"
	"fmt"
	"strings"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
)

// openCase is the row by which cases are opened.
const openCase = "case open"

// offered is the offering under which the asker's account would open a case; nil where none is
// known, as for staff outside a customer's channel.
func (h house) offered(r domain.Reader, s domain.Stamp, a asker) (*offering.Offering, error) {
	company := a.account
	if company == "" && a.person != nil {
		company = a.person.Account
	}
	if company == "" {
		return nil, nil
	}
	return casework.Offered(r, company, s.Now)
}

// explain adds to the form that opens a case what its offering says: what each severity means
// (T30), and what helps to have looked at (R7). Nothing in it has to be answered.
func (h house) explain(r domain.Reader, s domain.Stamp, a asker, f *Form) error {
	o, err := h.offered(r, s, a)
	if o == nil || err != nil || f.Name != openCase {
		return err
	}
	for i := range f.Fields {
		switch field := &f.Fields[i]; field.Name {
		case "severity":
			field.Kind = FieldChoice
			var help []string
			for _, x := range o.Severities {
				field.Options = append(field.Options, Option{Value: fmt.Sprint(x.Number), Label: fmt.Sprintf("%d (%s)", x.Number, x.Name)})
				help = append(help, fmt.Sprintf("%d (%s): %s", x.Number, x.Name, x.Definition))
			}
			field.Help = strings.Join(help, "\n")
		case "title":
			field.Help = strings.Join(append([]string{field.Help}, o.Checklist("")...), "\n")
		}
	}
	return nil
}

// meanings says what the severities mean to somebody who was about to open a case and named
// none (T30).
func (h house) meanings(r domain.Reader, s domain.Stamp, a asker, err error) ([]domain.Line, error) {
	p, ok := errors.AsType[*commands.Problem](err)
	if !ok || p.Verb != openCase || p.Arg != "severity" {
		return nil, nil
	}
	o, err := h.offered(r, s, a)
	if o == nil || err != nil {
		return nil, err
	}
	return casework.Meanings(o), nil
}
