package commands

import (
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
)

// An Input is one line that somebody said, and where, when and to whom: all
// that a platform has to bring, whichever it is.
type Input struct {
	Platform string
	Request  string        // the natural key of what came in: the same for every redelivery
	By       domain.Handle // who said it
	Spot     domain.Spot   // where: channel, thread, message
	Shared   bool          // others read what is said there
	Direct   bool          // it is somebody's own conversation with the desk
	Outside  bool          // they are not of the workspace the desk is at home in
	Text     string
	Escaped  bool   // Text is in wire form: & < > as entities, addresses marked as links
	Self     string // how the desk itself is mentioned, <@U0> or @deskhand: dropped where it opens the line

	Said  time.Time      // when the platform says it was said; zero: Now
	Now   time.Time      // when it is decided
	Zone  *time.Location // the asker's; nil is UTC
	Zones func(name string) (*time.Location, error)

	Case    string              // the case that the thread belongs to, if it does
	Account string              // the customer whose channel it was said in, if it was
	From    casework.Source     // the message on which it was asked for, if on one
	Lists   map[string][]string // what the offering in force here lets people choose from, where that is known
}

// reading is how the asker's times are meant: as of when they were said.
func (in Input) reading() Reading {
	now := in.Now
	if !in.Said.IsZero() && in.Said.Before(now) {
		now = in.Said
	}
	return Reading{Now: now, Zone: in.Zone, Zones: in.Zones}
}
