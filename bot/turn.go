package bot

import (
	"context"
	"time"
)

// Turn turns the pumps by hand, in the order in which Run lets them go first at its start,
// until nothing more can be done at this moment.
func (d *Desk) Turn(ctx context.Context) error {
	for {
		in, err := d.WorkInbox(ctx)
		if err != nil {
			return err
		}
		due, err := d.WorkDue(ctx, d.Now())
		if err != nil {
			return err
		}
		out, err := d.WorkOutbox(ctx, d.Now())
		if err != nil {
			return err
		}
		pages, err := d.WorkPages(ctx)
		if err != nil {
			return err
		}
		if in+due+out+pages == 0 {
			return nil
		}
	}
}

// First is the earlier of the two instants of a Wake, for whom both clocks are one; zero where
// there is neither.
func (w Wake) First() time.Time { return earliest(w.Due, w.Out) }
