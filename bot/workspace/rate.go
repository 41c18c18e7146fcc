package workspace

import (
	"time"
)

// Rates are the limits on an app's calls. The zero value is what Slack
// documents; bursts are this workspace's reading of "short bursts".
type Rates struct {
	Off bool // no limits at all
	// PerChannel is how many messages a second one channel takes (1), and
	// Burst how many at once (5).
	PerChannel float64
	Burst      int
	// PerMinute is how many messages the whole workspace takes a minute from
	// one app (300).
	PerMinute int
	// Scale multiplies every limit, for a workspace whose people live on a clock that runs ahead;
	// zero is 1.
	Scale float64
}

// tiers is how many calls a minute a method takes from one app; a whole
// minute's worth may come at once.
var tiers = map[string]int{
	"conversations.create": 20, "conversations.archive": 20, "conversations.list": 20, "conversations.setTopic": 20,
	"users.list": 20, "usergroups.list": 20, "usergroups.users.list": 20,
	"pins.add": 20, "pins.remove": 20, "pins.list": 20, "bookmarks.add": 20, "bookmarks.edit": 20, "bookmarks.list": 20, "reactions.remove": 20,
	"chat.update": 50, "chat.delete": 50, "conversations.history": 50, "conversations.replies": 50,
	"conversations.info": 50, "conversations.open": 50, "conversations.invite": 50, "conversations.join": 50,
	"users.conversations": 50, "reactions.add": 50, "reactions.get": 50, "team.info": 50, "users.lookupByEmail": 50,
	"users.info": 100, "chat.postEphemeral": 100, "conversations.members": 100, "views.open": 100, "views.push": 100,
	"views.update": 100, "views.publish": 100, "files.getUploadURLExternal": 100, "files.completeUploadExternal": 100,
	"files.info": 100, "bots.info": 50,
}

// A bucket fills at a steady rate up to its size; a call takes one.
type bucket struct {
	size, perSecond float64
	level           float64
	at              time.Time
	until           time.Time // what the last Retry-After said
}

// take takes one, or says how long until there is one.
func (b *bucket) take(now time.Time) time.Duration {
	b.fill(now)
	if b.level >= 1 {
		b.level--
		return 0
	}
	wait := time.Duration((1 - b.level) / b.perSecond * float64(time.Second))
	wait = max(time.Second, (wait + time.Second - 1).Truncate(time.Second))
	b.until = now.Add(wait)
	return wait
}

func (b *bucket) fill(now time.Time) {
	if b.at.IsZero() {
		b.level = b.size
	} else {
		b.level = min(b.size, b.level+now.Sub(b.at).Seconds()*b.perSecond)
	}
	b.at = now
}

// rated refuses a call that comes too fast.
func (w *Workspace) rated(a *app, name string, in args) *refusal {
	r := w.opt.Rates
	if r.Off {
		return nil
	}
	now := time.Now()
	take := func(key string, size, perSecond float64) *refusal {
		key = a.ID + " " + key
		size, perSecond = size*or0(r.Scale, 1), perSecond*or0(r.Scale, 1)
		b := w.buckets[key]
		if b == nil {
			b = &bucket{size: size, perSecond: perSecond}
			w.buckets[key] = b
		}
		early := now.Before(b.until)
		wait := b.take(now)
		if wait == 0 {
			return nil
		}
		if early {
			w.note(Inspection{App: a.ID, Kind: "note", Name: name, Error: "ratelimited", Text: "called again before its Retry-After had passed"})
		}
		return &refusal{code: "ratelimited", retry: wait}
	}
	if name == "chat.postMessage" {
		if refused := take("post "+in.str("channel"), float64(cmpOr(r.Burst, 5)), or0(r.PerChannel, 1)); refused != nil {
			return refused
		}
		n := float64(cmpOr(r.PerMinute, 300))
		return take("post", n, n/60)
	}
	if n := tiers[name]; n > 0 {
		return take(name, float64(n), float64(n)/60)
	}
	return nil
}

func or0(f, fallback float64) float64 {
	if f == 0 {
		return fallback
	}
	return f
}
