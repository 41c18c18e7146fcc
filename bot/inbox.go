package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// Several deciders take turns: while the decisions of one are on their way into the file, the
// next decides what came in meanwhile, so that it is in the same flush as what it decides.
// inboxBatch is how many envelopes one decides in one unit.
const (
	deciders   = 8
	inboxBatch = 16
)

// WorkInbox works the inbox off, oldest first, and reports how many envelopes it was. What it
// cannot work off because the store fails stays where it is, and so does what was said under a
// card of which it is not known yet that it is there.
func (d *Desk) WorkInbox(ctx context.Context) (int, error) {
	total, n := 0, inboxBatch
	single := 0 // envelopes still to be decided one by one, to find the one that is at fault
	var after uint64
	for {
		if single > 0 {
			n = 1
		} else {
			n = inboxBatch
		}
		b, err := d.workEnvelopes(ctx, after, n)
		switch {
		case err == nil && b.read == after:
			return total, nil
		case err == nil:
			after = b.read
			total += len(b.envelopes)
			single = max(0, single-len(b.envelopes)-b.held)
			if len(b.envelopes)+b.held < n && !b.done.later {
				// What came since has woken this pump again; to look for it in a unit of its own
				// would wait for a whole flush, and what comes with that flush would be decided
				// in the next.
				return total, nil
			}
		case ofStore(err) || ctx.Err() != nil || len(b.envelopes) == 0:
			return total, fmt.Errorf("work off the inbox: %w", err)
		case n > 1 && len(b.envelopes) > 1:
			single = len(b.envelopes)
		default:
			if err := d.giveUp(ctx, b.envelopes[0], err); err != nil {
				return total, fmt.Errorf("take %s off the inbox: %w", b.envelopes[0].Key, err)
			}
			total++
			single = max(0, single-1)
		}
	}
}

type inboxUnit struct {
	envelopes []storage.Envelope // those that were begun
	held      int                // … and put off
	read      uint64             // the last of both
	done      decided
	refused   int
}

// workEnvelopes decides the oldest n envelopes after the given one, in one unit.
func (d *Desk) workEnvelopes(ctx context.Context, after uint64, n int) (inboxUnit, error) {
	luck, err := d.chances()
	if err != nil {
		return inboxUnit{}, err
	}
	d.counts.waiting.Add(1)
	defer d.counts.waiting.Add(-1)
	now := d.Now()
	var last inboxUnit
	err = d.store.Update(ctx, storage.People, func(tx storage.Tx) error {
		d.asked.Store(false) // what comes from now on, this unit does not see
		u := inboxUnit{read: after}
		last = u
		envelopes, err := tx.Inbox(after, n)
		if err != nil {
			return err
		}
		heads := sync.OnceValue(d.queue.heads) // few units have to ask
		for _, e := range envelopes {
			u.envelopes = append(u.envelopes, e)
			last = u
			done, refused, err := d.workEnvelope(tx, e, domain.Stamp{Now: now, At: now, Cause: e.Key, Seed: luck.seed(e.Key)}, heads)
			if errors.Is(err, errNotYet) {
				u.envelopes = u.envelopes[:len(u.envelopes)-1]
				u.held, u.read = u.held+1, e.Seq
				continue
			}
			if err != nil {
				return err
			}
			u.read = e.Seq
			u.done.add(done)
			if refused {
				u.refused++
			}
			if err := tx.Done(e.Seq); err != nil {
				return err
			}
		}
		last = u
		return nil
	})
	if err != nil {
		d.asked.Store(false) // perhaps it was never begun: what comes next wakes somebody else
		return last, err
	}
	d.counts.commands.Add(int64(len(last.envelopes)))
	d.counts.refusals.Add(int64(last.refused))
	d.tell(last.done)
	return last, nil
}

// workEnvelope decides one envelope. A refusal is answered and is no error.
func (d *Desk) workEnvelope(tx storage.Tx, e storage.Envelope, s domain.Stamp, heads func() []string) (done decided, refused bool, err error) {
	if e.Platform == storage.Desk {
		c, err := d.rooms.Command(e.Kind, e.Raw)
		if err != nil {
			return decided{}, false, err
		}
		s.Actor = domain.Actor{Kind: domain.ByDesk}
		return d.decideOrAnswer(tx, Asked{Command: c, Actor: s.Actor}, s)
	}
	p := d.platforms[e.Platform]
	if p == nil {
		return decided{}, false, fmt.Errorf("no platform %q is configured", e.Platform)
	}
	in, err := p.Decode(e)
	if err != nil {
		return decided{}, false, fmt.Errorf("decode %s %s: %w", e.Platform, e.Kind, err)
	}
	if wait, err := d.early(tx, in, heads); err != nil || wait {
		return decided{}, false, cmp.Or(err, errNotYet)
	}
	switch in := in.(type) {
	case nil, Unheard:
		return decided{}, false, nil
	case Shared:
		o, err := d.aboutPlace(tx, in.Spot, s, func(p domain.Place, s domain.Stamp) (decided, error) {
			o, _, err := d.decide(tx, place.Share{Place: p, Shared: in.Shared}, s)
			if err != nil || d.rooms.Sharing == nil {
				return o, err
			}
			c, err := d.rooms.Sharing(tx, p, in)
			if err != nil || c == nil {
				return o, err
			}
			more, _, err := d.decide(tx, c, s)
			o.add(more)
			return o, err
		})
		return o, false, err
	case Renamed:
		s.Actor = domain.Actor{Kind: domain.ByDesk}
		o, _, err := d.decide(tx, place.Rename{Platform: in.Spot.Platform, From: in.Spot.Channel, To: in.To}, s)
		return o, false, err
	case Copy:
		o, err := d.copied(tx, in, s)
		return o, false, err
	case Lost:
		o, err := d.aboutPlace(tx, in.Spot, s, func(p domain.Place, s domain.Stamp) (decided, error) { return d.lose(tx, p, s) })
		return o, false, err
	}
	asked, err := d.rooms.Read(tx, s, in)
	if scene, ok := sceneOf(in); ok && asked.ByMessage {
		s.At = earlier(scene.At, s.Now)
	}
	s.Actor, s.Reply = asked.Actor, asked.Reply
	if err != nil {
		return d.answerError(tx, asked, s, err)
	}
	if asked.Command == nil {
		return decided{}, false, nil
	}
	done, refused, err = d.decideOrAnswer(tx, asked, s)
	if scene, ok := sceneOf(in); ok && err == nil && !scene.At.IsZero() {
		done.came = append(done.came, scene.At)
	}
	return done, refused, err
}

