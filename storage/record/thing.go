package record

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// A Head is what stands at fixed places at the start of a thing's record, so that a store can
// go through all of them without decoding any.
type Head struct {
	Seq   uint64    // the thing's version
	Due   time.Time // zero for never
	Chain Hash      // the hash of its last event's record
}

// A state record is: version, seq (8 bytes, big-endian), due (8 bytes, Unix milliseconds, the
// smallest number for never), chain (32 bytes), the keys it stands under (a count, then each
// with its length), the thing.
const stateHead = 1 + 8 + 8 + sha256.Size

const never = math.MinInt64

// EncodeThing writes a thing's record. The keys it is found under now are part of it, so that
// they can be taken back later without asking code that may have changed since.
func (r *Registry) EncodeThing(t domain.Thing, due time.Time, chain Hash) ([]byte, error) {
	b := make([]byte, 0, 256)
	b = append(b, version)
	b = binary.BigEndian.AppendUint64(b, t.Version())
	b = binary.BigEndian.AppendUint64(b, uint64(dueMilli(due)))
	b = append(b, chain[:]...)
	keys := t.Keys()
	b = binary.AppendUvarint(b, uint64(len(keys)))
	for _, k := range keys {
		b = binary.AppendUvarint(b, uint64(len(k.Index)))
		b = append(b, k.Index...)
		b = binary.AppendUvarint(b, uint64(len(k.Value)))
		b = append(b, k.Value...)
	}
	b, err := r.encode(b, t)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", t.Ref(), err)
	}
	return b, nil
}

func dueMilli(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMilli()
}

// ReadHead reads the fixed part of a thing's record.
func ReadHead(b []byte) (Head, error) {
	if len(b) < stateHead || b[0] != version {
		return Head{}, fmt.Errorf("not a state record of version %d", version)
	}
	h := Head{Seq: binary.BigEndian.Uint64(b[1:])}
	if ms := int64(binary.BigEndian.Uint64(b[9:])); ms != never {
		h.Due = instant(ms)
	}
	copy(h.Chain[:], b[17:])
	return h, nil
}

// DueMilli reads only when a record is due, in Unix milliseconds; ok is false for never and
// for what is no record.
func DueMilli(b []byte) (ms int64, ok bool) {
	if len(b) < stateHead || b[0] != version {
		return 0, false
	}
	ms = int64(binary.BigEndian.Uint64(b[9:]))
	return ms, ms != never
}

// Keys reads the keys a record stands under.
func Keys(b []byte) ([]domain.Key, error) {
	keys, _, err := cutKeys(b)
	return keys, err
}

// State is the part of a record that a replay of the thing's events must equal byte for byte.
func State(b []byte) ([]byte, error) {
	_, rest, err := cutKeys(b)
	return rest, err
}

func cutKeys(b []byte) ([]domain.Key, []byte, error) {
	if len(b) < stateHead || b[0] != version {
		return nil, nil, fmt.Errorf("not a state record of version %d", version)
	}
	b = b[stateHead:]
	n, b, ok := cutNumber(b)
	if !ok || n > uint64(len(b)) {
		return nil, nil, fmt.Errorf("state record: keys are cut short")
	}
	var keys []domain.Key
	if n > 0 {
		keys = make([]domain.Key, n)
	}
	for i := range keys {
		var index, value string
		if index, b, ok = cutString(b); ok {
			value, b, ok = cutString(b)
		}
		if !ok {
			return nil, nil, fmt.Errorf("state record: keys are cut short")
		}
		keys[i] = domain.Key{Index: index, Value: value}
	}
	return keys, b, nil
}

func cutNumber(b []byte) (uint64, []byte, bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, b, false
	}
	return n, b[size:], true
}

func cutString(b []byte) (string, []byte, bool) {
	n, b, ok := cutNumber(b)
	if !ok || n > uint64(len(b)) {
		return "", b, false
	}
	return string(b[:n]), b[n:], true
}

// DecodeThing reads a thing.
func (r *Registry) DecodeThing(ref domain.Ref, b []byte) (domain.Thing, error) {
	t, err := r.Fresh(ref)
	if err != nil {
		return nil, err
	}
	state, err := State(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	if err := r.decode(state, t); err != nil {
		return nil, fmt.Errorf("%s: state record: %w", ref, err)
	}
	return t, nil
}

// EncodeState writes only what State reads: for comparing a thing with its replay.
func (r *Registry) EncodeState(t domain.Thing) ([]byte, error) { return r.encode(nil, t) }

// Replay folds events into the empty thing.
func Replay(r *Registry, kind domain.Kind, id string, events []domain.Recorded) (domain.Thing, error) {
	t, err := r.Fresh(domain.Ref{Kind: kind, ID: id})
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		t.Apply(e)
	}
	return t, nil
}
