package bot

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// TestBeginAgain: what is begun while an earlier attempt may have arrived says so. A post is
// doubted; of an edit nobody knows what its message shows now, so that going back to what was
// shown before is a real change.
func TestBeginAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  domain.EffectKind
		state storage.RowState
		doubt bool
		shown string
	}{
		{"a first post", domain.Post, storage.Waiting, false, "a"},
		{"a post again", domain.Post, storage.Sending, true, "a"},
		{"an answer again", domain.Ephemeral, storage.Sending, true, "a"},
		{"a first edit", domain.Edit, storage.Waiting, false, "a"},
		{"an edit again", domain.Edit, storage.Sending, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(storage.Row{State: c.state, Effect: domain.Effect{Kind: c.kind}, Shown: "a", Attempt: 1}, 7, time.Time{})
			if r.Doubt != c.doubt || r.Shown != c.shown || r.State != storage.Sending || r.Attempt != 2 || r.Epoch != 7 {
				t.Errorf("it is begun as %+v", r)
			}
		})
	}
}
