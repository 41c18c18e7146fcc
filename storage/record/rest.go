package record

import (
	"fmt"
	"reflect"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// wordDisk is a word; a forgotten one is the empty one.
type wordDisk struct {
	Salt []byte `json:"s,omitempty"`
	Text string `json:"t,omitempty"`
}

// EncodeWord writes a word's record.
func (reg *Registry) EncodeWord(w domain.Word) ([]byte, error) {
	return reg.encode([]byte{version}, &wordDisk{w.Salt, w.Text})
}

// Forgotten is the record that stands in a word's place when it was forgotten.
func (reg *Registry) Forgotten() []byte {
	b, err := reg.encode([]byte{version}, &wordDisk{})
	if err != nil {
		panic(err) // a type of this package is always registered
	}
	return b
}

// DecodeWord reads a word's text, "" where it was forgotten.
func (reg *Registry) DecodeWord(b []byte) (string, error) {
	var w wordDisk
	err := reg.decodeWhole("word", b, &w)
	return w.Text, err
}

// EncodeRow writes a row of the outbox.
func (reg *Registry) EncodeRow(r storage.Row) ([]byte, error) { return reg.encode([]byte{version}, &r) }

// DecodeRow reads a row of the outbox.
func (reg *Registry) DecodeRow(b []byte) (r storage.Row, err error) {
	err = reg.decodeWhole("row", b, &r)
	return r, err
}

// EncodeEnvelope writes what came in.
func (reg *Registry) EncodeEnvelope(e storage.Envelope) ([]byte, error) {
	return reg.encode([]byte{version}, &e)
}

// DecodeEnvelope reads what came in.
func (reg *Registry) DecodeEnvelope(b []byte) (e storage.Envelope, err error) {
	err = reg.decodeWhole("envelope", b, &e)
	return e, err
}

func (reg *Registry) decodeWhole(what string, b []byte, into any) error {
	if len(b) < 1 || b[0] != version {
		return fmt.Errorf("not a %s record of version %d", what, version)
	}
	if err := reg.decode(b[1:], into); err != nil {
		return fmt.Errorf("%s record: %w", what, err)
	}
	return nil
}

// EncodeCommand writes a command down, to be decided later: the Raw of an envelope whose Kind
// is the command's kind.
func (r *Registry) EncodeCommand(c domain.Recordable) ([]byte, error) {
	if t := r.commands[c.CommandKind()]; t == nil {
		return nil, fmt.Errorf("command %q: %w", c.CommandKind(), storage.ErrUnknownKind)
	} else if got := reflect.TypeOf(c); got != t {
		return nil, fmt.Errorf("command kind %q is a %s, not a %s", c.CommandKind(), t, got)
	}
	return r.encode([]byte{version}, c)
}

// DecodeCommand reads a command that was written down.
func (r *Registry) DecodeCommand(kind string, b []byte) (domain.Recordable, error) {
	t := r.commands[kind]
	if t == nil {
		return nil, fmt.Errorf("command %q: %w", kind, storage.ErrUnknownKind)
	}
	if len(b) < 1 || b[0] != version {
		return nil, fmt.Errorf("not a command record of version %d", version)
	}
	c, err := r.decodeAs(b[1:], t)
	if err != nil {
		return nil, fmt.Errorf("command record %q: %w", kind, err)
	}
	return c.(domain.Recordable), nil
}

// A Seal chains the heads of the things that changed since the seal before it.
type Seal struct {
	At    time.Time  `json:"at"`
	Prev  Hash       `json:"prev"` // the hash of the seal's record before this one; zero for the first
	Heads []SealHead `json:"heads"`
}

// A SealHead says how far a thing's chain had come.
type SealHead struct {
	Ref   domain.Ref `json:"ref"`
	Seq   uint64     `json:"seq"`
	Chain Hash       `json:"chain"`
}

// EncodeSeal writes a seal and answers the hash that the next one must name.
func (reg *Registry) EncodeSeal(s Seal) ([]byte, Hash, error) {
	b, err := reg.encode([]byte{version}, &s)
	return b, HashOf(b), err
}

// DecodeSeal reads a seal.
func (reg *Registry) DecodeSeal(b []byte) (s Seal, err error) {
	err = reg.decodeWhole("seal", b, &s)
	return s, err
}
