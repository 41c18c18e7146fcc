package bolt

import (
	"math"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage/record"
)

func (t *tx) setDue(ref domain.Ref, due time.Time) {
	if t.due == nil {
		t.due = map[domain.Ref]int64{}
	}
	t.due[ref] = noDue
	if !due.IsZero() {
		t.due[ref] = due.UnixMilli()
	}
}

// Due implements storage.Tx.
func (t *tx) Due(now time.Time, n int) ([]domain.Ref, error) {
	items, err := t.dueItems(now.UnixMilli(), n)
	if err != nil {
		return nil, err
	}
	refs := make([]domain.Ref, len(items))
	for i, it := range items {
		refs[i] = it.ref
	}
	return refs, nil
}

// NextDue implements storage.Tx.
func (t *tx) NextDue() (time.Time, error) {
	items, err := t.dueItems(math.MaxInt64, 1)
	if err != nil || len(items) == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(items[0].at).UTC(), nil
}

// dueItems is what the last commit, the flush on its way, the units before this one in its own
// flush, and this unit itself say, the later over the earlier.
func (t *tx) dueItems(limit int64, n int) ([]dueItem, error) {
	if t.ended {
		return nil, errEnded
	}
	h := t.s.due
	h.mu.RLock()
	defer h.mu.RUnlock()
	if t.readOnly && h.id != t.f.btx.ID() {
		return t.scanDue(limit, n)
	}
	layers := []map[domain.Ref]int64{t.due, t.f.due}
	if t.f.before != nil {
		layers = append(layers, t.f.before.due)
	}
	covered := func(r domain.Ref, by []map[domain.Ref]int64) bool {
		for _, l := range by {
			if _, ok := l[r]; ok {
				return true
			}
		}
		return false
	}
	items := h.first(limit, n, func(r domain.Ref) bool { return covered(r, layers) })
	for i, l := range layers {
		for ref, at := range l {
			if at != noDue && at <= limit && !covered(ref, layers[:i]) {
				items = append(items, dueItem{at, ref})
			}
		}
	}
	return least(items, n), nil
}

// scanDue answers for a view that is older than the heap, because a commit came between.
func (t *tx) scanDue(limit int64, n int) ([]dueItem, error) {
	var items []dueItem
	err := t.walk(hot, nil, nil, func(k, v []byte) (bool, error) {
		if at, ok := record.DueMilli(v); ok && at <= limit {
			items = append(items, dueItem{at, toRef(k)})
		}
		return true, nil
	})
	return least(items, n), err
}

func least(items []dueItem, n int) []dueItem {
	slices.SortFunc(items, dueItem.compare)
	if n > 0 && len(items) > n {
		items = items[:n]
	}
	return items
}
