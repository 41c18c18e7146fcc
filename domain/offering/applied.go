package offering

import (
	"errors"
	"strconv"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// KindFolder is the kind of an Applied folder.
const KindFolder domain.Kind = "folder"

// Kinds is what this room puts on disk: who applied which folder, and from when on. The files of a
// folder are kept beside it, under the same number.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{KindFolder: func(id string) domain.Thing { return &Applied{Head: domain.Head{ID: id}} }},
		Events: []domain.Event{FolderApplied{}},
	}
}

// Applied is the record of a desk folder that was applied: from when on it is in force (R12), who
// applied it, and what it held, by its digest. Folders that a release before this record applied have
// none.
type Applied struct {
	domain.Head
	domain.Never
	FolderApplied
	At time.Time `json:"at"` // when it was applied
}

// FolderApplied says that a desk folder was applied.
type FolderApplied struct {
	Number uint32        `json:"number"`
	From   time.Time     `json:"from"` // in force from then on
	By     domain.WordID `json:"by,omitempty"`
	Digest string        `json:"digest,omitempty"`
}

// EventKind implements domain.Event.
func (FolderApplied) EventKind() string { return "folder.applied/1" }

// Ref implements domain.Thing.
func (a *Applied) Ref() domain.Ref { return domain.Ref{Kind: KindFolder, ID: a.ID} }

// Keys implements domain.Thing.
func (a *Applied) Keys() []domain.Key { return nil }

// Apply implements domain.Thing.
func (a *Applied) Apply(r domain.Recorded) {
	a.Advance(r)
	if e, ok := r.Event.(FolderApplied); ok {
		a.FolderApplied, a.At = e, r.Now
	}
}

// Record is the change that makes the record of a folder.
func Record(e FolderApplied) domain.Change {
	return domain.Create(&Applied{Head: domain.Head{ID: strconv.FormatUint(uint64(e.Number), 10)}}, e)
}

// AppliedAs answers the record of the folder of that number; nil where there is none.
func AppliedAs(r domain.Reader, number uint32) (*Applied, error) {
	t, err := r.Load(domain.Ref{Kind: KindFolder, ID: strconv.FormatUint(uint64(number), 10)})
	if errors.Is(err, domain.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return t.(*Applied), nil
}
