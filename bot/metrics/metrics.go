// Package metrics shows how a desk is in the form that Prometheus scrapes. It reads what the desk
// knows of itself and decides nothing; no label names a customer, a case or a person.
//
// What it leaves out: what is too much, which deploy/prometheus/alerts.yaml says, and what it
// looks like, which deploy/grafana/deskhand.json says; a test holds both to the families here.
package metrics

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
)

// Options are what the desk itself does not know.
type Options struct {
	Version string
	// Room is how large the store is and how much is free beside it, in bytes; nil where nobody
	// knows.
	Room func() (size, free uint64, ok bool)
	// Now is desk time, for the ages of what waits; nil is time.Now.
	Now func() time.Time
}

// Handler answers a scrape of the desk.
func Handler(d *bot.Desk, o Options) http.Handler {
	return promhttp.HandlerFor(registry(d, o), promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 10 * time.Second})
}

// registry is one of its own: nothing that a library counts by itself gets in.
func registry(d *bot.Desk, o Options) *prometheus.Registry {
	if o.Now == nil {
		o.Now = time.Now
	}
	r := prometheus.NewRegistry()
	r.MustRegister(&desk{desk: d, o: o}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// A family is one metric.
type family struct {
	name, help string
	labels     []string
	kind       prometheus.ValueType
	spread     bool // a histogram
}

// The families, by what they tell.
var (
	build    = family{name: "build_info", help: "Which build runs; always 1.", labels: []string{"version"}, kind: prometheus.GaugeValue}
	well     = family{name: "well", help: "1 while everything due was sent within its bound and nothing keeps the desk from its work, as /healthz.", kind: prometheus.GaugeValue}
	trouble  = family{name: "trouble", help: "1 for each thing that keeps the desk from its work: the store, a platform.", labels: []string{"what"}, kind: prometheus.GaugeValue}
	late     = family{name: "late", help: "Things that are due and not sent within their bound, as the auditor finds them.", kind: prometheus.GaugeValue}
	stuck    = family{name: "stuck_dues", help: "Things that stay due although they were looked at.", kind: prometheus.GaugeValue}
	folder   = family{name: "folder", help: "The number of the desk folder in force; 0 for none.", kind: prometheus.GaugeValue}
	cases    = family{name: "open_cases", help: "Open cases.", labels: []string{"severity", "state"}, kind: prometheus.GaugeValue}
	clocks   = family{name: "open_clocks", help: "Clocks of open cases that nothing has ended.", labels: []string{"severity", "clock", "phase"}, kind: prometheus.GaugeValue}
	promises = family{name: "promises_total", help: "Promises judged, as people were told then: met, met_late, breached.", labels: []string{"clock", "verdict"}, kind: prometheus.CounterValue}
	dues     = family{name: "due_lateness_seconds", help: "How late the first of what one unit looked at was.", spread: true}
	commits  = family{name: "commit_seconds", help: "From asking the store until it was durable or refused, waiting included.", spread: true}
	inbox    = family{name: "inbox_waiting", help: "Envelopes that were kept and are not decided yet.", kind: prometheus.GaugeValue}
	inboxAge = family{name: "inbox_oldest_seconds", help: "Age of the oldest of them; 0 where there is none.", kind: prometheus.GaugeValue}
	outbox   = family{name: "outbox_waiting", help: "Messages that are not settled.", labels: []string{"lane"}, kind: prometheus.GaugeValue}
	outAge   = family{name: "outbox_oldest_seconds", help: "Age of the oldest of them; 0 where there is none.", labels: []string{"lane"}, kind: prometheus.GaugeValue}
	sends    = family{name: "sends_total", help: "Calls that said something, by how they ended.", labels: []string{"kind", "result"}, kind: prometheus.CounterValue}
	waits    = family{name: "rate_limit_waits_total", help: "How often a platform asked to wait.", labels: []string{"kind"}, kind: prometheus.CounterValue}
	waited   = family{name: "rate_limit_wait_seconds_total", help: "For how long in all.", labels: []string{"kind"}, kind: prometheus.CounterValue}
	rows     = family{name: "messages_total", help: "Messages settled: sent, cancelled, dead; in_doubt are those of sent that may have been said twice.", labels: []string{"result"}, kind: prometheus.CounterValue}
	received = family{name: "received_total", help: "Envelopes kept; repeated are redeliveries.", labels: []string{"result"}, kind: prometheus.CounterValue}
	commands = family{name: "commands_total", help: "What was decided: decided, of which refused; faults are what the desk could not decide.", labels: []string{"result"}, kind: prometheus.CounterValue}
	linked   = family{name: "platform_connections", help: "Connections that stand; over HTTP, 1 while requests are taken.", labels: []string{"platform"}, kind: prometheus.GaugeValue}
	heard    = family{name: "platform_last_heard_timestamp_seconds", help: "When the platform last sent anything; 0 for never.", labels: []string{"platform"}, kind: prometheus.GaugeValue}
	size     = family{name: "store_bytes", help: "Size of the store's file.", kind: prometheus.GaugeValue}
	free     = family{name: "store_free_bytes", help: "Room beside it on its disk.", kind: prometheus.GaugeValue}
	seen     = family{name: "scrape_complete", help: "0 where the store could not be read for this scrape.", kind: prometheus.GaugeValue}
)

// families are all of them; a family that stands not here is not told.
var families = []family{build, well, trouble, late, stuck, folder, cases, clocks, promises, dues, commits, inbox, inboxAge, outbox, outAge, sends, waits, waited,
	rows, received, commands, linked, heard, size, free, seen}

func (f family) full() string { return "deskhand_" + f.name }

func (f family) desc() *prometheus.Desc {
	return prometheus.NewDesc(f.full(), f.help, f.labels, nil)
}

// lanes are the lanes' names.
var lanes = map[domain.Lane]string{
	domain.LaneUrgent: "urgent", domain.LaneAnswer: "answer", domain.LanePost: "post", domain.LaneEdit: "edit", domain.LaneDigest: "digest",
}

// A desk is collected whenever it is asked for.
type desk struct {
	desk *bot.Desk
	o    Options

	mu    sync.Mutex
	tally bot.Tally
	next  time.Time // not counted again before this
}

// Bounds of counting everything open, in real time: it reads all of it.
const (
	tallyEvery = 15 * time.Second
	tallyShare = 20 // it takes at most one part in so many of the time
)

// Describe implements prometheus.Collector.
func (c *desk) Describe(to chan<- *prometheus.Desc) {
	for _, f := range families {
		to <- f.desc()
	}
}

// Collect implements prometheus.Collector.
func (c *desk) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	put := func(f family, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(f.desc(), f.kind, v, labels...)
	}
	put(build, 1, c.o.Version)
	whole := c.state(ctx, put)
	m := c.desk.Measured()
	for j, n := range m.Judged {
		put(promises, float64(n), j.Clock, j.Verdict)
	}
	for s, n := range m.Sends {
		put(sends, float64(n), string(s.Kind), strings.ReplaceAll(s.Result, " ", "_"))
	}
	for k, w := range m.Waits {
		put(waits, float64(w.Count), string(k))
		put(waited, w.For.Seconds(), string(k))
	}
	to <- spread(dues, m.Dues)
	to <- spread(commits, m.Commits)
	n := c.desk.Metrics()
	for result, v := range map[string]int64{"sent": n.Sent, "cancelled": n.Cancelled, "dead": n.Dead, "in_doubt": n.Doubted, "retried": n.Retries} {
		put(rows, float64(v), result)
	}
	for result, v := range map[string]int64{"kept": n.Received, "repeated": n.Repeated, "not_yet": n.NotYet} {
		put(received, float64(v), result)
	}
	for result, v := range map[string]int64{"decided": n.Commands, "refused": n.Refusals, "faults": n.Faults} {
		put(commands, float64(v), result)
	}
	for name, l := range c.desk.Links() {
		put(linked, float64(l.Open), name)
		put(heard, unix(l.Heard), name)
	}
	if c.o.Room != nil {
		if s, f, ok := c.o.Room(); ok {
			put(size, float64(s))
			put(free, float64(f))
		}
	}
	put(seen, truth(whole))
}

// state tells what the store says, and reports whether it could be read.
func (c *desk) state(ctx context.Context, put func(f family, v float64, labels ...string)) bool {
	is, err := c.desk.Condition(ctx)
	put(well, truth(err == nil && is.Well()))
	told := map[string]bool{}
	for _, t := range is.Troubles {
		if !told[t.What] {
			put(trouble, 1, t.What)
		}
		told[t.What] = true
	}
	if err != nil {
		return false
	}
	put(late, float64(is.Count))
	put(stuck, float64(is.Stuck))
	b, err := c.desk.Backlog(ctx)
	if err != nil {
		return false
	}
	put(inbox, float64(b.Inbox.Count))
	put(inboxAge, c.age(b.Inbox.Oldest))
	for lane, name := range lanes {
		put(outbox, float64(b.Lanes[lane].Count), name)
		put(outAge, c.age(b.Lanes[lane].Oldest), name)
	}
	t, err := c.open(ctx)
	if err != nil {
		return false
	}
	put(folder, float64(t.Folder))
	for k, n := range t.Cases {
		put(cases, float64(n), strconv.Itoa(k.Severity), k.State)
	}
	for k, n := range t.Clocks {
		put(clocks, float64(n), strconv.Itoa(k.Severity), k.Clock, k.Phase)
	}
	return true
}

// open counts everything open, or answers what was counted just before.
func (c *desk) open(ctx context.Context) (bot.Tally, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	began := time.Now()
	if began.Before(c.next) {
		return c.tally, nil
	}
	t, err := c.desk.Tally(ctx)
	if err != nil {
		return t, err
	}
	took := time.Since(began)
	c.tally, c.next = t, began.Add(max(tallyEvery, tallyShare*took))
	return t, nil
}

func (c *desk) age(since time.Time) float64 {
	if since.IsZero() {
		return 0
	}
	return max(0, c.o.Now().Sub(since).Seconds())
}

func spread(f family, d bot.Distribution) prometheus.Metric {
	under := map[float64]uint64{}
	for i, n := range d.Under {
		under[bot.Bounds[i].Seconds()] = n
	}
	return prometheus.MustNewConstHistogram(f.desc(), d.Count, d.Sum.Seconds(), under)
}

func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
