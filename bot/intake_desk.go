package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

// Receive implements Intake.
func (d *Desk) Receive(ctx context.Context, e storage.Envelope) (Taken, error) {
	now := d.Now()
	e.Received = now
	taken := new(Taken) // read only after the commit has ended
	err := d.patiently(ctx, func(ctx context.Context) error {
		err := d.store.Update(ctx, storage.Intake, func(tx storage.Tx) error {
			_, fresh, err := tx.Receive(e, now.Add(KeepKeys))
			*taken = Taken{Fresh: fresh}
			if fresh && d.asked.CompareAndSwap(false, true) {
				// Already here: whoever decides it may come along in the same flush. Who was asked
				// and has not begun sees this one, too.
				wake(d.inboxReady)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("receive %s: %w", e.Key, err)
		}
		if taken.Fresh {
			d.counts.received.Add(1)
		} else {
			d.counts.repeated.Add(1)
		}
		return nil
	})
	if err != nil {
		return Taken{}, err
	}
	return *taken, nil
}

// errRefused leaves a unit without spending its key.
var errRefused = errors.New("the submission was not accepted")

// Submit implements Intake.
func (d *Desk) Submit(ctx context.Context, e storage.Envelope) (Submitted, error) {
	luck, err := d.chances()
	if err != nil {
		return Submitted{}, err
	}
	now := d.Now()
	e.Received = now
	result := new(Submitted)
	err = d.patiently(ctx, func(ctx context.Context) error {
		var done decided
		err := d.store.Update(ctx, storage.Intake, func(tx storage.Tx) error {
			*result, done = Submitted{}, decided{}
			fresh, err := tx.Once(e.Key, now.Add(KeepKeys))
			if err != nil || !fresh {
				return err
			}
			s := domain.Stamp{Now: now, At: now, Cause: e.Key, Seed: luck.seed(e.Key)}
			o, problems, err := d.submit(tx, e, s)
			*result, done = Submitted{Problems: problems, Fresh: true}, o
			if err == nil && len(problems) > 0 {
				return errRefused
			}
			return err
		})
		switch {
		case errors.Is(err, errRefused):
			d.counts.refusals.Add(1)
			d.log.Info().Str("cause", e.Key).Int("problems", len(result.Problems)).Msg("refused")
			return nil
		case err != nil:
			return fmt.Errorf("submit %s: %w", e.Key, err)
		}
		if !result.Fresh {
			d.counts.repeated.Add(1)
			return nil
		}
		d.counts.commands.Add(1)
		d.tell(done)
		return nil
	})
	if err != nil {
		return Submitted{}, err
	}
	return *result, nil
}

func (d *Desk) submit(tx storage.Tx, e storage.Envelope, s domain.Stamp) (decided, Problems, error) {
	p := d.platforms[e.Platform]
	if p == nil {
		return decided{}, nil, fmt.Errorf("no platform %q is configured", e.Platform)
	}
	in, err := p.Decode(e)
	if err != nil {
		return decided{}, nil, fmt.Errorf("decode %s %s: %w", e.Platform, e.Kind, err)
	}
	asked, err := d.rooms.Read(tx, s, in)
	var done decided
	if err == nil && asked.Command != nil {
		s.Actor, s.Reply = asked.Actor, asked.Reply
		done, _, err = d.decide(tx, asked.Command, s)
	}
	if err == nil {
		return done, nil, nil
	}
	if p, ok := errors.AsType[*Problem](err); ok && len(p.Fields) > 0 {
		out := Problems{}
		for name, line := range p.Fields {
			if out[name], err = d.words(tx, asked, line); err != nil {
				return decided{}, nil, err
			}
		}
		return decided{}, out, nil
	}
	_, head, lines, ok := forAsker(err)
	if !ok {
		return decided{}, nil, err
	}
	var whole string
	for _, l := range append([]domain.Line{head}, lines...) {
		words, err := d.words(tx, asked, l)
		if err != nil {
			return decided{}, nil, err
		}
		if whole != "" {
			whole += " "
		}
		whole += words
	}
	field := ""
	if refusal, ok := domain.AsRefusal(err); ok {
		field = refusal.Field
	}
	return decided{}, Problems{field: whole}, nil
}

// words draws a line where a platform shows plain text only, with instants in the asker's own zone.
func (d *Desk) words(tx storage.Tx, a Asked, l domain.Line) (string, error) {
	t, err := card.DrawLine(l, a.Audience, d.rooms.Names(tx, a.Reply))
	if err != nil {
		return "", err
	}
	zone := a.Zone
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone, d.Now()), nil
}

// Ask implements Intake.
func (d *Desk) Ask(ctx context.Context, q Question) (a Answer, err error) {
	now := d.Now()
	err = d.store.View(ctx, func(tx storage.Tx) error {
		a, err = d.rooms.Form(tx, domain.Stamp{Now: now, At: now}, q)
		return err
	})
	if err != nil {
		return Answer{}, fmt.Errorf("ask about %s %s: %w", q.Form, q.Field, err)
	}
	return a, nil
}

// patiently runs a commit and waits for it, but no longer than an adapter can. The commit goes
// on when the adapter's own context ends: what is being stored is stored.
func (d *Desk) patiently(ctx context.Context, commit func(context.Context) error) error {
	end := make(chan error, 1)
	own := context.WithoutCancel(ctx)
	d.counts.waiting.Add(1)
	d.tasks.Go(func() {
		defer d.counts.waiting.Add(-1)
		end <- commit(own)
	})
	wait := time.NewTimer(NotYetAfter)
	defer wait.Stop()
	select {
	case err := <-end:
		return err
	case <-wait.C:
		d.counts.notYet.Add(1)
		return &NotYetStored{End: end}
	}
}
