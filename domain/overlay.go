package domain

import (
	"fmt"
	"maps"
	"slices"
)

// overlay is a Reader that shows the changes made so far over the one below.
type overlay struct {
	Reader
	things  map[Ref]Thing // as changed; never handed out, only copied from
	at      map[Ref]int   // index into changes
	changes []Change
	words   map[WordID]string
	writes  int
}

// take folds a change in: the things it names show its events from now on.
func (o *overlay) take(c Change, s Stamp) error {
	if s.At.IsZero() {
		s.At = s.Now
	}
	o.writes += o.room(c)
	for _, w := range c.Words {
		if w.ID == "" {
			continue
		}
		if o.words == nil {
			o.words = map[WordID]string{}
		}
		o.words[w.ID] = w.Text
	}
	i, touched := o.at[c.Ref]
	var t Thing
	if !c.Ref.IsZero() && len(c.Events) > 0 {
		var err error
		if t, err = o.current(c); err != nil {
			return err
		}
	}
	if !touched {
		i = len(o.changes)
		o.at[c.Ref] = i
		first := c
		first.Follow = nil
		first.Events, first.Words, first.Effects, first.Void = nil, nil, nil, nil
		o.changes = append(o.changes, first)
	}
	into := &o.changes[i]
	if into.Fresh == nil && into.Version == 0 {
		into.Fresh, into.Version = c.Fresh, c.Version
	}
	into.Events = append(into.Events, c.Events...)
	into.Words = append(into.Words, c.Words...)
	into.Effects = append(into.Effects, c.Effects...)
	into.Void = append(into.Void, c.Void...)
	for _, e := range c.Events {
		rec := Recorded{Seq: t.Version() + 1, At: Instant(s.At), Now: Instant(s.Now), Actor: s.Actor, Cause: s.Cause, Event: e}
		t.Apply(rec)
		into.Recorded = append(into.Recorded, rec)
	}
	if t != nil {
		o.things[c.Ref] = t
	}
	return nil
}

// room is what a change takes of the command's room: a thing that was changed before is kept once.
func (o *overlay) room(c Change) int {
	n := c.Writes()
	if _, changed := o.things[c.Ref]; changed && len(c.Events) > 0 {
		n--
	}
	return n
}

// current is the thing a change builds on, checked against the version it read.
func (o *overlay) current(c Change) (Thing, error) {
	if t, ok := o.things[c.Ref]; ok {
		if t.Version() != c.Version {
			return nil, fmt.Errorf("%s at version %d, decided on %d: %w", c.Ref, t.Version(), c.Version, ErrConflict)
		}
		return Clone(t), nil
	}
	if c.Version == 0 {
		if c.Fresh == nil {
			return nil, fmt.Errorf("%s: a change at version 0 needs the empty thing", c.Ref)
		}
		return Clone(c.Fresh), nil
	}
	t, err := o.Reader.Load(c.Ref)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", c.Ref, err)
	}
	if t.Version() != c.Version {
		return nil, fmt.Errorf("%s at version %d, decided on %d: %w", c.Ref, t.Version(), c.Version, ErrConflict)
	}
	return t, nil
}

// Load answers a copy of the thing as changed so far.
func (o *overlay) Load(ref Ref) (Thing, error) {
	if t, ok := o.things[ref]; ok {
		return Clone(t), nil
	}
	return o.Reader.Load(ref)
}

// Find takes what was changed so far into account, both ways.
func (o *overlay) Find(k Key, limit int) ([]Ref, error) {
	if len(o.things) == 0 {
		return o.Reader.Find(k, limit)
	}
	below, err := o.Reader.Find(k, 0)
	if err != nil {
		return nil, err
	}
	refs := slices.DeleteFunc(slices.Clone(below), func(r Ref) bool { _, changed := o.things[r]; return changed })
	for ref, t := range o.things {
		if slices.Contains(t.Keys(), k) {
			refs = append(refs, ref)
		}
	}
	slices.SortFunc(refs, func(a, b Ref) int { return CompareRefs(a, b) })
	if limit > 0 && len(refs) > limit {
		refs = refs[:limit]
	}
	return refs, nil
}

// Word knows the texts that this step is about to record.
func (o *overlay) Word(id WordID) (string, error) {
	if text, ok := o.words[id]; ok {
		return text, nil
	}
	return o.Reader.Word(id)
}

// saved is a point to go back to.
type saved struct {
	things  map[Ref]Thing
	at      map[Ref]int
	changes []Change
	words   map[WordID]string
	writes  int
}

func (o *overlay) save() saved {
	cs := slices.Clone(o.changes)
	for i := range cs {
		cs[i].Events = slices.Clip(cs[i].Events)
		cs[i].Words = slices.Clip(cs[i].Words)
		cs[i].Effects = slices.Clip(cs[i].Effects)
		cs[i].Void = slices.Clip(cs[i].Void)
		cs[i].Recorded = slices.Clip(cs[i].Recorded)
	}
	// Things are replaced, never changed in place, so copies of the maps are enough.
	return saved{maps.Clone(o.things), maps.Clone(o.at), cs, maps.Clone(o.words), o.writes}
}

func (o *overlay) restore(s saved) {
	o.things, o.at, o.changes, o.words, o.writes = s.things, s.at, s.changes, s.words, s.writes
}

// Below answers the first of a Reader and those it is laid over that can also do T: a decision
// that only asks may use more of the store than Reader promises.
func Below[T any](r Reader) (t T, ok bool) {
	for {
		if t, ok = r.(T); ok {
			return t, true
		}
		o, laid := r.(*overlay)
		if !laid {
			return t, false
		}
		r = o.Reader
	}
}
