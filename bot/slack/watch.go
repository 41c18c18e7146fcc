package slack

import (
	"context"
	"time"
)

// watchEvery is how often it is asked, in real time, whether the bot's token still works. Over
// sockets it may be gone with nothing to see of it: they stand on the app's token.
const watchEvery = 5 * time.Minute

// watchAgain is how long after the token was refused it is asked once more: a platform on a bad
// day refuses good ones too, and to end for that would be a pity.
const watchAgain = 5 * time.Second

// doubt notes an error of a call after which trying again is of no use.
func (s *Slack) doubt(method string, err error) {
	if f, ok := fatal(method, err); ok {
		select {
		case s.doubts <- f:
		default: // there is enough to look into
		}
	}
}

// watch ends when the bot's token no longer works: it asks from time to time, and at once where a
// call failed as if it were so. Where the token works and calls of one sort fail all the same,
// for a scope or a setting that is missing, the rest goes on and the operator is told, once.
func (r *reception) watch(ctx context.Context) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	cutOff := false
	for {
		var f *FatalError
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case f = <-r.doubts:
		}
		if f != nil && r.blamed[f.Code+" "+f.Needs] {
			continue
		}
		err := r.signIn(ctx)
		if _, ok := fatal("sign in", err); ok {
			wait(ctx, watchAgain)
			err = r.signIn(ctx)
		}
		if end, ok := fatal("sign in", err); ok {
			return end
		}
		switch {
		case err != nil:
			cutOff = true
		case cutOff && r.OverHTTP():
			// No connection has told of it. What Slack could not hand over meanwhile, and no
			// longer tries to, stands in the histories.
			cutOff = false
			r.presence.miss()
		}
		if f != nil && err == nil {
			r.blamed[f.Code+" "+f.Needs] = true
			r.log.Error().Str("code", f.Code).Str("call", f.About).Str("needs", f.Needs).Msg(f.Error())
		}
	}
}

func (r *reception) signIn(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	_, err := r.client.whoAmI(ctx)
	return err
}
