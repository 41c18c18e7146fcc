package chat

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// A Clock is a clock that stands until it is set. It may be read from any goroutine.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock sets a clock.
func NewClock(at time.Time) *Clock { return &Clock{at: at} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set sets it; it never goes back.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.at) {
		c.at = at
	}
}

// An Opener opens the store of the next process over the same disk. The one before is closed,
// or has crashed where it has a method of that name.
type Opener func(*record.Registry, func() any) (storage.Store, error)

// A Process is a desk turned by hand: it dies, starts again, and does everything at its own
// instant. Worlds are built on it.
type Process struct {
	Clock *Clock
	// Quiet waits until what the platform is about to hand over was handed over. Nil: it always
	// has been.
	Quiet func(context.Context) error

	cast      *Cast
	open      Opener
	platforms []bot.Platform
	log       zerolog.Logger
	zones     bot.Zones
	shelf     *folder.Shelf
	starts    uint64
	store     storage.Store
	desk      *bot.Desk
}

// NewProcess makes a process that is not started yet.
func NewProcess(clock *Clock, cast *Cast, open Opener, zones bot.Zones, log zerolog.Logger, platforms ...bot.Platform) *Process {
	return &Process{Clock: clock, cast: cast, open: open, zones: zones, log: log, platforms: platforms,
		shelf: folder.NewShelf(calendar.Zones(zones), clock.Now)}
}

// Desk is the running desk, nil where none runs.
func (p *Process) Desk() *bot.Desk { return p.desk }

// Start starts a process over the store. The first one applies the desk folder and imports the
// cast.
func (p *Process) Start(ctx context.Context) error {
	if p.desk != nil {
		return errors.New("the process runs already")
	}
	rooms := bot.House(p.zones)
	reg, err := record.New(rooms.Kinds...)
	if err != nil {
		return err
	}
	rooms.Command, rooms.Record = reg.DecodeCommand, reg.EncodeCommand
	if p.store, err = p.open(reg, p.shelf.Policy); err != nil {
		return err
	}
	p.starts++
	if p.starts == 1 {
		if _, err := folder.Apply(ctx, p.store, p.cast.Files, "page", p.Clock.Now()); err != nil {
			return err
		}
	}
	if err := p.shelf.Read(ctx, p.store); err != nil {
		return err
	}
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], p.starts)
	p.desk, err = bot.New(ctx, bot.Options{
		Store: p.store, Rooms: rooms, Platforms: p.platforms, Now: p.Clock.Now, Real: p.Clock.Now,
		Chance: rand.NewChaCha8(seed), Log: p.log,
	})
	if err != nil || p.starts > 1 {
		return err
	}
	for i, s := range p.cast.Steps {
		if _, err := p.desk.Operate(ctx, fmt.Sprintf("import/%d", i), s.Command); err != nil {
			return fmt.Errorf("import %s: %w", s.About, err)
		}
	}
	return nil
}

// Die ends the process where it stands: nothing is finished that was begun.
func (p *Process) Die() error {
	if p.desk == nil {
		return errors.New("no process runs")
	}
	if c, ok := p.store.(interface{ Crash() }); ok {
		c.Crash()
	} else if err := p.store.Close(); err != nil {
		return err
	}
	p.desk, p.store = nil, nil
	return nil
}

// Close ends the process for good.
func (p *Process) Close() error {
	if p.desk == nil {
		return nil
	}
	p.desk.Close()
	p.desk = nil
	return p.store.Close()
}

// turn does all that can be done now, and answers when there is more to do by itself.
func (p *Process) turn(ctx context.Context) (bot.Wake, error) {
	for {
		if p.Quiet != nil {
			if err := p.Quiet(ctx); err != nil {
				return bot.Wake{}, err
			}
		}
		if p.desk == nil {
			return bot.Wake{}, nil
		}
		if err := p.desk.Turn(ctx); err != nil {
			return bot.Wake{}, err
		}
		if told, err := p.desk.WorkAway(ctx); err != nil || told {
			if err != nil {
				return bot.Wake{}, err
			}
			continue
		}
		w, err := p.desk.Next(ctx)
		if err != nil {
			return bot.Wake{}, err
		}
		if next := w.First(); next.IsZero() || next.After(p.Clock.Now()) {
			return w, nil
		}
	}
}

// Settle is World.Settle.
func (p *Process) Settle(ctx context.Context, until time.Time) error {
	for {
		w, err := p.turn(ctx)
		if err != nil {
			return err
		}
		if w.Out.IsZero() || w.Out.After(until) {
			return nil
		}
		p.Clock.Set(w.First())
	}
}

// Pass is World.Pass.
func (p *Process) Pass(ctx context.Context, to time.Time) error {
	for {
		w, err := p.turn(ctx)
		if err != nil {
			return err
		}
		next := w.First()
		if next.IsZero() || next.After(to) {
			break
		}
		p.Clock.Set(next)
	}
	p.Clock.Set(to)
	_, err := p.turn(ctx)
	return err
}