// aboutPlace does what a platform says of a channel to the address that the channel is.
func (d *Desk) aboutPlace(tx storage.Tx, at domain.Spot, s domain.Stamp, do func(domain.Place, domain.Stamp) (decided, error)) (decided, error) {
	p, ok, err := place.InChannel(tx, at)
	if err != nil || !ok {
		return decided{}, err
	}
	s.Actor = domain.Actor{Kind: domain.ByDesk}
	return do(p, s)
}

func (d *Desk) decideOrAnswer(tx storage.Tx, a Asked, s domain.Stamp) (decided, bool, error) {
	done, _, err := d.decide(tx, a.Command, s)
	if err != nil {
		return d.answerError(tx, a, s, err)
	}
	return done, false, nil
}

// answerError tells the asker about a problem or a refusal; any other error is returned.
func (d *Desk) answerError(tx storage.Tx, a Asked, s domain.Stamp, err error) (decided, bool, error) {
	tone, head, lines, ok := forAsker(err)
	if !ok {
		return decided{}, false, err
	}
	if a.Reply.IsZero() {
		d.log.Warn().Str("cause", s.Cause).Str("message", string(head.ID)).Msg("a refusal that nobody reads")
		return decided{}, true, nil
	}
	e := answer(a, s, tone, head, lines...)
	if err := d.drawable(tx, e); err != nil {
		return decided{}, false, err
	}
	rows, err := tx.Append(s.Cause, s.Now, domain.Only(e))
	return decided{rows: rows, refused: []refusal{{s.Cause, head.ID}}}, true, err
}

// forAsker is what an asker may read of an error.
func forAsker(err error) (domain.Tone, domain.Line, []domain.Line, bool) {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Answer.Tone, p.Answer.Head, p.Answer.Lines, true
	}
	if r, ok := domain.AsRefusal(err); ok {
		var hint []domain.Line
		if !r.Hint.IsZero() {
			hint = append(hint, r.Hint)
		}
		return domain.Alert, r.Line, append(hint, r.More...), true
	}
	return "", domain.Line{}, nil, false
}

// giveUp takes an envelope off that the desk itself cannot work off: who sent it is told so in
// one fixed sentence, and so is the operator.
func (d *Desk) giveUp(ctx context.Context, e storage.Envelope, why error) error {
	d.counts.faults.Add(1)
	d.log.Error().Err(why).Str("platform", e.Platform).Str("kind", e.Kind).Str("key", e.Key).Msg("an envelope could not be worked off")
	now := d.Now()
	var last decided
	err := d.store.Update(ctx, storage.People, func(tx storage.Tx) error {
		last = decided{}
		s := domain.Stamp{Now: now, At: now, Cause: e.Key}
		effects := []domain.Effect{card.Operator().PostTo("inbox/"+e.Key, domain.LanePost,
			card.ForStaff(domain.Alert, domain.Say("inbox.fault", domain.Named(e.Platform+" "+e.Kind), domain.AtTime(e.Received))))}
		if a, ok := d.askerOf(tx, e); ok {
			effects = append(effects, answer(a, s, domain.Alert, domain.Say("desk.fault")))
		}
		rows, err := d.append(tx, e.Key, now, domain.Only(effects...))
		if err != nil {
			return err
		}
		last = decided{rows: rows}
		return tx.Done(e.Seq)
	})
	if err == nil {
		d.tell(last)
	}
	return err
}

// askerOf finds out who sent an envelope, where even that does not fail.
func (d *Desk) askerOf(tx storage.Tx, e storage.Envelope) (a Asked, ok bool) {
	defer func() {
		if recover() != nil {
			a, ok = Asked{}, false
		}
	}()
	p := d.platforms[e.Platform]
	if p == nil {
		return Asked{}, false
	}
	in, err := p.Decode(e)
	if err != nil {
		return Asked{}, false
	}
	scene, ok := sceneOf(in)
	if !ok || scene.Who.IsZero() {
		return Asked{}, false
	}
	reply := domain.Place{Kind: domain.ReplyPlace, To: scene.Who, Spot: scene.Spot, Audience: domain.Customers, Direct: scene.Direct}
	return Asked{Actor: domain.Actor{Kind: domain.ByStranger, Handle: scene.Who}, Audience: domain.Customers, Reply: reply}, true
}

// ofStore reports whether an error is the store's, and would strike any other unit as well.
func ofStore(err error) bool {
	for _, e := range []error{storage.ErrFull, storage.ErrBroken, storage.ErrClosed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
