package migration

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/offering"
)

// Apply records who applied a desk folder, and from when on it is in force; and with Migrate begins
// the job that brings open cases to it. A folder that is on record already is not recorded again, so
// that its job can be begun later.
type Apply struct {
	Folder  uint32
	From    time.Time // zero: now
	By      string
	Digest  string
	Migrate bool
	Overdue bool // see Started
}

// Decide implements domain.Command.
func (c Apply) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	from := domain.Instant(c.From)
	if from.Before(s.Now) {
		from = s.Now
	}
	known, err := offering.AppliedAs(r, c.Folder)
	if err != nil {
		return nil, err
	}
	by := s.Word(c.By)
	var out []domain.Change
	if known == nil {
		ch := offering.Record(offering.FolderApplied{Number: c.Folder, From: from, By: by.ID, Digest: c.Digest})
		ch.Words = []domain.Word{by}
		out = append(out, ch)
	} else if known.From.After(from) {
		from = known.From
	}
	if !c.Migrate {
		return out, nil
	}
	job, err := start(r, Started{Folder: c.Folder, From: from, By: by.ID, Overdue: c.Overdue})
	if err != nil {
		return nil, err
	}
	job[len(job)-1].Words = []domain.Word{by}
	return append(out, job...), nil
}
