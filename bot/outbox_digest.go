package bot

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// digestKind names a digest as something drawn live: its id is the key of its row.
const digestKind domain.Kind = "digest"

// digestLines is how many of its members a digest names after the nearest.
const digestLines = 4

// digestRow is the row that says what its members were to say, before any was merged into it.
// Its deed, and so its key, is that of the first of them.
func digestRow(members []storage.Row) storage.Row {
	h := sha256.New()
	for _, m := range members {
		h.Write([]byte(m.Key))
	}
	first := members[0]
	r := storage.Row{Recorded: first.Recorded, Cause: first.Cause, State: storage.Waiting}
	r.Effect = domain.Effect{
		Kind: domain.Post, Deed: "digest/" + hex.EncodeToString(h.Sum(nil)), Place: first.Effect.Place, Audience: first.Effect.Audience,
		Lane: first.Effect.Lane, Merge: first.Effect.Merge, NotOlder: dueOf(first), Late: first.Effect.Late,
	}
	r.Key = storage.EffectKey(r.Effect)
	r.Effect.Live = domain.Ref{Kind: digestKind, ID: r.Key}
	r.Effect.Binds = domain.Place{Kind: digestPlace, ID: r.Key, Audience: first.Effect.Audience}
	return r
}

// strike is the edit by which a cancelled member is struck from the digest that says it.
func strike(member storage.Row) domain.Effect {
	return domain.Effect{
		Kind: domain.Edit, Deed: "strike/" + member.Key, Place: domain.Place{Kind: digestPlace, ID: member.Into, Audience: member.Effect.Audience},
		Audience: member.Effect.Audience, Lane: domain.LaneEdit, Live: domain.Ref{Kind: digestKind, ID: member.Into},
	}
}

// nearer is the order of what a digest names.
func nearer(a, b storage.Row) int {
	return cmp.Or(cmp.Compare(a.Effect.Rank, b.Effect.Rank), dueOf(a).Compare(dueOf(b)), cmp.Compare(a.Seq, b.Seq))
}

// A tally is how a digest's members stand. Of many only the nearest are looked at; the others
// stand until they are taken back, which struck tells.
type tally struct {
	standing, struck []storage.Row // looked at, the nearest first
	more             int           // that stand and were not looked at
	gone             int           // that do not, looked at or not
}

// tallyOf looks at the members in front, and behind them only as far as it takes to name enough
// that stand.
func tallyOf(tx storage.Tx, row storage.Row, now time.Time) (t tally, err error) {
	taken := map[string]bool{}
	for _, key := range row.Struck {
		taken[key] = true
	}
	for i, key := range row.Members {
		if i >= digestStep && len(t.standing) > digestLines {
			t.more = len(row.Members) - i - len(taken)
			t.gone += len(taken)
			break
		}
		m, err := tx.Row(key)
		if errors.Is(err, domain.ErrNotFound) {
			continue
		}
		if err != nil {
			return t, err
		}
		still, err := holds(tx, m.Effect, now)
		if err != nil {
			return t, err
		}
		if still && m.Why != whyVoid && !taken[key] {
			t.standing = append(t.standing, m)
		} else {
			t.struck = append(t.struck, m)
		}
		delete(taken, key)
	}
	t.gone += len(t.struck)
	slices.SortStableFunc(t.standing, nearer)
	slices.SortStableFunc(t.struck, nearer)
	return t, nil
}

// digestOf is what a row says that is a digest, or changes one.
func digestOf(tx storage.Tx, r storage.Row, now time.Time) (domain.Doc, error) {
	if digest := r.Effect.Live.ID; r.Key != digest {
		var err error
		if r, err = tx.Row(digest); err != nil {
			return domain.Doc{}, fmt.Errorf("digest %s: %w", digest, err)
		}
	}
	t, err := tallyOf(tx, r, now)
	return digestDoc(r.Effect, t), err
}

// noteStruck notes in a digest of which not all members are looked at that one was taken back.
func noteStruck(tx storage.Tx, member storage.Row) error {
	row, err := tx.Row(member.Into)
	if err != nil || len(row.Members) <= digestStep || slices.Contains(row.Struck, member.Key) {
		return err
	}
	row.Struck = append(row.Struck, member.Key)
	return tx.PutRow(row)
}

// digestDoc is what a digest says: how many things need attention, the nearest by name, some
// more, and of those that no longer do the nearest.
func digestDoc(e domain.Effect, t tally) domain.Doc {
	what := domain.Named(e.Merge)
	if e.Place.Kind == domain.TeamChannel {
		what = domain.OfTeam(e.Place.ID)
	}
	if len(t.standing) == 0 {
		return domain.Doc{Tone: domain.Plain, Head: domain.Say("digest.done", what, domain.Count(t.gone))}
	}
	count := len(t.standing) + t.more
	nearest := t.standing[0].Effect.Doc
	doc := domain.Doc{Tone: nearest.Tone, Head: domain.Say("digest.head", what, domain.Count(count), domain.Listed(nearest.Head))}
	for _, m := range t.standing[1:min(len(t.standing), 1+digestLines)] {
		doc.Lines = append(doc.Lines, domain.Say("digest.line", domain.Listed(m.Effect.Doc.Head)))
	}
	if rest := count - 1 - digestLines; rest > 0 {
		doc.Lines = append(doc.Lines, domain.Say("digest.more", domain.Count(rest)))
	}
	for _, m := range t.struck[:min(len(t.struck), digestLines)] {
		doc.Lines = append(doc.Lines, domain.Say("digest.struck", domain.Listed(m.Effect.Doc.Head)))
	}
	return doc
}
