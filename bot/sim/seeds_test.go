package sim_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/sim"
)

// stages are the desks and people that seeds take turns on.
func stages(t testing.TB) []*sim.Stage {
	t.Helper()
	var out []*sim.Stage
	for _, s := range []struct{ name, desk string }{
		{"css", ""}, {"harbour", "testdata/desks/harbour"}, {"premier", ""},
	} {
		keys := map[string]string{"cast": "sim/testdata/" + s.name + ".yaml"}
		if s.desk != "" {
			keys["desk"] = s.desk
		}
		cast, err := chat.LoadCast(os.DirFS(".."), &chat.Page{Name: s.name, Keys: keys}, nil, time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		stage, err := sim.NewStage(s.name, cast)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, stage)
	}
	return out
}

func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestSeeds plays 25 seeds; DESKHAND_SEEDS says how many, DESKHAND_SEED names the only one.
func TestSeeds(t *testing.T) {
	all := stages(t)
	from, to := uint64(1), number(t, "DESKHAND_SEEDS", 25)
	if one := number(t, "DESKHAND_SEED", 0); one > 0 {
		from, to = one, one
	}
	var sum sim.Counts
	for seed := from; seed <= to; seed++ {
		r := sim.Run(context.Background(), all[seed%uint64(len(all))], seed)
		sum.Add(r.Counts)
		t.Logf("seed %d on %s: %s", seed, r.Stage, r.Hash)
		if len(r.Faults) > 0 {
			tail := r.Tail(60)
			if from == to {
				tail = r.Tail(len(r.Log))
			}
			t.Errorf("%s\nseed %d broke a promise (DESKHAND_SEED=%d plays it again):\n%s", tail, seed, seed, fmt.Sprint(r.Faults))
		}
	}
	t.Log(sum)
}
