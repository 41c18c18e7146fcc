package migration

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// A Job brings every open case to a desk folder.
type Job struct {
	domain.Head
	Started
	Counts
	At        time.Time `json:"at"`
	After     string    `json:"after,omitempty"` // the case it came to
	Again     time.Time `json:"again,omitzero"`  // not before
	Ended     time.Time `json:"ended,omitzero"`
	Overtaken bool      `json:"overtaken,omitempty"` // a later folder's job ended it
}

// Started says that open cases are to be brought to a folder, once it is in force.
type Started struct {
	Folder  uint32        `json:"folder"`
	From    time.Time     `json:"from"`
	By      domain.WordID `json:"by,omitempty"`
	Overdue bool          `json:"overdue,omitempty"` // also clocks that are then overdue: they are due at once
}

// Counts are what a job, or a step of it, did.
type Counts struct {
	Looked         int `json:"looked,omitempty"`          // open cases
	Cases          int `json:"cases,omitempty"`           // brought to the folder
	Earlier        int `json:"earlier,omitempty"`         // dues
	Later          int `json:"later,omitempty"`           // dues
	KeptOverdue    int `json:"kept_overdue,omitempty"`    // clocks that would be overdue
	KeptUnpromised int `json:"kept_unpromised,omitempty"` // clocks of whose kind nothing is promised now
}

func (c *Counts) add(n Counts) {
	c.Looked += n.Looked
	c.Cases += n.Cases
	c.Earlier += n.Earlier
	c.Later += n.Later
	c.KeptOverdue += n.KeptOverdue
	c.KeptUnpromised += n.KeptUnpromised
}

// Stepped says how far the job came.
type Stepped struct {
	Counts
	After string    `json:"after"`
	Again time.Time `json:"again,omitzero"`
}

// Ended says that the job is done, or was overtaken by that of a later folder.
type Ended struct {
	Overtaken bool `json:"overtaken,omitempty"`
}

// The kinds of these events are for ever.
func (Started) EventKind() string { return "migration.started/1" }
func (Stepped) EventKind() string { return "migration.stepped/1" }
func (Ended) EventKind() string   { return "migration.ended/1" }

// Ref implements domain.Thing.
func (j *Job) Ref() domain.Ref { return domain.Ref{Kind: Kind, ID: j.ID} }

// Keys implements domain.Thing.
func (j *Job) Keys() []domain.Key { return []domain.Key{{Index: Jobs}} }

// Apply implements domain.Thing.
func (j *Job) Apply(r domain.Recorded) {
	j.Advance(r)
	switch e := r.Event.(type) {
	case Started:
		j.Started, j.At, j.Again = e, r.Now, r.Now.Add(settling)
	case Stepped:
		j.Counts.add(e.Counts)
		j.After, j.Again = e.After, e.Again
	case Ended:
		j.Ended, j.Overtaken = r.Now, e.Overtaken
	}
}

// NextDue implements domain.Thing: until it is done it asks for its turn, behind all that was due
// before.
func (j *Job) NextDue(any) time.Time {
	if !j.Ended.IsZero() {
		return time.Time{}
	}
	at := j.From
	if j.Again.After(at) {
		at = j.Again
	}
	return at
}

// OnDue implements domain.Thing.
func (j *Job) OnDue() domain.Command { return Work{Job: j.ID} }

// All lists the jobs, the first first.
func All(r domain.Reader) ([]*Job, error) {
	refs, err := r.Find(domain.Key{Index: Jobs}, 0)
	if err != nil {
		return nil, err
	}
	var out []*Job
	for _, ref := range refs {
		t, err := r.Load(ref)
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", ref, err)
		}
		out = append(out, t.(*Job))
	}
	slices.SortFunc(out, func(a, b *Job) int { return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// settling is how long a job waits at first: who applied its folder reads it anew meanwhile.
const settling = time.Second

// start makes the job that follows those there are, and ends those that are not done.
func start(r domain.Reader, e Started) ([]domain.Change, error) {
	all, err := All(r)
	if err != nil {
		return nil, err
	}
	var out []domain.Change
	for _, j := range all {
		if j.Ended.IsZero() {
			out = append(out, domain.Alter(j, Ended{Overtaken: true}))
		}
	}
	j := &Job{Head: domain.Head{ID: strconv.Itoa(len(all) + 1)}}
	if _, err := r.Load(j.Ref()); !errors.Is(err, domain.ErrNotFound) {
		return nil, fmt.Errorf("make %s: it is there already: %w", j.Ref(), err)
	}
	return append(out, domain.Create(j, e)), nil
}
