package sim_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/sim"
)

// stages are the desks and people that seeds take turns on: the shipped folder with two casts,
// and the one with every sort of clock.
var stages = sync.OnceValues(func() ([]*sim.Stage, error) {
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
			return nil, err
		}
		stage, err := sim.NewStage(s.name, cast)
		if err != nil {
			return nil, err
		}
		out = append(out, stage)
	}
	return out, nil
})

func run(t *testing.T, seed uint64) *sim.Result {
	t.Helper()
	all, err := stages()
	if err != nil {
		t.Fatal(err)
	}
	return sim.Run(context.Background(), all[seed%uint64(len(all))], seed)
}

// number reads an environment variable.
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

// TestSeeds plays 25 seeds, with -short 8; DESKHAND_SEEDS says how many, DESKHAND_SEED names the only one, and
// then with -v its whole log is shown. Over many seeds everything must have happened that is
// there to happen, or the promises were held to nothing.
func TestSeeds(t *testing.T) {
	usual := uint64(25)
	if testing.Short() {
		usual = 8
	}
	from, to := uint64(1), number(t, "DESKHAND_SEEDS", usual)
	if one := number(t, "DESKHAND_SEED", 0); one > 0 {
		from, to = one, one
	}
	var sum sim.Counts
	began := time.Now()
	for seed := from; seed <= to; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := run(t, seed)
			sum.Add(r.Counts)
			if from == to && testing.Verbose() {
				t.Logf("%s", r.Tail(len(r.Log)))
			}
			t.Logf("seed %d on %s: %s", seed, r.Stage, r.Hash)
			if len(r.Faults) > 0 {
				t.Errorf("the log ends\n%s\nseed %d broke its promises:\n%s\nDESKHAND_SEED=%d go test -v -run TestSeeds ./bot/sim plays it again",
					r.Tail(40), seed, strings.Join(r.Faults, "\n"), seed)
			}
		})
	}
	t.Logf("%d seeds in %s: %s", to-from+1, time.Since(began).Round(100*time.Millisecond), sum)
	if never := sum.Never(); to-from >= 24 && len(never) > 0 {
		t.Errorf("in no seed there were any of: %v", never)
	}
}

// TestSameSeedSameRun: a run depends on its seed and on nothing else, so that a seed that broke a
// promise breaks it again.
func TestSameSeedSameRun(t *testing.T) {
	last := uint64(6)
	if testing.Short() {
		last = 3
	}
	for seed := uint64(1); seed <= last; seed++ {
		a, b := run(t, seed), run(t, seed)
		if a.Hash == b.Hash {
			continue
		}
		for i := range a.Log {
			if i >= len(b.Log) || a.Log[i] != b.Log[i] {
				t.Errorf("seed %d parts at line %d:\n%s\n%s", seed, i, a.Log[i], strings.Join(b.Log[i:min(len(b.Log), i+1)], ""))
				break
			}
		}
		t.Errorf("seed %d gives %s, and then %s", seed, a.Hash, b.Hash)
	}
	if a, b := run(t, 1), run(t, 4); a.Hash == b.Hash { // of one stage
		t.Error("two seeds are one")
	}
}
