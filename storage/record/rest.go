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
func EncodeWord(w domain.Word) ([]byte, error) {
	return encode([]byte{version}, wordDisk{w.Salt, w.Text})
}

// Forgotten is the record that stands in a word's place when it was forgotten.
func Forgotten() []byte {
	b, err := encode([]byte{version}, wordDisk{})
	if err != nil {
		panic(err) // an empty struct of this package always encodes
	}
	return b
}

// DecodeWord reads a word's text, "" where it was forgotten.
func DecodeWord(b []byte) (string, error) {
	var w wordDisk
	err := decodeWhole("word", b, &w)
	return w.Text, err
}

// EncodeRow writes a row of the outbox.
func EncodeRow(r storage.Row) ([]byte, error) { return encode([]byte{version}, r) }

// DecodeRow reads a row of the outbox.
func DecodeRow(b []byte) (r storage.Row, err error) {
	err = decodeWhole("row", b, &r)
	return r, err
}

// EncodeEnvelope writes what came in.
func EncodeEnvelope(e storage.Envelope) ([]byte, error) { return encode([]byte{version}, e) }

// DecodeEnvelope reads what came in.
func DecodeEnvelope(b []byte) (e storage.Envelope, err error) {
	err = decodeWhole("envelope", b, &e)
	return e, err
}

func decodeWhole(what string, b []byte, into any) error {
	if len(b) < 1 || b[0] != version {
		return fmt.Errorf("not a %s record of version %d", what, version)
	}
	if err := decode(b[1:], into); err != nil {
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
	return encode([]byte{version}, c)
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
	c, err := decodeAs(b[1:], t)
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
func EncodeSeal(s Seal) ([]byte, Hash, error) {
	b, err := encode([]byte{version}, s)
	return b, HashOf(b), err
}

// DecodeSeal reads a seal.
func DecodeSeal(b []byte) (s Seal, err error) {
	err = decodeWhole("seal", b, &s)
	return s, err
}
