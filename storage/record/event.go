package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A Hash is a link of a chain: the SHA-256 of a whole record.
type Hash [sha256.Size]byte

// String prints the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Genesis is the link before a thing's first event. It names the thing, so that no chain fits
// another thing.
func Genesis(ref domain.Ref) Hash {
	return sha256.Sum256([]byte("deskhand thing\x00" + string(ref.Kind) + "\x00" + ref.ID))
}

// An event record is: version, the hash of the record before it (Genesis for the first), this,
// the event.
type eventDisk struct {
	Kind  string       `json:"k"`
	Seq   uint64       `json:"s"`
	At    int64        `json:"t"`           // Unix milliseconds
	Late  int64        `json:"l,omitempty"` // how long after that it was recorded, in milliseconds
	Actor domain.Actor `json:"a"`
	Cause string       `json:"c,omitempty"`
}

const eventHead = 1 + sha256.Size

// EncodeEvent writes an event behind the record whose hash is prev, and answers the hash that
// the next one must name.
func (r *Registry) EncodeEvent(prev Hash, e domain.Recorded) ([]byte, Hash, error) {
	if e.Event == nil {
		return nil, Hash{}, fmt.Errorf("event %d: there is none", e.Seq)
	}
	kind := e.Event.EventKind()
	if t := r.events[kind]; t == nil {
		return nil, Hash{}, fmt.Errorf("%q: %w", EventName(kind), storage.ErrUnknownKind)
	} else if got := reflect.TypeOf(e.Event); got != t {
		return nil, Hash{}, fmt.Errorf("event kind %q is a %s, not a %s", kind, t, got)
	}
	at, now := e.At.UnixMilli(), e.Now.UnixMilli()
	b := make([]byte, 0, 384)
	b = append(append(b, version), prev[:]...)
	b, err := r.encode(b, &eventDisk{kind, e.Seq, at, now - at, e.Actor, e.Cause})
	if err == nil {
		b, err = r.encode(b, e.Event)
	}
	if err != nil {
		return nil, Hash{}, fmt.Errorf("encode event %q: %w", kind, err)
	}
	return b, sha256.Sum256(b), nil
}

// DecodeEvent reads an event and the hash of the record before it.
func (r *Registry) DecodeEvent(b []byte) (prev Hash, e domain.Recorded, err error) {
	if len(b) < eventHead || b[0] != version {
		return prev, e, fmt.Errorf("not an event record of version %d", version)
	}
	copy(prev[:], b[1:])
	var d eventDisk
	body, err := r.decodeFirst(b[eventHead:], &d)
	if err != nil {
		return prev, e, fmt.Errorf("event record: %w", err)
	}
	t := r.events[d.Kind]
	if t == nil {
		return prev, e, fmt.Errorf("%q: %w", EventName(d.Kind), storage.ErrUnknownKind)
	}
	event, err := r.decodeAs(body, t)
	if err != nil {
		return prev, e, fmt.Errorf("event record %q: %w", d.Kind, err)
	}
	return prev, domain.Recorded{
		Seq: d.Seq, At: instant(d.At), Now: instant(d.At + d.Late),
		Actor: d.Actor, Cause: d.Cause, Event: event.(domain.Event),
	}, nil
}

// HashOf is the link to a record.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// decodeAs reads a value in the form in which its kind was registered: a struct, or a pointer
// to one.
func (r *Registry) decodeAs(b []byte, t reflect.Type) (any, error) {
	if t.Kind() == reflect.Pointer {
		p := reflect.New(t.Elem())
		return p.Interface(), r.decode(b, p.Interface())
	}
	p := reflect.New(t)
	if err := r.decode(b, p.Interface()); err != nil {
		return nil, err
	}
	return p.Elem().Interface(), nil
}
