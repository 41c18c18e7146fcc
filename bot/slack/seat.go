package slack

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// seats is how many connections are kept at once. Slack hands an envelope to any of them, so
// one may be away for a moment without a person noticing.
const seats = 2

// Pauses between attempts to connect, in real time.
const (
	firstPause = time.Second
	lastPause  = 30 * time.Second
)

// sit keeps one connection until ctx ends or an error says that trying again is of no use. A
// connection that is told to end is followed by its successor first, and read out afterwards.
func (r *reception) sit(ctx context.Context, seat int) error {
	failures := 0
	for ctx.Err() == nil {
		k, err := r.open(ctx)
		if err != nil {
			if f, ok := hopeless(err); ok {
				return f
			}
			failures++
			if failures == 1 && ctx.Err() == nil {
				r.log.Warn().Int("seat", seat).Str("error", reason(err)).Msg("slack: not connected; trying again")
			}
			wait(ctx, pause(failures, err))
			continue
		}
		if failures > 0 {
			r.log.Info().Int("seat", seat).Int("failures", failures).Msg("slack: connected again")
		}
		began := time.Now()
		r.work.Go(func() { r.listen(ctx, k) })
		r.seated(ctx, 1)
		select {
		case <-k.leave:
			r.seated(ctx, -1)
		case <-ctx.Done():
			return nil
		}
		if f, ok := hopeless(&partingError{k.why}); ok {
			return r.reasonFor(ctx, f)
		}
		failures = 0
		if time.Since(began) < 10*time.Second {
			// It ended as soon as it began: the next one may do the same.
			wait(ctx, pause(1, nil))
		}
	}
	return nil
}

// hopeless finds the errors of a connection after which trying again is of no use.
func hopeless(err error) (*FatalError, bool) {
	if p, ok := errors.AsType[*partingError](err); ok && p.reason == "link_disabled" {
		return &FatalError{Code: p.reason, About: "connect"}, true
	}
	return fatal("connect", err)
}

// reasonFor looks behind a parting: Slack ends connections in the same words when Socket Mode
// was switched off and when the app was removed.
func (r *reception) reasonFor(ctx context.Context, f *FatalError) error {
	if behind, ok := fatal("sign in", r.signIn(ctx)); ok {
		return behind
	}
	return f
}

// pause is how long to wait after so many failures in a row.
func pause(failures int, err error) time.Duration {
	if after := retryAfter(err); after > 0 {
		return max(after, firstPause)
	}
	d := min(firstPause<<min(failures-1, 10), lastPause)
	return d/2 + rand.N(d/2)
}

// listen reads a connection until it ends.
func (r *reception) listen(ctx context.Context, k *socket) {
	defer k.conn.Close()
	stop := context.AfterFunc(ctx, func() { k.conn.Close() })
	defer stop()
	var late *time.Timer
	defer func() {
		if late != nil {
			late.Stop()
		}
	}()
	for {
		f, err := k.read()
		if err != nil {
			k.part("closed")
			if ctx.Err() == nil && late == nil {
				r.log.Info().Str("error", reason(err)).Msg("slack: a connection ended")
			}
			return
		}
		switch f.Type {
		case "hello":
		case "disconnect":
			// Slack closes it in ten seconds; what still comes on it is still acknowledged.
			k.part(f.Reason)
			if late == nil {
				late = time.AfterFunc(drain, func() { k.conn.Close() })
			}
		default:
			r.take(ctx, request{kind: f.Type, payload: f.Payload, attempt: f.Attempt, ack: func(payload any) error { return k.ack(f.Envelope, payload) }})
		}
	}
}

// reason is an error in words that hold no secret.
func reason(err error) string {
	if _, ok := errors.AsType[*partingError](err); ok {
		return err.Error()
	}
	if f, ok := broken(err).(interface{ Unwrap() error }); ok {
		return f.Unwrap().Error()
	}
	return "unknown"
}
