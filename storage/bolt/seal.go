package bolt

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage/record"
)

// sealEvery is the least time from one seal to the next.
const sealEvery = time.Minute

// Seal implements storage.Tx.
func (t *tx) Seal(now time.Time) (int, error) {
	now = domain.Instant(now)
	last, err := t.at(meta, []byte(metaSealSeq))
	if err != nil {
		return 0, err
	}
	s := record.Seal{At: now}
	if last != nil {
		b, err := t.at(seals, last)
		if err != nil {
			return 0, err
		}
		before, err := t.s.reg.DecodeSeal(b)
		if err != nil {
			return 0, err
		}
		if now.Sub(before.At) < sealEvery {
			return 0, nil
		}
		s.Prev = record.HashOf(b)
	}
	var keys [][]byte
	err = t.walk(unsealed, nil, nil, func(k, _ []byte) (bool, error) {
		keys = append(keys, append([]byte{}, k...))
		return true, nil
	})
	if err != nil || len(keys) == 0 {
		return 0, err
	}
	for _, k := range keys {
		b, _, err := t.state(k)
		if err != nil {
			return 0, err
		}
		head, err := record.ReadHead(b)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", toRef(k), err)
		}
		s.Heads = append(s.Heads, record.SealHead{Ref: toRef(k), Seq: head.Seq, Chain: head.Chain})
		if err := t.remove(unsealed, k); err != nil {
			return 0, err
		}
	}
	b, _, err := t.s.reg.EncodeSeal(s)
	if err != nil {
		return 0, err
	}
	seq, err := t.count(metaSealSeq)
	if err != nil {
		return 0, err
	}
	return len(s.Heads), t.put(seals, number(seq), b)
}
