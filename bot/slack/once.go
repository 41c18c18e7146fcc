package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// kindOnce is an envelope that says nothing but its key. It is stored for the sake of what rides
// on an acknowledgement and has no request of its own in the store: that a form was opened, or
// was refused and may be sent again, corrected. A signed request could be played to the desk a
// second time, also to the next process; the key makes that do nothing.
const kindOnce = "once"

// onceWithin bounds storing it. A store that is slower than that is not waited for: what comes
// again within the same process the door knows.
const onceWithin = 400 * time.Millisecond

// once reports whether something that came over HTTP is to be done: it is false where the store
// knows that it was done before. What came over a socket was not signed by itself, and cannot be
// played again.
func (r *reception) once(ctx context.Context, what string) bool {
	if !r.OverHTTP() {
		return true
	}
	me, err := r.identity(ctx)
	if err != nil {
		return true
	}
	sum := sha256.Sum256([]byte(what))
	k := kept{Home: me.team, Self: me.user}
	e, err := k.envelope(kindOnce, k.key(kindOnce, hex.EncodeToString(sum[:])))
	if err != nil {
		return true
	}
	call, cancel := context.WithTimeout(ctx, onceWithin)
	defer cancel()
	fresh := make(chan bool, 1)
	r.work.Go(func() {
		r.safely(kindOnce, func() {
			taken, err := r.in.Receive(ctx, e)
			fresh <- taken.Fresh || err != nil
		})
	})
	select {
	case f := <-fresh:
		return f
	case <-call.Done():
		return true
	}
}
