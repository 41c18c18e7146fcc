package storage

import (
	"time"

	"github.com/google/uuid"

	"github.com/deskhand/deskhand/domain"
)

// A RowState is where a row of the outbox stands.
type RowState string

// The states of a row. Waiting and sending are open; the others are settled.
const (
	Waiting   RowState = "waiting"
	Sending   RowState = "sending" // begun; after a crash it means: perhaps it arrived
	Sent      RowState = "sent"
	Cancelled RowState = "cancelled" // what it said no longer held before it was begun
	Merged    RowState = "merged"    // a digest row says it
	Dead      RowState = "dead"      // cannot be said; the operator was told
)

// Open reports whether something is still to be done for a row in this state.
func (s RowState) Open() bool { return s == Waiting || s == Sending }

// A Row is one effect and how far it got.
type Row struct {
	Key       string        `json:"key"`
	Seq       uint64        `json:"seq"` // order of recording
	Effect    domain.Effect `json:"effect"`
	Cause     string        `json:"cause,omitempty"`
	Recorded  time.Time     `json:"recorded"`
	State     RowState      `json:"state"`
	Attempt   int           `json:"attempt,omitempty"`
	Epoch     uint64        `json:"epoch,omitempty"`     // of the process that began it
	Began     time.Time     `json:"began,omitzero"`      // when the last attempt began, desk time
	NotBefore time.Time     `json:"not_before,omitzero"` // no attempt before this
	Settled   time.Time     `json:"settled,omitzero"`
	Spot      domain.Spot   `json:"spot,omitzero"`     // where it is, once sent
	Shown     string        `json:"shown,omitempty"`   // hash of what was last shown, for edits
	Again     bool          `json:"again,omitempty"`   // an edit asked for while one was under way
	Doubt     bool          `json:"doubt,omitempty"`   // begun once with unknown result and sent again
	Why       string        `json:"why,omitempty"`     // a code: why it was cancelled, or died
	Into      string        `json:"into,omitempty"`    // key of the digest it was merged into
	Members   []string      `json:"members,omitempty"` // of a digest: keys, frozen once it is begun
	Struck    []string      `json:"struck,omitempty"`  // of a large digest: those of its members that were taken back
}

// rowSpace is the name space of row keys. It is for ever.
var rowSpace = uuid.MustParse("5f0c9f5e-6c0a-5d0e-9b7e-0d35f1d7a0de")

// RowKey is the key of the row that does the deed: the same deed, the same key, for ever.
func RowKey(deed string) string { return uuid.NewSHA1(rowSpace, []byte(deed)).String() }

// EffectKey is the key of an effect's row. All edits of one place, and all drawings of one page,
// share a row, since only the last one counts.
func EffectKey(e domain.Effect) string {
	switch e.Kind {
	case domain.Edit:
		return RowKey("edit/" + e.Place.String())
	case domain.Home:
		return RowKey("page/" + e.Place.String())
	}
	return RowKey(e.Deed)
}

// An Envelope is what came in, as it came in.
type Envelope struct {
	Seq      uint64    `json:"seq"`
	Key      string    `json:"key"`      // the natural request key
	Platform string    `json:"platform"` // Desk for the desk's own commands
	Kind     string    `json:"kind"`     // the platform's own sort of envelope, or a command's kind for the desk's own
	Raw      []byte    `json:"raw"`
	Received time.Time `json:"received"`
}
