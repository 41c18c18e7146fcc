// Package migration is what a newly applied desk folder means for what is open: a preview of what a
// later cycle would be promised, and what re-basing would move; and the job that re-bases (K20).
//
// A clock runs under the version it was started with. Applying a folder moves none; a job, asked for
// by whoever applies it, brings the open cases to it. The job is a thing that is due until it is done:
// each look at it works on as many cases as fit into one step of at most domain.MaxWrites writes, in
// the same transaction that moves its own place in the list. A crash loses nothing and repeats
// nothing: what was committed is behind that place, what was not is ahead of it. It goes in the
// background, behind all that people ask, and is due only after what was due before it.
//
// It leaves out what becomes of one case (package casework), the folders' files and who applied them
// (package offering), and what people at the machine read of a preview.
package migration

import "github.com/deskhand/deskhand/domain"

// Kind is the kind of a Job.
const Kind domain.Kind = "migration"

// Jobs lists every job; its value is "".
const Jobs = "migrations"

// Kinds is what this room puts on disk.
func Kinds() domain.Kinds {
	return domain.Kinds{
		Things: map[domain.Kind]func(string) domain.Thing{Kind: func(id string) domain.Thing { return &Job{Head: domain.Head{ID: id}} }},
		Events: []domain.Event{Started{}, Stepped{}, Ended{}},
	}
}
