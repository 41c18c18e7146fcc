package slackworld

import (
	"errors"
	"fmt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/place"
)

// connect disconnects a customer's channel from their workspace, or connects it again and lets
// its people in.
func (w *World) connect(name string, on bool) error {
	id := ""
	for _, s := range w.cast.Steps {
		if b, ok := s.Command.(place.Bind); ok && b.Place.Kind == domain.AccountChannel && b.Spot.Channel == name {
			id = b.Place.ID
		}
	}
	for _, s := range w.cast.Steps {
		a, ok := s.Command.(account.PutAccount)
		if !ok || a.ID != id {
			continue
		}
		var err error
		for _, of := range a.Workspaces {
			if !on {
				err = errors.Join(err, w.w.Unshare("#"+name, of.Team))
				continue
			}
			_, shared := w.w.Share("#"+name, of.Team)
			err = errors.Join(err, shared)
			for _, p := range w.cast.People {
				if p.Handle.Team == of.Team && shared == nil {
					err = errors.Join(err, w.w.Invite(w.anyVendor(), "#"+name, p.Name))
				}
			}
		}
		w.opt.Quiet()
		return err
	}
	return fmt.Errorf("#%s is no customer's channel", name)
}
