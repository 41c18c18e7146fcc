package bolt

import (
	"fmt"
	"math"
	"time"

	"github.com/deskhand/deskhand/storage"
)

// Request keys and envelope keys are two name spaces: an envelope that was received was not
// yet decided.
func onceKey(sort byte, key string) []byte { return append([]byte{sort}, key...) }

// sortable writes an instant so that bytes sort as instants do.
func sortable(t time.Time) []byte { return number(uint64(t.UnixMilli()) ^ 1<<63) }

// note keeps a key until an instant.
func (t *tx) note(key []byte, until time.Time, rest []byte) error {
	at := sortable(until)
	if err := t.put(expiry, append(append([]byte{}, at...), key...), one); err != nil {
		return err
	}
	return t.put(once, key, append(at, rest...))
}

// Once implements storage.Tx.
func (t *tx) Once(key string, until time.Time) (bool, error) {
	k := onceKey('o', key)
	held, err := t.at(once, k)
	if err != nil || held != nil {
		return false, err
	}
	return true, t.note(k, until, nil)
}

// Expire implements storage.Tx.
func (t *tx) Expire(now time.Time, n int) (int, error) {
	var gone [][]byte
	limit := string(sortable(now))
	err := t.walk(expiry, nil, nil, func(k, _ []byte) (bool, error) {
		if string(k[:8]) >= limit {
			return false, nil
		}
		gone = append(gone, append([]byte{}, k...))
		return len(gone) != n, nil
	})
	if err != nil {
		return 0, err
	}
	for _, k := range gone {
		if err := t.remove(expiry, k); err != nil {
			return 0, err
		}
		if err := t.remove(once, k[8:]); err != nil {
			return 0, err
		}
	}
	return len(gone), nil
}

// Receive implements storage.Tx.
func (t *tx) Receive(e storage.Envelope, until time.Time) (uint64, bool, error) {
	k := onceKey('e', e.Key)
	held, err := t.at(once, k)
	if err != nil {
		return 0, false, err
	}
	if held != nil {
		seq := toNumber(held[8:])
		waits, err := t.at(inbox, number(seq))
		if err != nil || waits == nil {
			return 0, false, err
		}
		return seq, false, nil
	}
	if e.Platform == storage.Desk && !t.s.reg.KnowsCommand(e.Kind) {
		return 0, false, fmt.Errorf("command %q: %w", e.Kind, storage.ErrUnknownKind)
	}
	if e.Seq, err = t.count(metaInboxSeq); err != nil {
		return 0, false, err
	}
	b, err := t.s.reg.EncodeEnvelope(e)
	if err != nil {
		return 0, false, fmt.Errorf("encode envelope %s: %w", e.Key, err)
	}
	if err := t.put(inbox, number(e.Seq), b); err != nil {
		return 0, false, err
	}
	return e.Seq, true, t.note(k, until, number(e.Seq))
}

// Inbox implements storage.Tx.
func (t *tx) Inbox(after uint64, n int) ([]storage.Envelope, error) {
	var list []storage.Envelope
	if after == math.MaxUint64 {
		return nil, nil
	}
	err := t.walk(inbox, nil, number(after+1), func(_, v []byte) (bool, error) {
		e, err := t.s.reg.DecodeEnvelope(v)
		list = append(list, e)
		return len(list) != n, err
	})
	return list, err
}

// Done implements storage.Tx. What was already taken off stays off.
func (t *tx) Done(seq uint64) error { return t.remove(inbox, number(seq)) }
