package slack

import (
	"context"
	"time"
)

// attend keeps the door open until ctx ends. That somebody attends is all that is known over
// HTTP: whether Slack reaches the door shows only when it says that it had to try again.
func (r *reception) attend(ctx context.Context) error {
	r.door.open(ctx, r, time.Now())
	defer r.door.shut()
	r.seated(ctx, 1)
	<-ctx.Done()
	return nil
}
