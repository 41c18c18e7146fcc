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

// claimDigest makes one digest of the members that wait, in the transaction that begins to say
// it: their row is begun, they are merged. Nothing is made where so few of them still hold that
// they are said one by one; those that do not hold are cancelled either way.
func (d *Desk) claimDigest(tx storage.Tx, l lead, now time.Time) (c claim, made bool, err error) {
	c = claim{lead: l, do: doDrop}
	first, err := tx.Row(l.key)
	if err != nil {
		return c, false, err
	}
	rt, err := d.route(tx, first.Effect)
	if err != nil || rt.state != here || rt.channel != l.channel {
		return c, false, err // the single row's own case
	}
	var members []storage.Row
	for _, key := range l.members {
		r, err := tx.Row(key)
		if err != nil {
			return c, false, err
		}
		if r.State != storage.Waiting {
			if !r.State.Open() {
				c.gone = append(c.gone, key)
			}
			continue
		}
		still, err := holds(tx, r.Effect, now)
		if err != nil {
			return c, false, err
		}
		switch v := judge(situation{row: r, now: now, route: rt.state, holds: still}); {
		case v.do == doSend:
			members = append(members, r)
		case v.do == doCancel:
			if err := tx.PutRow(closed(r, storage.Cancelled, v.why, now)); err != nil {
				return c, false, err
			}
			c.gone = append(c.gone, key)
		}
	}
	if len(members) <= DigestOver {
		return c, false, nil
	}
	c.row = begin(digestRow(members, now), tx.Epoch(), now)
	for _, m := range members {
		m.Into = c.row.Key
		if err := tx.PutRow(closed(m, storage.Merged, "", now)); err != nil {
			return c, false, err
		}
		c.gone = append(c.gone, m.Key)
	}
	if err := tx.PutRow(c.row); err != nil {
		return c, false, err
	}
	if c.row, err = tx.Row(c.row.Key); err != nil { // with its place in the order
		return c, false, err
	}
	drawn, edition, err := d.draw(tx, c.row, now)
	if err != nil {
		return c, false, err
	}
	c.row.Shown = edition
	if err := tx.PutRow(c.row); err != nil {
		return c, false, err
	}
	c.do, c.platform = doSend, d.platforms[rt.platform]
	c.delivery = deliver(c.row, rt, drawn, edition, now)
	return c, true, nil
}

// digestRow is the row that says what its members were to say. Its deed, and so its key, is
// theirs.
func digestRow(members []storage.Row, now time.Time) storage.Row {
	h := sha256.New()
	first := members[0]
	r := storage.Row{Recorded: first.Recorded, Cause: first.Cause, State: storage.Waiting}
	var mention []domain.Handle
	oldest := dueOf(first)
	for _, m := range members {
		h.Write([]byte(m.Key))
		r.Members = append(r.Members, m.Key)
		oldest = earliest(oldest, dueOf(m))
		for _, who := range m.Effect.Mention {
			if !slices.Contains(mention, who) && len(mention) < 20 {
				mention = append(mention, who)
			}
		}
	}
	r.Effect = domain.Effect{
		Kind: domain.Post, Deed: "digest/" + hex.EncodeToString(h.Sum(nil)), Place: first.Effect.Place, Audience: first.Effect.Audience,
		Lane: first.Effect.Lane, Merge: first.Effect.Merge, Mention: mention, NotOlder: oldest, Late: first.Effect.Late,
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

// digestOf draws a digest from its frozen members as they stand now.
func (d *Desk) digestOf(tx storage.Tx, key string, now time.Time) (domain.Doc, error) {
	row, err := tx.Row(key)
	if err != nil {
		return domain.Doc{}, fmt.Errorf("digest %s: %w", key, err)
	}
	var standing, struck []storage.Row
	for _, k := range row.Members {
		m, err := tx.Row(k)
		if errors.Is(err, domain.ErrNotFound) {
			continue
		}
		if err != nil {
			return domain.Doc{}, err
		}
		still, err := holds(tx, m.Effect, now)
		if err != nil {
			return domain.Doc{}, err
		}
		if still && m.Why != whyVoid {
			standing = append(standing, m)
		} else {
			struck = append(struck, m)
		}
	}
	return digestDoc(row.Effect, standing, struck), nil
}

// digestDoc is what a digest says: how many things need attention, the nearest by name, some
// more, and of those that no longer do the nearest.
func digestDoc(e domain.Effect, standing, struck []storage.Row) domain.Doc {
	byRank := func(a, b storage.Row) int {
		return cmp.Or(cmp.Compare(a.Effect.Rank, b.Effect.Rank), dueOf(a).Compare(dueOf(b)), cmp.Compare(a.Seq, b.Seq))
	}
	slices.SortStableFunc(standing, byRank)
	slices.SortStableFunc(struck, byRank)
	what := domain.Named(e.Merge)
	if e.Place.Kind == domain.TeamChannel {
		what = domain.OfTeam(e.Place.ID)
	}
	if len(standing) == 0 {
		return domain.Doc{Tone: domain.Plain, Head: domain.Say("digest.done", what, domain.Count(len(struck)))}
	}
	nearest := standing[0].Effect.Doc
	doc := domain.Doc{Tone: nearest.Tone, Head: domain.Say("digest.head", what, domain.Count(len(standing)), domain.Listed(nearest.Head))}
	for _, m := range standing[1:min(len(standing), 1+digestLines)] {
		doc.Lines = append(doc.Lines, domain.Say("digest.line", domain.Listed(m.Effect.Doc.Head)))
	}
	if rest := len(standing) - 1 - digestLines; rest > 0 {
		doc.Lines = append(doc.Lines, domain.Say("digest.more", domain.Count(rest)))
	}
	for _, m := range struck[:min(len(struck), digestLines)] {
		doc.Lines = append(doc.Lines, domain.Say("digest.struck", domain.Listed(m.Effect.Doc.Head)))
	}
	return doc
}
