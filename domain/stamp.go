package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// A Handle is a person as a chat platform names them. People are keyed by platform, team and
// user id together: never by name, never by e-mail.
type Handle struct {
	Platform string `json:"platform"`
	Team     string `json:"team"`
	User     string `json:"user"`
}

// String prints platform/team/user, the form under which a handle is looked up.
func (h Handle) String() string { return h.Platform + "/" + h.Team + "/" + h.User }

// IsZero reports whether the handle names nobody.
func (h Handle) IsZero() bool { return h == Handle{} }

// ActorKind says what sort of asker stands behind a command.
type ActorKind string

// The askers: a person we know, a handle we do not, the passing of time, the operator at the
// machine itself (import, apply, the bootstrap code), and the desk acting on its own results.
const (
	ByPerson   ActorKind = "person"
	ByStranger ActorKind = "stranger"
	ByClock    ActorKind = "clock"
	ByOperator ActorKind = "operator"
	ByDesk     ActorKind = "desk"
)

// An Actor is who asks.
type Actor struct {
	Kind   ActorKind `json:"kind"`
	Person string    `json:"person,omitempty"` // the desk's own id of the person, where known
	Handle Handle    `json:"handle,omitzero"`  // where they spoke from, where they did
}

// A Stamp is everything a decision may know of the moment it is taken. All instants are UTC in
// whole milliseconds.
type Stamp struct {
	Now   time.Time // when it is recorded
	At    time.Time // when it was so; the platform's own instant for what people say
	Actor Actor
	Cause string   // the natural key of the request; follow-ups carry the key of their cause
	Seed  [16]byte // the only source of chance, fresh for every command
	Reply Place    // where the asker reads answers; zero for the clock and the desk
}

// A WordID names a free text or a personal datum that is kept apart from events.
type WordID string

// A Word is free text or a personal datum, kept as a record of its own: events and rows name
// it by a salted hash, so that forgetting it leaves every chain and every replay as it was.
type Word struct {
	ID   WordID `json:"id"`
	Salt []byte `json:"salt"`
	Text string `json:"text"`
}

// Word makes the record of a text under this stamp. The same text twice under one stamp is one
// record; under two stamps it is two that cannot be told to be equal. Empty text has no record.
func (s Stamp) Word(text string) Word {
	if text == "" {
		return Word{}
	}
	h := sha256.New()
	h.Write(s.Seed[:])
	h.Write([]byte(text))
	salt := h.Sum(nil)[:16]
	h.Reset()
	h.Write(salt)
	h.Write([]byte(text))
	return Word{ID: WordID(hex.EncodeToString(h.Sum(nil)[:16])), Salt: salt, Text: text}
}

// Token draws n hexadecimal digits (at most 64) from the stamp's chance for the given purpose:
// codes, room suffixes. Another purpose gives another token.
func (s Stamp) Token(purpose string, n int) string {
	h := sha256.New()
	h.Write(s.Seed[:])
	h.Write([]byte{0})
	h.Write([]byte(purpose))
	return hex.EncodeToString(h.Sum(nil))[:n]
}

// Instant puts a time into the desk's form: UTC, whole milliseconds, no monotonic reading.
func Instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}
