package bot

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

// TestSummary: what was done is logged in numbers, once in a while, and nothing where nothing was.
func TestSummary(t *testing.T) {
	b := newBench(t)
	var log bytes.Buffer
	b.log = zerolog.New(&log)
	b.crash()
	house := func() {
		t.Helper()
		if err := b.desk.WorkHouse(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	house()
	b.effects(card.TeamChannel("t").PostTo("n1", domain.LanePost, card.ForStaff(domain.Alert, plainly("nobody's words"))))
	b.pass(time.Minute)
	house()
	if log.Len() > 0 {
		t.Errorf("too soon:\n%s", &log)
	}
	b.pass(SummaryEvery)
	house()
	b.pass(2 * SummaryEvery)
	house()
	if n := strings.Count(log.String(), "since the last summary"); n != 1 || !strings.Contains(log.String(), `"sent":1`) || strings.Contains(log.String(), "nobody's words") {
		t.Errorf("%d lines:\n%s", n, &log)
	}
}
