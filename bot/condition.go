package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Bounds of what makes a desk unready, in real time.
const (
	// ProbeWithin bounds the write by which the store shows that it takes something.
	ProbeWithin = 3 * time.Second
	// probeFor is how long one such write speaks for the store.
	probeFor = 5 * time.Second
	// AwayAfter is how long a platform may have no connection before that is a trouble: longer
	// than changing connections takes, and than a short cut of the line.
	AwayAfter = 2 * time.Minute
	// AskAgain is how often a platform that refused the desk is tried again.
	AskAgain = time.Minute
)

// A Trouble is why the desk cannot do its work, in words for the operator. It names no customer
// and holds no secret.
type Trouble struct {
	What  string    `json:"what"` // "store", or a platform's name
	Says  string    `json:"says"`
	Since time.Time `json:"since"` // desk time
}

// A Condition is how a desk is: what its auditor found, and what keeps it from its work.
type Condition struct {
	Report
	Troubles []Trouble // by what they are about
}

// Well reports whether everything due was sent within its bound and nothing keeps the desk from
// its work.
func (c Condition) Well() bool { return c.Healthy() && len(c.Troubles) == 0 }

// Linked is a platform that knows how it is connected.
type Linked interface{ Link() Link }

// A Link is how a platform is connected, in real time.
type Link struct {
	Open  int       // connections that stand; over HTTP, 1 while requests are taken
	Heard time.Time // when the platform last sent anything at all; zero: never
	Away  time.Time // since when none has stood; zero while one does, and before it was tried
}

// Condition looks at everything there is to see: the auditor's report, whether the store takes a
// write, whether the platforms take the desk. The error is of a store that cannot be read.
func (d *Desk) Condition(ctx context.Context) (Condition, error) {
	troubles := d.Troubles(ctx)
	r, err := d.Audit(ctx)
	return Condition{r, troubles}, err
}

// Troubles is what keeps the desk from its work now; none is ready.
func (d *Desk) Troubles(ctx context.Context) []Trouble {
	d.probe(ctx)
	for _, name := range d.order {
		l, ok := d.platforms[name].(Linked)
		if !ok {
			continue
		}
		away, key := l.Link().Away, awayOf(name)
		if away.IsZero() || d.real().Sub(away) < AwayAfter {
			d.troubles.clear(key)
			continue
		}
		d.troubles.note(key, Trouble{What: name, Says: "there is no connection", Since: d.Now().Add(-d.real().Sub(away))})
	}
	return d.troubles.list()
}

func awayOf(platform string) string    { return "platform/" + platform + "/away" }
func refusedBy(platform string) string { return "platform/" + platform }

const (
	storeTrouble = "store"
	probeBlob    = "probe"
)

// probe writes a little, unless it was just done: that a file can be read says nothing of a disk
// that is full.
func (d *Desk) probe(ctx context.Context) {
	d.probing.Lock()
	defer d.probing.Unlock()
	if real := d.real(); !d.probed.IsZero() && real.Sub(d.probed) < probeFor && !real.Before(d.probed) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, ProbeWithin)
	defer cancel()
	now := d.Now()
	err := d.store.Update(ctx, storage.People, func(tx storage.Tx) error {
		return tx.PutBlob(probeBlob, []byte(now.Format(time.RFC3339Nano)))
	})
	if errors.Is(err, context.Canceled) {
		return // nobody waits for the answer any more
	}
	d.probed = d.real()
	if err == nil {
		d.troubles.clear(storeTrouble)
		return
	}
	if d.troubles.note(storeTrouble, Trouble{What: "store", Says: troubleOf(err), Since: now}) {
		d.log.Error().Err(err).Msg("the store takes nothing")
	}
}

// troubleOf says what a store's error means to whoever has to do something about it.
func troubleOf(err error) string {
	switch {
	case errors.Is(err, storage.ErrFull):
		return "the disk is full: nothing is taken until there is room; what is stored is safe"
	case errors.Is(err, storage.ErrBroken):
		return "the disk failed during a write: look at the disk, and start again"
	case errors.Is(err, storage.ErrClosed):
		return "the store is closed"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("a write takes longer than %s", ProbeWithin)
	}
	return "the store refuses to write"
}

// troubles are those that are known.
type troubles struct {
	mu    sync.Mutex
	known map[string]Trouble
}

// note keeps a trouble since when it was first noted, and reports whether it says anything new.
func (t *troubles) note(key string, of Trouble) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, known := t.known[key]
	if known {
		of.Since = was.Since
	}
	if t.known == nil {
		t.known = map[string]Trouble{}
	}
	t.known[key] = of
	return !known || was.Says != of.Says
}

func (t *troubles) clear(key string) (was Trouble, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, known = t.known[key]
	delete(t.known, key)
	return was, known
}

func (t *troubles) list() []Trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []Trouble
	for key, of := range t.known {
		if refused, ok := t.known[strings.TrimSuffix(key, "/away")]; ok && refused != of {
			continue // it is away because it was refused
		}
		all = append(all, of)
	}
	slices.SortFunc(all, func(a, b Trouble) int { return strings.Compare(a.What, b.What) })
	return all
}

// keep runs a platform until ctx ends. Where the platform refuses the desk (a revoked token) and
// was never listened to from this store, the desk is being set up and ends with that error. One
// that was served before has promises to keep: clocks run on, what cannot be said waits, the
// operator is told, and the platform is asked again from time to time.
func (d *Desk) keep(ctx context.Context, name string) error {
	for {
		err := d.platforms[name].Run(ctx, d)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		served, serr := d.served(ctx, name)
		if serr != nil || !served {
			return fmt.Errorf("platform %s: %w", name, err)
		}
		if d.troubles.note(refusedBy(name), Trouble{What: name, Says: err.Error(), Since: d.Now()}) {
			d.log.Error().Err(err).Str("platform", name).Msg("a platform refuses the desk; what is to be said waits")
		}
		if !sleep(ctx, AskAgain) {
			return nil
		}
	}
}

// served reports whether a platform was ever listened to from this store.
func (d *Desk) served(ctx context.Context, platform string) (yes bool, err error) {
	err = d.store.View(ctx, func(tx storage.Tx) error {
		_, err := tx.Blob(heardBlob(platform))
		yes = err == nil
		if errors.Is(err, domain.ErrNotFound) {
			return nil
		}
		return err
	})
	return yes, err
}
