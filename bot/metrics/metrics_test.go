package metrics

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
	"github.com/deskhand/deskhand/storage/storagetest/mem"
)

// A mute platform takes what it is told.
type mute struct{}

func (mute) Name() string                                            { return "mute" }
func (mute) Run(ctx context.Context, _ bot.Intake) error             { <-ctx.Done(); return nil }
func (mute) Decode(storage.Envelope) (bot.Incoming, error)           { return bot.Unheard{}, nil }
func (mute) Send(context.Context, bot.Delivery) (bot.Receipt, error) { return bot.Receipt{}, nil }
func (mute) Look(context.Context, bot.Delivery) (bot.Receipt, bool, error) {
	return bot.Receipt{}, false, nil
}
func (mute) Link() bot.Link { return bot.Link{Open: 2, Heard: time.Unix(1e9, 0)} }

func rooms() bot.Rooms { return bot.House(time.LoadLocation) }

func aDesk(t *testing.T, change func(*bot.Rooms)) *bot.Desk {
	t.Helper()
	r := rooms()
	if change != nil {
		change(&r)
	}
	reg, err := record.New(r.Kinds...)
	if err != nil {
		t.Fatal(err)
	}
	d, err := bot.New(t.Context(), bot.Options{Store: mem.New(reg, mem.Options{}), Rooms: r, Platforms: []bot.Platform{mute{}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func scraped(t *testing.T, d *bot.Desk) string {
	t.Helper()
	w := httptest.NewRecorder()
	Handler(d, Options{Version: "1.2.3", Room: func() (uint64, uint64, bool) { return 42, 4711, true }}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %v\n%s", w.Code, err, body)
	}
	return string(body)
}

// TestScrape: what a desk says of itself, in a form that Prometheus reads and its own linter likes.
func TestScrape(t *testing.T) {
	d := aDesk(t, func(r *bot.Rooms) {
		r.Tally = func(domain.Reader, time.Time) (bot.Tally, error) {
			return bot.Tally{Folder: 3, Cases: map[bot.OpenCase]int{{Severity: 1, State: "open"}: 2},
				Clocks: map[bot.OpenClock]int{{Severity: 1, Clock: "restore", Phase: "breached"}: 1}}, nil
		}
	})
	body := scraped(t, d)
	for _, want := range []string{
		`deskhand_build_info{version="1.2.3"} 1`, "deskhand_well 1", "deskhand_late 0", "deskhand_folder 3",
		`deskhand_open_cases{severity="1",state="open"} 2`, `deskhand_open_clocks{clock="restore",phase="breached",severity="1"} 1`,
		`deskhand_outbox_waiting{lane="urgent"} 0`, `deskhand_platform_connections{platform="mute"} 2`,
		`deskhand_platform_last_heard_timestamp_seconds{platform="mute"} 1e+09`, "deskhand_store_bytes 42", "deskhand_store_free_bytes 4711",
		`deskhand_commit_seconds_bucket{le="+Inf"} 1`, "deskhand_scrape_complete 1", "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("it does not say %q:\n%s", want, body)
		}
	}
	problems, err := promlint.New(strings.NewReader(body)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "deskhand_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

// TestUnreadable: a store that fails is told, not hidden behind old numbers.
func TestUnreadable(t *testing.T) {
	body := scraped(t, aDesk(t, func(r *bot.Rooms) {
		r.Tally = func(domain.Reader, time.Time) (bot.Tally, error) { return bot.Tally{}, fmt.Errorf("damaged") }
	}))
	if !strings.Contains(body, "deskhand_scrape_complete 0") || strings.Contains(body, "deskhand_open_cases{") {
		t.Errorf("it says\n%s", body)
	}
}

// TestTallyIsKept: who scrapes often does not have everything read as often.
func TestTallyIsKept(t *testing.T) {
	n := 0
	d := aDesk(t, func(r *bot.Rooms) {
		r.Tally = func(domain.Reader, time.Time) (bot.Tally, error) { n++; return bot.Tally{}, nil }
	})
	h := Handler(d, Options{})
	for range 3 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	}
	if n != 1 {
		t.Errorf("counted %d times", n)
	}
}

// told are the names of everything that is told.
func told() map[string]bool {
	names := map[string]bool{"up": true}
	for _, f := range families {
		if !f.spread {
			names[f.full()] = true
			continue
		}
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			names[f.full()+part] = true
		}
	}
	return names
}

var (
	metricName = regexp.MustCompile(`\b(deskhand_[a-z_]+|up)\b`)
	anyLabel   = regexp.MustCompile(`([a-z_]+)\s*(?:=~|!~|!=|=)"`)
	byLabels   = regexp.MustCompile(`by \(([a-z_, ]+)\)`)
)

// asks are the metrics and labels that an expression asks for.
func asks(expr string) (metrics, labels []string) {
	metrics = metricName.FindAllString(expr, -1)
	for _, m := range anyLabel.FindAllStringSubmatch(expr, -1) {
		labels = append(labels, m[1])
	}
	for _, m := range byLabels.FindAllStringSubmatch(expr, -1) {
		labels = append(labels, strings.Split(m[1], ", ")...)
	}
	return metrics, labels
}

// holds reports what an expression asks for that nobody tells.
func holds(t *testing.T, where, expr string, asked map[string]bool) {
	t.Helper()
	metrics, labels := asks(expr)
	if len(metrics) == 0 {
		t.Errorf("%s asks for nothing of ours: %s", where, expr)
	}
	known := []string{"job", "le"}
	for _, m := range metrics {
		asked[m] = true
		if !told()[m] {
			t.Errorf("%s asks for %s, which nobody tells", where, m)
		}
		for _, f := range families {
			if strings.HasPrefix(m, f.full()) {
				known = append(known, f.labels...)
			}
		}
	}
	for _, l := range labels {
		if !slices.Contains(known, l) {
			t.Errorf("%s asks for the label %s, which none of %v has", where, l, metrics)
		}
	}
	if strings.Count(expr, "(") != strings.Count(expr, ")") || strings.Count(expr, "{") != strings.Count(expr, "}") {
		t.Errorf("%s: brackets are open: %s", where, expr)
	}
}

// TestDashboard: each panel asks for what is told, and everything that is told is shown.
func TestDashboard(t *testing.T) {
	data, err := os.ReadFile("../../deploy/grafana/deskhand.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title  string
		Panels []struct {
			ID      int
			Title   string
			Type    string
			Grid    struct{ X, Y, W, H int } `json:"gridPos"`
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(data, &board); err != nil {
		t.Fatal(err)
	}
	asked, ids := map[string]bool{}, map[int]bool{}
	for i, p := range board.Panels {
		if ids[p.ID] || len(p.Targets) == 0 || p.Title == "" || p.Grid.X+p.Grid.W > 24 {
			t.Errorf("panel %d (%s) is misshapen", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, q := range board.Panels[:i] {
			a, b := p.Grid, q.Grid
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("%s lies over %s", p.Title, q.Title)
			}
		}
		for _, q := range p.Targets {
			holds(t, p.Title, q.Expr, asked)
		}
	}
	for _, f := range families {
		if f.full() != seen.full() && !slices.ContainsFunc(slices.Collect(maps.Keys(asked)), func(m string) bool { return strings.HasPrefix(m, f.full()) }) {
			t.Errorf("no panel shows %s", f.full())
		}
	}
}

// TestAlerts: each rule asks for what is told, and says what to do.
func TestAlerts(t *testing.T) {
	data, err := os.ReadFile("../../deploy/prometheus/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For string
				Labels           map[string]string
				Annotations      map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	asked, names := map[string]bool{}, map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if names[r.Alert] || !strings.HasPrefix(r.Alert, "Deskhand") {
				t.Errorf("%q is no name of its own", r.Alert)
			}
			names[r.Alert] = true
			if s := r.Labels["severity"]; s != "page" && s != "ticket" {
				t.Errorf("%s: for whom? %q", r.Alert, s)
			}
			if r.Annotations["summary"] == "" || r.Annotations["do"] == "" {
				t.Errorf("%s does not say what to do", r.Alert)
			}
			if r.For != "" {
				if _, err := time.ParseDuration(r.For); err != nil {
					t.Errorf("%s: %v", r.Alert, err)
				}
			}
			holds(t, r.Alert, r.Expr, asked)
		}
	}
	if len(names) < 10 {
		t.Errorf("%d rules", len(names))
	}
}

// TestNoNames: no label could name a customer, a case or a person.
func TestNoNames(t *testing.T) {
	may := []string{"version", "what", "severity", "state", "clock", "phase", "verdict", "lane", "kind", "result", "platform"}
	for _, f := range families {
		for _, l := range f.labels {
			if !slices.Contains(may, l) {
				t.Errorf("%s has the label %s", f.full(), l)
			}
		}
	}
}
