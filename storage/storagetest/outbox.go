package storagetest

import (
	"errors"
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// said appends effects and compares which rows are new or were woken.
func (b *bench) said(want string, effects ...domain.Effect) {
	b.Helper()
	b.must(func(tx storage.Tx) error {
		rows, err := tx.Append("cause", noon.Add(1500), domain.Only(effects...))
		got := []string{}
		for _, r := range rows {
			got = append(got, fmt.Sprint(r.Seq, r.Effect.Deed))
			held, err := tx.Row(r.Key)
			if err != nil {
				return err
			}
			held.Effect.Doc, r.Effect.Doc = nil, nil // pointers differ
			b.same("the row as answered", r, held)
		}
		b.same("rows to be sent", got, raw(want))
		return err
	})
}

// row reads a row.
func (b *bench) row(key string) (r storage.Row) {
	b.Helper()
	b.see(func(tx storage.Tx) (err error) { r, err = tx.Row(key); return err })
	return r
}

// set reads a row, changes it and writes it back.
func (b *bench) set(key string, change func(*storage.Row)) {
	b.Helper()
	b.must(func(tx storage.Tx) error {
		r, err := tx.Row(key)
		if err != nil {
			return err
		}
		change(&r)
		return tx.PutRow(r)
	})
}

func (b *bench) opens(want string) {
	b.Helper()
	b.both(func(tx storage.Tx) error {
		rows, err := tx.OpenRows(0, 0)
		got := []string{}
		for _, r := range rows {
			got = append(got, fmt.Sprint(r.Seq, r.Effect.Deed, ":", r.State))
		}
		b.same("open rows", got, raw(want))
		return err
	})
}

func to(s storage.RowState) func(*storage.Row) { return func(r *storage.Row) { r.State = s } }

var outgoing = []promise{
	{"an effect is a waiting row, in the order of recording", func(b *bench) {
		b.said("[1a 2b]", post("a"), post("b"))
		b.said("[3c]", post("c"))
		b.opens("[1a:waiting 2b:waiting 3c:waiting]")
		r := b.row(storage.RowKey("b"))
		if r.Cause != "cause" || r.Recorded != noon || r.Attempt != 0 || r.Effect.Place != post("b").Place {
			b.Errorf("row %+v", r)
		}
		b.both(func(tx storage.Tx) error {
			rows, err := tx.OpenRows(1, 1)
			if len(rows) != 1 || rows[0].Seq != 2 {
				b.Errorf("OpenRows after 1, one: %+v", rows)
			}
			if _, err := tx.Row(storage.RowKey("zzz")); !errors.Is(err, domain.ErrNotFound) {
				b.Errorf("a row of no deed: %v", err)
			}
			return err
		})
		b.again()
		b.opens("[1a:waiting 2b:waiting 3c:waiting]")
		b.said("[4d]", post("d"))
	}},
	{"a deed is recorded once, whatever became of it", func(b *bench) {
		b.said("[1a 2b]", post("a"), post("b"), post("a"))
		b.said("[]", post("a"))
		for _, s := range []storage.RowState{storage.Sending, storage.Sent, storage.Cancelled, storage.Merged, storage.Dead} {
			b.set(storage.RowKey("a"), to(s))
			b.said("[]", post("a"))
			if got := b.row(storage.RowKey("a")); got.State != s {
				b.Errorf("the row that was %s is %s", s, got.State)
			}
		}
		b.again()
		b.said("[]", post("a"))
		b.opens("[2b:waiting]")
	}},
	{"a row moves between open and settled by its state", func(b *bench) {
		b.said("[1a 2b]", post("a"), post("b"))
		b.set(storage.RowKey("a"), func(r *storage.Row) {
			r.State, r.Attempt, r.Epoch, r.Began = storage.Sending, 1, 7, at(1)
		})
		b.opens("[1a:sending 2b:waiting]")
		b.set(storage.RowKey("a"), func(r *storage.Row) {
			r.State, r.Settled, r.Spot = storage.Sent, at(2), domain.Spot{Channel: "C", Message: "9"}
		})
		b.opens("[2b:waiting]")
		b.again()
		if r := b.row(storage.RowKey("a")); r.State != storage.Sent || r.Attempt != 1 || r.Epoch != 7 || r.Began != at(1) || r.Settled != at(2) || r.Spot.Message != "9" {
			b.Errorf("row %+v", r)
		}
		b.set(storage.RowKey("a"), to(storage.Waiting))
		b.opens("[1a:waiting 2b:waiting]")
	}},
	{"a row written back must be the one that stands there; a new one takes the next place", func(b *bench) {
		b.said("[1a]", post("a"))
		digest := storage.Row{Key: storage.RowKey("digest"), Effect: post("digest"), State: storage.Waiting, Recorded: noon, Members: []string{storage.RowKey("a")}}
		b.must(func(tx storage.Tx) error { return tx.PutRow(digest) })
		if got := b.row(digest.Key); got.Seq != 2 || len(got.Members) != 1 {
			b.Errorf("the digest is %+v", got)
		}
		b.opens("[1a:waiting 2digest:waiting]")
		for name, r := range map[string]storage.Row{
			"another place":      {Key: storage.RowKey("a"), Seq: 5, State: storage.Waiting},
			"a row never given":  {Key: storage.RowKey("b"), Seq: 1, State: storage.Waiting},
			"a key that is none": {Key: "a", State: storage.Waiting},
		} {
			if err := b.s.Update(b.Context(), storage.People, func(tx storage.Tx) error { return tx.PutRow(r) }); err == nil {
				b.Errorf("%s: taken", name)
			}
		}
		b.opens("[1a:waiting 2digest:waiting]")
	}},
	{"a deed that is void is cancelled if it was not begun", func(b *bench) {
		b.said("[1a 2b 3c]", post("a"), post("b"), post("c"))
		b.set(storage.RowKey("b"), to(storage.Sending))
		b.set(storage.RowKey("c"), to(storage.Sent))
		b.do(change("1", BoxMade{}, voiding("a", "b", "c", "never")))
		for deed, want := range map[string]storage.RowState{"a": storage.Cancelled, "b": storage.Sending, "c": storage.Sent} {
			r := b.row(storage.RowKey(deed))
			if r.State != want {
				b.Errorf("%s is %s, not %s", deed, r.State, want)
			}
			if why := map[bool]string{true: "void"}[deed == "a"]; r.Why != why {
				b.Errorf("%s: why is %q, not %q", deed, r.Why, why)
			}
			if deed == "a" && r.Settled != noon {
				b.Errorf("settled at %s", r.Settled)
			}
		}
		b.opens("[2b:sending]")
		b.said("[]", post("a")) // it stays void
	}},
	{"what a step takes back it takes back from itself too", func(b *bench) {
		rows := b.do(change("1", BoxMade{}, saying(post("a"), post("b")), voiding("a")))
		if len(rows) != 1 || rows[0].Effect.Deed != "b" {
			b.Errorf("rows to be sent: %+v", rows)
		}
		b.opens("[2b:waiting]")
	}},
	{"edits of a place are one row: a waiting one is raised", func(b *bench) {
		b.said("[1e1]", edit("e1", "1", 3))
		b.said("[]", edit("e2", "1", 5))
		b.said("[]", edit("e3", "1", 4))
		b.said("[]", edit("e3", "1", 4)) // decided again
		b.said("[2f1]", edit("f1", "2", 1))
		key := storage.EffectKey(edit("", "1", 0))
		if r := b.row(key); r.Effect.Version != 5 || r.Effect.Deed != "e3" || r.Seq != 1 || r.Again {
			b.Errorf("row %+v", r)
		}
		b.opens("[1e3:waiting 2f1:waiting]")
	}},
	{"an edit asked for while one is under way is asked for again", func(b *bench) {
		b.said("[1e1]", edit("e1", "1", 3))
		key := storage.EffectKey(edit("", "1", 0))
		b.set(key, func(r *storage.Row) { r.State, r.Attempt, r.Began = storage.Sending, 1, at(1) })
		b.said("[]", edit("e1", "1", 3)) // decided again: nothing new
		if r := b.row(key); r.Again {
			b.Errorf("row %+v", r)
		}
		b.said("[]", edit("e2", "1", 4))
		if r := b.row(key); !r.Again || r.State != storage.Sending || r.Effect.Version != 4 || r.Attempt != 1 || r.Began != at(1) {
			b.Errorf("row %+v", r)
		}
		b.opens("[1e2:sending]")
	}},
	{"an edit of a settled row wakes it, at a new place in the order", func(b *bench) {
		key := storage.EffectKey(edit("", "1", 0))
		seq := 1
		b.said("[1e0]", edit("e0", "1", 3))
		for i, s := range []storage.RowState{storage.Sent, storage.Cancelled, storage.Dead} {
			spot := domain.Spot{Channel: "C", Message: "9"}
			b.set(key, func(r *storage.Row) {
				r.State, r.Attempt, r.Settled, r.Spot, r.Shown, r.Why, r.Doubt = s, 4, at(1), spot, "hash", "code", true
			})
			b.opens("[]")
			b.said("[]", edit(fmt.Sprint("e", i), "1", 3)) // decided again
			b.opens("[]")
			seq++
			deed := fmt.Sprint("e", i+1)
			b.said(fmt.Sprintf("[%d%s]", seq, deed), edit(deed, "1", 3))
			r := b.row(key)
			if r.Attempt != 0 || r.Why != "" || r.Doubt || !r.Settled.IsZero() || r.Spot != spot || r.Shown != "hash" || r.Cause != "cause" {
				b.Errorf("woken from %s: %+v", s, r)
			}
			b.opens(fmt.Sprintf("[%d%s:waiting]", seq, deed))
			b.again()
			b.opens(fmt.Sprintf("[%d%s:waiting]", seq, deed))
		}
	}},
	{"an effect comes back as it was written", func(b *bench) {
		e := domain.Effect{
			Kind: domain.Post, Deed: "full", Place: domain.Place{
				Kind: domain.ReplyPlace, Audience: domain.Customers,
				To: domain.Handle{Platform: "slack", Team: "T", User: "U"}, Spot: domain.Spot{Channel: "C", Thread: "1.2"},
			},
			Audience: domain.Customers, Lane: domain.LaneAnswer,
			Doc: &domain.Doc{
				Tone: domain.Urgent, Head: domain.Say("x.y", domain.AtTime(noon), domain.Listed(domain.Say("z", domain.Count(-3)))),
				Lines: []domain.Line{{ID: "l"}}, Buttons: []domain.Button{{Label: domain.Say("b"), Run: "case take 1", Main: true}},
			},
			Live: box("1"), Version: 3, Binds: domain.Place{Kind: domain.CaseThread, ID: "1"}, Guard: box("2"), Token: "t",
			Instead: domain.Place{Kind: domain.OperatorPlace}, Merge: "m", Rank: 2, Alone: true, Age: 1500, NotOlder: at(3),
			Mention: []domain.Handle{{Platform: "slack", Team: "T", User: "V"}}, Late: true,
		}
		b.said("[1full]", e)
		b.again()
		got := b.row(storage.RowKey("full"))
		b.same("the document", *got.Effect.Doc, *e.Doc)
		got.Effect.Doc = e.Doc
		b.same("the effect", got.Effect, e)
	}},
}
