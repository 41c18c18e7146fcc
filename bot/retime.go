package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// rulesBlob keeps which state of the zones' rules the dues in the store were derived by.
const rulesBlob = "zones/rules"

// Retime looks once more at everything that is open where the zones' rules are others than
// when the process last ran (K28): a due that moved is recorded with its reason and told. It
// goes gently, as what is due does, and begins again from the start if it did not come to its
// end. It answers how many things were looked at.
func (d *Desk) Retime(ctx context.Context) (int, error) {
	if d.rooms.Rules == nil || d.rooms.Open == nil {
		return 0, nil
	}
	var rules, before string
	var refs []domain.Ref
	err := d.store.View(ctx, func(tx storage.Tx) error {
		rules = d.rooms.Rules(tx)
		was, err := tx.Blob(rulesBlob)
		if err != nil && !errors.Is(err, domain.ErrNotFound) {
			return err
		}
		before = string(was)
		if otherRules(before, rules) {
			refs, err = d.rooms.Open(tx)
		} else {
			err = nil
		}
		return err
	})
	if err != nil || rules == before {
		return 0, err
	}
	for at := 0; at < len(refs); at += dueWhileWaiting {
		if err := d.retime(ctx, refs[at:min(at+dueWhileWaiting, len(refs))]); err != nil {
			return at, fmt.Errorf("derive dues anew: %w", err)
		}
	}
	if len(refs) > 0 {
		d.log.Warn().Int("things", len(refs)).Str("before", before).Str("now", rules).Msg("the time zones' rules changed: every due was derived anew")
	}
	return len(refs), d.store.Update(ctx, storage.Background, func(tx storage.Tx) error { return tx.PutBlob(rulesBlob, []byte(rules)) })
}

// otherRules reports whether one of the words for the rules is another; words that came are new
// folders, under which nothing runs yet.
func otherRules(before, now string) bool {
	words := strings.Fields(now)
	for _, w := range strings.Fields(before) {
		if !slices.Contains(words, w) {
			return true
		}
	}
	return false
}

func (d *Desk) retime(ctx context.Context, refs []domain.Ref) error {
	luck, err := d.chances()
	if err != nil {
		return err
	}
	now := d.Now()
	var last decided
	err = d.store.Update(ctx, storage.Background, func(tx storage.Tx) error {
		last = decided{}
		for _, ref := range refs {
			t, err := tx.Load(ref)
			if err != nil {
				return err
			}
			c := t.OnDue()
			if c == nil {
				continue
			}
			cause := "retime/" + ref.String() + "/" + strconv.FormatUint(t.Version(), 10)
			done, _, err := d.decide(tx, c, domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByClock}, Cause: cause, Seed: luck.seed(cause)})
			if _, refused := domain.AsRefusal(err); err != nil && !refused {
				return err
			}
			last.add(done)
		}
		return nil
	})
	if err == nil {
		d.tell(last)
	}
	return err
}
