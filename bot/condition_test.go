package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// asked is what the health pages answer.
func asked(t *testing.T, d *Desk, path string) (code int, troubles []Trouble) {
	t.Helper()
	w := httptest.NewRecorder()
	d.Health().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	var said struct {
		Troubles []Trouble `json:"troubles"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil {
		t.Fatalf("%s: %v\n%s", path, err, w.Body)
	}
	return w.Code, said.Troubles
}

// TestReadyOnAFullDisk: what can be read but takes no write is not ready, says why, and is ready
// again when there is room.
func TestReadyOnAFullDisk(t *testing.T) {
	for _, tt := range []struct {
		name, says string
		err        error
	}{
		{"full", "the disk is full", storage.ErrFull},
		{"broken", "start again", storage.ErrBroken},
		{"anything else", "refuses to write", errors.New("quite another error")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var fails error
			b := newBenchOver(t, mem.Options{Faults: func(point string) error {
				if point == "commit" {
					return fails
				}
				return nil
			}})
			hold := func(what string, code, troubles int) {
				t.Helper()
				for _, path := range []string{"/readyz", "/healthz"} {
					got, list := asked(t, b.desk, path)
					if got != code || len(list) != troubles {
						t.Errorf("%s: %s answers %d, %+v", what, path, got, list)
					}
					if troubles > 0 && (list[0].What != "store" || !strings.Contains(list[0].Says, tt.says)) {
						t.Errorf("%s: %s says %+v", what, path, list)
					}
				}
			}
			hold("with room", 200, 0)
			fails = tt.err
			hold("a moment later", 200, 0) // the last write speaks for it
			b.at = b.at.Add(probeFor)
			hold("without room", 503, 1)
			since := b.at
			b.at = b.at.Add(time.Hour)
			if _, list := asked(t, b.desk, "/readyz"); !list[0].Since.Equal(since) {
				t.Errorf("since %s", list[0].Since)
			}
			fails = nil
			b.at = b.at.Add(probeFor)
			hold("with room again", 200, 0)
		})
	}
}

// A moody platform takes the desk or refuses it.
type moody struct {
	*fake
	refuses atomic.Pointer[string]
	link    atomic.Pointer[Link]
	runs    atomic.Int64
}

func (m *moody) Link() Link {
	if l := m.link.Load(); l != nil {
		return *l
	}
	return Link{Open: 1}
}

func (m *moody) Run(ctx context.Context, in Intake) error {
	m.runs.Add(1)
	for {
		if why := m.refuses.Load(); why != nil {
			return errors.New(*why)
		}
		if _, err := in.Missed(ctx, m.name); err != nil {
			return err
		}
		if err := in.Heard(ctx, m.name, time.Time{}); err != nil {
			return err
		}
		if !sleep(ctx, time.Second) {
			return nil
		}
	}
}

func runMoody(t *testing.T, log *strings.Builder, m *moody) (d *Desk, end func() error) {
	t.Helper()
	reg, err := record.New(toyRooms().Kinds...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	d, err = New(ctx, Options{Store: mem.New(reg, mem.Options{}), Rooms: toyRooms(), Platforms: []Platform{m}, Log: zerolog.New(zerolog.SyncWriter(log))})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	return d, func() error {
		stop()
		err := <-ended
		d.Close()
		return err
	}
}

// TestRefusedPlatform: a platform that refuses a desk it never took ends the run with its reason;
// one that took it before leaves a desk that goes on, is not ready, says why, and is ready again
// when it is taken again.
func TestRefusedPlatform(t *testing.T) {
	why := "slack: sign in: token_revoked: install the app again"
	t.Run("never taken", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var log strings.Builder
			m := &moody{fake: &fake{name: "fake", now: time.Now}}
			m.refuses.Store(&why)
			_, end := runMoody(t, &log, m)
			time.Sleep(time.Second)
			if err := end(); err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("ended with %v", err)
			}
		})
	})
	t.Run("taken before", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var log strings.Builder
			m := &moody{fake: &fake{name: "fake", now: time.Now}}
			d, end := runMoody(t, &log, m)
			time.Sleep(10 * time.Second)
			if code, _ := asked(t, d, "/readyz"); code != 200 {
				t.Errorf("taken: %d", code)
			}
			m.refuses.Store(&why)
			time.Sleep(10 * time.Minute)
			code, list := asked(t, d, "/readyz")
			if code != 503 || len(list) != 1 || list[0].What != "fake" || list[0].Says != why || time.Since(list[0].Since) < 9*time.Minute {
				t.Errorf("refused: %d %+v", code, list)
			}
			if code, _ := asked(t, d, "/healthz"); code != 503 {
				t.Errorf("refused, and %d well", code)
			}
			m.refuses.Store(nil)
			time.Sleep(AskAgain)
			synctest.Wait()
			if code, list := asked(t, d, "/readyz"); code != 200 {
				t.Errorf("taken again: %d %+v", code, list)
			}
			if err := end(); err != nil {
				t.Errorf("ended with %v", err)
			}
			if n := strings.Count(log.String(), why); n != 1 {
				t.Errorf("logged %d times:\n%s", n, &log)
			}
		})
	})
}

// TestCutOff: a platform without a connection is a trouble after a while, not at once.
func TestCutOff(t *testing.T) {
	b := newBench(t)
	m := &moody{fake: b.fake}
	b.desk.platforms["fake"] = m
	m.link.Store(&Link{Away: b.at})
	b.at = b.at.Add(AwayAfter - time.Second)
	if code, list := asked(t, b.desk, "/readyz"); code != 200 {
		t.Errorf("a short cut: %d %+v", code, list)
	}
	b.at = b.at.Add(time.Second)
	if code, list := asked(t, b.desk, "/readyz"); code != 503 || list[0].Says != "there is no connection" || !list[0].Since.Equal(b.at.Add(-AwayAfter)) {
		t.Errorf("a long one: %d %+v", code, list)
	}
	m.link.Store(&Link{Open: 1})
	if code, list := asked(t, b.desk, "/readyz"); code != 200 {
		t.Errorf("back: %d %+v", code, list)
	}
}
