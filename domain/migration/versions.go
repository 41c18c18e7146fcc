package migration

import (
	"slices"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
)

// ShowVersions answers which desk folders were applied, when, by whom, which is in force, and how far
// open cases were brought to it. It is for staff.
type ShowVersions struct{}

// shownVersions is how many folders one answer names.
const shownVersions = 10

// Decide implements domain.Command.
func (ShowVersions) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	p, err := account.Asker(r, s)
	if err != nil {
		return nil, err
	}
	if !p.Staff() {
		return nil, domain.Refuse("case.staff_only")
	}
	lib := offering.Of(r)
	d := lib.Latest()
	if d == nil {
		return domain.Only(card.AnswerStaff(s, card.ForStaff(domain.Plain, domain.Say("desk.no_folder")))), nil
	}
	var lines []domain.Line
	for n := d.Number + 1; ; n++ { // those to come have records, and are not read yet
		a, err := offering.AppliedAs(r, n)
		if err != nil {
			return nil, err
		}
		if a == nil {
			break
		}
		lines = append(lines, said("versions.coming", a))
	}
	slices.Reverse(lines)
	for n := d.Number; n > 0; n-- {
		if len(lines) == shownVersions {
			lines = append(lines, domain.Say("versions.more", domain.Count(int(n))))
			break
		}
		a, err := offering.AppliedAs(r, n)
		if err != nil {
			return nil, err
		}
		switch {
		case a == nil:
			lines = append(lines, domain.Say("versions.bare", domain.Count(int(n))))
		case n == d.Number:
			lines = append(lines, said("versions.in_force", a))
		default:
			lines = append(lines, said("versions.before", a))
		}
	}
	jobs, err := All(r)
	if err != nil {
		return nil, err
	}
	for i, j := range slices.Backward(jobs) {
		if i < len(jobs)-3 {
			break
		}
		lines = append(lines, j.line(s))
	}
	return domain.Only(card.AnswerStaff(s, card.ForStaff(domain.Plain, domain.Say("versions.head"), lines...))), nil
}

// shownDigest is how many digits tell one folder from another to people.
const shownDigest = 12

func said(id domain.MsgID, a *offering.Applied) domain.Line {
	return domain.Say(id, domain.Count(int(a.Number)), domain.AtTime(a.From), casework.Applier(a.By), domain.Named(a.Digest[:min(len(a.Digest), shownDigest)]))
}

// line says how far a job came.
func (j *Job) line(s domain.Stamp) domain.Line {
	n := domain.Count(int(j.Folder))
	switch {
	case j.Overtaken:
		return domain.Say("migrate.overtaken", n, domain.Count(j.Cases))
	case !j.Ended.IsZero():
		return domain.Say("versions.migrated", n, domain.AtTime(j.Ended), domain.Count(j.Cases), domain.Count(j.Looked))
	case j.From.After(s.Now):
		return domain.Say("versions.waiting", n, domain.AtTime(j.From))
	}
	return domain.Say("versions.migrating", n, domain.Count(j.Looked), domain.Count(j.Cases))
}
