package migration

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
)

// Lister is a Reader that lists things by id, after an id; the store's views can.
type Lister interface {
	Refs(kind domain.Kind, after string, limit int) ([]domain.Ref, error)
}

// What a step takes, besides its cases: the job with its event, its end, and a note.
const ownWrites = 4

// How many cases a step looks at, the closed ones among them, and how long the job rests after one
// that said nothing and one that did: a room that everybody writes in bears only so many messages a
// minute, and people's come first.
const (
	looks     = 200
	rest      = 20 * time.Millisecond
	restAfter = 2 * time.Second
)

// Work is one step of a job.
type Work struct{ Job string }

// Decide implements domain.Command.
func (cmd Work) Decide(r domain.Reader, s domain.Stamp) ([]domain.Change, error) {
	t, err := r.Load(domain.Ref{Kind: Kind, ID: cmd.Job})
	if err != nil {
		return nil, err
	}
	j := t.(*Job)
	if !j.Ended.IsZero() {
		return nil, nil
	}
	lib := offering.Of(r)
	if lib.At(j.Folder) == nil {
		return nil, domain.Refuse("migrate.early", domain.Count(int(j.Folder)))
	}
	list, ok := domain.Below[Lister](r)
	if !ok {
		return nil, fmt.Errorf("the reader cannot list cases")
	}
	refs, err := list.Refs(casework.Kind, j.After, looks)
	if err != nil {
		return nil, err
	}
	st := step{r: r, s: s, j: j, at: casework.NewRebaser(lib, j.Folder, s.Now, j.Overdue)}
	full := false
	for _, ref := range refs {
		if full, err = st.look(ref); err != nil {
			return nil, fmt.Errorf("bring %s to folder %d: %w", ref, j.Folder, err)
		}
		if full {
			break
		}
	}
	pause := rest
	if len(st.changes) > 0 {
		pause = restAfter
	}
	own := domain.Alter(j, Stepped{Counts: st.Counts, After: st.after, Again: s.Now.Add(pause)})
	if st.after == "" {
		own.Events = nil // there is no case
	}
	if !full && len(refs) < looks {
		own.Events = append(own.Events, Ended{})
		j.Counts.add(st.Counts)
		own.Effects = []domain.Effect{card.Operator().PostTo("migration/"+j.ID+"/done", domain.LanePost, j.done())}
	}
	return append(st.changes, own), nil
}

// done is what whoever runs the desk is told at the end.
func (j *Job) done() card.Internal {
	var kept domain.Line
	if n := j.KeptOverdue + j.KeptUnpromised; n > 0 {
		kept = domain.Say("migrate.kept", domain.Count(n), domain.Count(j.KeptOverdue), domain.Count(j.KeptUnpromised))
	}
	return card.ForStaff(domain.Good, domain.Say("migrate.done", domain.Count(int(j.Folder)), domain.Count(j.Cases), domain.Count(j.Looked),
		domain.Count(j.Earlier), domain.Count(j.Later)), kept)
}

// A step collects what is done to cases until it is full.
type step struct {
	Counts
	r       domain.Reader
	s       domain.Stamp
	j       *Job
	at      *casework.Rebaser
	after   string
	writes  int
	changes []domain.Change
}

// look brings one case to the folder, if it is open and there is room.
func (st *step) look(ref domain.Ref) (full bool, err error) {
	c, err := casework.Load(st.r, ref.ID)
	if err != nil {
		return false, err
	}
	if c.State.Over() {
		st.after = ref.ID
		return false, nil
	}
	_, all := st.at.Of(c)
	some, err := casework.Migrate{Case: ref.ID, Folder: st.j.Folder, By: st.j.By, Overdue: st.j.Overdue}.Decide(st.r, st.s)
	if err != nil {
		return false, err
	}
	n := 0
	for _, ch := range some {
		n += ch.Writes()
	}
	if st.writes+n > domain.MaxWrites-ownWrites && st.writes > 0 {
		return true, nil
	}
	st.after, st.writes, st.changes = ref.ID, st.writes+n, append(st.changes, some...)
	st.Looked++
	if len(some) > 0 {
		st.Cases++
	}
	for _, x := range all {
		switch {
		case x.Kept == casework.KeptOverdue:
			st.KeptOverdue++
		case x.Kept == casework.KeptUnpromised:
			st.KeptUnpromised++
		case x.Moves() && x.Then.Before(x.Due):
			st.Earlier++
		case x.Moves():
			st.Later++
		}
	}
	return false, nil
}
