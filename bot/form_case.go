package bot

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/deskhand/deskhand/commands"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
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
// (T30), and what helps to have looked at (R7); to staff who are in nobody's channel, which
// accounts there are. What is known already is not asked.
func (h house) explain(r domain.Reader, s domain.Stamp, a asker, f *Form) error {
	if f.Name != openCase {
		return nil
	}
	if err := h.whose(r, a, f); err != nil {
		return err
	}
	o, err := h.offered(r, s, a)
	if o == nil || err != nil {
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

// whose lets staff choose the account where the channel does not say it, and asks nobody what they
// may not say.
func (h house) whose(r domain.Reader, a asker, f *Form) error {
	staff := a.person.Staff()
	f.Fields = slices.DeleteFunc(f.Fields, func(x Field) bool {
		return x.Name == "account" && (a.account != "" || !staff) || x.Name == "contact" && !staff
	})
	// People say what is wrong before they say what else is known.
	slices.SortStableFunc(f.Fields, func(x, y Field) int { return compareBool(x.Name == "description", y.Name == "description") })
	for i := range f.Fields {
		switch field := &f.Fields[i]; field.Name {
		case "title":
			field.Kind = FieldLine
		case "description":
			field.Kind = FieldText
		case "account":
			all, err := accountOptions(r)
			if err != nil {
				return err
			}
			field.Optional = false
			if field.Kind, field.Options = FieldChoice, all; len(all) > mostAccounts {
				field.Kind, field.Options = FieldSearch, nil
			}
		}
	}
	return nil
}

// mostAccounts is how many a menu shows at once; among more one searches.
const mostAccounts = 100

// accountOptions are all accounts, by what they are called.
func accountOptions(r domain.Reader) ([]Option, error) {
	list, ok := domain.Below[interface {
		Refs(kind domain.Kind, after string, limit int) ([]domain.Ref, error)
	}](r)
	if !ok {
		return nil, nil
	}
	refs, err := list.Refs(account.KindAccount, "", 0)
	if err != nil {
		return nil, err
	}
	var out []Option
	staff := newNames(r, domain.Place{Audience: domain.Internal})
	for _, ref := range refs {
		out = append(out, Option{Value: ref.ID, Label: staff.Account(ref.ID)})
	}
	slices.SortStableFunc(out, func(x, y Option) int { return cmp.Compare(strings.ToLower(x.Label), strings.ToLower(y.Label)) })
	return out, nil
}

// matching are the options of which somebody typed a part.
func matching(all []Option, typed string) []Option {
	typed = strings.ToLower(strings.TrimSpace(typed))
	return slices.DeleteFunc(all, func(o Option) bool {
		return !strings.Contains(strings.ToLower(o.Label), typed) && !strings.Contains(strings.ToLower(o.Value), typed)
	})
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
