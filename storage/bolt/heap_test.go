package bolt

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deskhand/deskhand/domain"
)

// TestHeap plays random moves against a plain map.
func TestHeap(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		h := &dueHeap{spots: map[domain.Ref]*dueSpot{}}
		model := map[domain.Ref]int64{}
		for step := range 2000 {
			ref := domain.Ref{Kind: "box", ID: fmt.Sprint(r.IntN(120))}
			at := int64(r.IntN(40)) // many ties
			if r.IntN(4) == 0 {
				at = noDue
				delete(model, ref)
			} else {
				model[ref] = at
			}
			h.set(ref, at)
			if step%50 != 0 {
				continue
			}
			limit, n, odd := int64(r.IntN(45)), r.IntN(20), r.IntN(2) == 0
			skip := func(ref domain.Ref) bool { return odd && len(ref.ID) == 1 }
			var want []dueItem
			for ref, at := range model {
				if at <= limit && !skip(ref) {
					want = append(want, dueItem{at, ref})
				}
			}
			want = least(want, n)
			if got := h.first(limit, n, skip); !slices.Equal(got, want) {
				t.Fatalf("seed %d step %d: the first %d not after %d:\n got %v\nwant %v", seed, step, n, limit, got, want)
			}
		}
		if got := h.first(math.MaxInt64, 0, func(domain.Ref) bool { return false }); len(got) != len(model) || len(h.spots) != len(model) {
			t.Errorf("seed %d: %d of %d", seed, len(got), len(model))
		}
	}
}
