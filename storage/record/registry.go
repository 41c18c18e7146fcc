package record

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// A Registry is every kind that this release can read and write. It is built once, from what
// each room says it puts on disk, and never changes.
type Registry struct {
	things   map[domain.Kind]func(id string) domain.Thing
	events   map[string]reflect.Type
	commands map[string]reflect.Type
	types    forms
	enc      cbor.UserBufferEncMode
	dec      cbor.DecMode
	buffers  sync.Pool // of *bytes.Buffer, to encode into
}

// New builds a registry; its error joins every kind that two rooms claim, or that cannot be
// written down.
func New(kinds ...domain.Kinds) (*Registry, error) {
	r := &Registry{
		things:   map[domain.Kind]func(string) domain.Thing{},
		events:   map[string]reflect.Type{},
		commands: map[string]reflect.Type{},
		types:    forms{},
	}
	var faults []error
	var err error
	if r.enc, r.dec, err = modes(); err != nil {
		faults = append(faults, err)
	}
	for _, t := range own {
		if err := r.types.add(t); err != nil {
			faults = append(faults, err)
		}
	}
	claim := func(m map[string]reflect.Type, sort, kind string, v any) {
		if m[kind] != nil {
			faults = append(faults, fmt.Errorf("%s kind %q is claimed twice", sort, kind))
			return
		}
		if err := r.writable(v); err != nil {
			faults = append(faults, fmt.Errorf("%s kind %q: %w", sort, kind, err))
		}
		m[kind] = reflect.TypeOf(v)
	}
	for _, k := range kinds {
		for kind, fresh := range k.Things {
			if r.things[kind] != nil {
				faults = append(faults, fmt.Errorf("thing kind %q is claimed twice", kind))
				continue
			}
			if err := r.writable(fresh("")); err != nil {
				faults = append(faults, fmt.Errorf("thing kind %q: %w", kind, err))
			}
			r.things[kind] = fresh
		}
		for _, e := range k.Events {
			claim(r.events, "event", e.EventKind(), e)
		}
		for _, c := range k.Commands {
			claim(r.commands, "command", c.CommandKind(), c)
		}
	}
	return r, errors.Join(faults...)
}

// writable checks that a struct, or what a pointer to one points to, has a form on disk.
func (r *Registry) writable(v any) error {
	t := reflect.TypeOf(v)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return fmt.Errorf("%T is not a struct", v)
	}
	return r.types.add(t)
}

// ThingName and EventName are the names under which a store notes the kinds it holds.
func ThingName(k domain.Kind) string { return "thing " + string(k) }

// EventName is described at ThingName.
func EventName(kind string) string { return "event " + kind }

// Names lists every name this registry can read, in order.
func (r *Registry) Names() []string {
	var names []string
	for k := range r.things {
		names = append(names, ThingName(k))
	}
	for k := range r.events {
		names = append(names, EventName(k))
	}
	slices.Sort(names)
	return names
}

// Known answers storage.ErrUnknownKind, naming them all, where a store holds a kind that is
// not in the registry.
func (r *Registry) Known(names []string) error {
	known := r.Names()
	var unknown []string
	for _, n := range names {
		if _, ok := slices.BinarySearch(known, n); !ok {
			unknown = append(unknown, n)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("%q: %w", unknown, storage.ErrUnknownKind)
}

// Fresh is the empty thing of a name.
func (r *Registry) Fresh(ref domain.Ref) (domain.Thing, error) {
	fresh := r.things[ref.Kind]
	if fresh == nil {
		return nil, fmt.Errorf("%q: %w", ThingName(ref.Kind), storage.ErrUnknownKind)
	}
	return fresh(ref.ID), nil
}

// KnowsCommand reports whether a command of this kind can be read back.
func (r *Registry) KnowsCommand(kind string) bool { return r.commands[kind] != nil }

// ThingKinds lists the kinds of things, in order.
func (r *Registry) ThingKinds() []domain.Kind { return slices.Sorted(maps.Keys(r.things)) }
