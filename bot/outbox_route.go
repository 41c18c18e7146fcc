package bot

import (
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/place"
)

// A standing is whether an address can be spoken to.
type standing string

// The standings of an address.
const (
	here   standing = "here"
	notYet standing = "not yet"      // nothing is known of it; it may still come to be
	lost   standing = "place gone"   // it is no more, or never will be
	shared standing = "place shared" // it is for staff, and people of another company read it
)

// A route is where an effect goes.
type route struct {
	state    standing
	platform string
	channel  string      // the key of its gate
	to       domain.Spot // as Delivery.To
	direct   domain.Handle
	only     domain.Handle
}

// digestPlace is a digest message as an address, so that it can be edited.
const digestPlace domain.PlaceKind = "digest"

// route finds where an effect goes. Nowhere is no error: it is a standing.
func (d *Desk) route(r domain.Reader, e domain.Effect) (route, error) {
	rt, err := d.whither(r, e)
	if err == nil && rt.state == here && d.platforms[rt.platform] == nil {
		rt = route{state: notYet} // not configured now; perhaps at the next start
	}
	return rt, err
}

func (d *Desk) whither(r domain.Reader, e domain.Effect) (route, error) {
	p := e.Place
	switch p.Kind {
	case domain.ReplyPlace:
		// Only the asker reads it, whoever else is in the channel.
		spot, err := place.Last(r, p.Spot)
		if err != nil {
			return route{}, err
		}
		p.Spot = spot
		channel := p.Spot.Platform + "/" + p.Spot.Channel
		if p.Direct { // one room, by whichever name it is spoken to
			channel = d.directTo(p.To).channel
		}
		return route{state: here, platform: p.Spot.Platform, channel: channel, to: p.Spot, only: p.To}, nil
	case domain.HandleDirect:
		return d.directTo(p.To), nil
	case domain.HomePage:
		// A gate of its own: a page holds up no message, and no message a page.
		return route{state: here, platform: p.To.Platform, channel: p.To.Platform + "/home/" + p.To.String(), direct: p.To}, nil
	case domain.HookPlace:
		if d.platforms[Outside] == nil {
			return route{state: lost}, nil // nobody is there any more who could be told
		}
		to := domain.Spot{Platform: Outside, Channel: p.ID}
		return route{state: here, platform: Outside, channel: Outside + "/" + p.ID, to: to}, nil
	case domain.PersonDirect:
		handles, err := d.rooms.Handles(r, p.ID)
		if err != nil {
			return route{}, fmt.Errorf("handles of person %s: %w", p.ID, err)
		}
		for _, h := range handles {
			if d.platforms[h.Platform] != nil {
				return d.directTo(h), nil
			}
		}
		return route{state: lost}, nil
	}
	if e.Kind == domain.Room {
		// Rooms are made one after the other.
		return route{state: here, platform: p.Spot.Platform, channel: p.Spot.Platform + "/rooms"}, nil
	}
	b, ok, err := place.Where(r, p)
	switch {
	case err != nil:
		return route{}, err
	case b != nil && !ok && p.Kind == domain.CaseThread && d.queue.makes(p):
		return route{state: notYet}, nil // its head is put up anew
	case b != nil && !ok:
		return route{state: lost}, nil
	case b == nil && (p.Kind == domain.CaseThread || p.Kind == domain.WelcomeCard || p.Kind == domain.WordsRelayed || p.Kind == domain.WorkRoom || p.Kind == digestPlace) && !d.queue.makes(p):
		// Only a row of the outbox makes such a place, and none is left that would.
		return route{state: lost}, nil
	case b == nil:
		return route{state: notYet}, nil
	}
	to, err := place.Last(r, b.Spot)
	if err != nil {
		return route{}, err
	}
	rt := route{state: here, platform: to.Platform, channel: to.Platform + "/" + to.Channel, to: to}
	if !b.Who.IsZero() { // one room, by whichever name it is spoken to
		rt.channel = d.directTo(b.Who).channel
	}
	if e.Kind == domain.Edit || e.Kind == domain.Pin {
		if rt.to.Message == "" {
			rt.to.Message = to.Thread
		}
	} else {
		rt.to.Message = ""
	}
	if e.Audience == domain.Internal {
		if b.Shared {
			rt.state = shared
		} else if in, ok, err := place.InChannel(r, domain.Spot{Platform: to.Platform, Channel: to.Channel}); err != nil {
			return route{}, err
		} else if ok {
			whole, _, err := place.Where(r, in)
			if err != nil {
				return route{}, err
			}
			if whole.Shared || in.Audience == domain.Customers {
				rt.state = shared
			}
		}
	}
	return rt, nil
}

func (d *Desk) directTo(h domain.Handle) route {
	if h.IsZero() {
		return route{state: lost}
	}
	return route{state: here, platform: h.Platform, channel: h.Platform + "/@" + h.String(), direct: h}
}
