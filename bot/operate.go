package bot

import (
	"context"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// Operate decides a command of the operator at the machine: an import, the bootstrap code. The
// cause names the request in the record. It answers the stamp it was decided under, and a
// *domain.Refusal where it was refused.
func (d *Desk) Operate(ctx context.Context, cause string, c domain.Command) (domain.Stamp, error) {
	return d.OperateWith(ctx, cause, func(storage.Tx) (domain.Command, error) { return c, nil })
}

// OperateWith is Operate for a command that is found in the unit that decides it, together with what
// is written beside it: both are kept, or neither. As any unit, find may be run more than once.
func (d *Desk) OperateWith(ctx context.Context, cause string, find func(storage.Tx) (domain.Command, error)) (domain.Stamp, error) {
	luck, err := d.chances()
	if err != nil {
		return domain.Stamp{}, err
	}
	now := d.Now()
	s := domain.Stamp{Now: now, At: now, Actor: domain.Actor{Kind: domain.ByOperator}, Cause: cause, Seed: luck.seed(cause)}
	var done decided
	err = d.store.Update(ctx, storage.People, func(tx storage.Tx) error {
		c, err := find(tx)
		if err != nil {
			return err
		}
		got, _, err := d.decide(tx, c, s)
		done = got
		return err
	})
	if err != nil {
		return s, err
	}
	d.tell(done)
	return s, nil
}
