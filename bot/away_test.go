package bot

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func (b *bench) toldOfAway() []string {
	return slices.DeleteFunc(b.fake.heads(), func(s string) bool { return !strings.Contains(s, "was not running") })
}

func (b *bench) workAway() {
	b.t.Helper()
	if _, err := b.desk.WorkAway(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	b.work()
}

// TestAway: an absence is told once, however often the process dies before it was told, and from
// when it was last known to live; a restart, and a clock that went back, are none.
func TestAway(t *testing.T) {
	b := newBench(t)
	b.workAway()
	b.at = b.at.Add(AliveEvery / 2)
	b.workAway() // not kept again so soon
	b.at = b.at.Add(AwayLeast - AliveEvery)
	b.crash()
	b.at = b.at.Add(AwayWait)
	b.workAway()
	if told := b.toldOfAway(); told != nil {
		t.Errorf("a restart: %q", told)
	}
	since := b.at
	b.at = b.at.Add(time.Hour)
	b.crash()
	b.workAway()
	b.at = b.at.Add(AwayWait / 2)
	b.crash()
	b.workAway()
	b.at = b.at.Add(AwayWait)
	b.workAway()
	b.at = b.at.Add(AwayWait)
	b.workAway()
	told := b.toldOfAway()
	if len(told) != 1 || !strings.Contains(told[0], "from Mon 2 Mar 2026 "+since.Format("15:04")+" to") {
		t.Errorf("away since %s: %q", since, told)
	}
	b.at = b.at.Add(-24 * time.Hour)
	b.crash()
	b.at = b.at.Add(AwayWait)
	b.workAway()
	if again := b.toldOfAway(); len(again) != 1 {
		t.Errorf("a clock that went back: %q", again)
	}
}
