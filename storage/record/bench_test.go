package record

import (
	"encoding/json"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/deskhand/deskhand/domain"
)

// aCase is about what a case with four clocks holds: what the codecs are measured on.
type aCase struct {
	domain.Head
	Account  string        `json:"account"`
	Contract string        `json:"contract"`
	Tier     string        `json:"tier"`
	Product  string        `json:"product"`
	Version_ string        `json:"version"`
	Title    domain.WordID `json:"title"`
	Text     domain.WordID `json:"text"`
	Severity string        `json:"severity"`
	State    string        `json:"state"`
	Team     string        `json:"team"`
	Owner    string        `json:"owner"`
	Contact  string        `json:"contact"`
	Channel  string        `json:"channel"`
	Opened   time.Time     `json:"opened"`
	Watchers []string      `json:"watchers,omitempty"`
	Clocks   []aClock      `json:"clocks"`
}

type aClock struct {
	Kind   string        `json:"kind"`
	Cycle  int           `json:"cycle"`
	Within time.Duration `json:"within"`
	Under  bool          `json:"under,omitempty"`
	Cal    string        `json:"cal"`
	Desk   uint32        `json:"desk"`
	Warn   []int         `json:"warn,omitempty"`
	Marks  []aMark       `json:"marks"`
}

type aMark struct {
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
	Now  time.Time `json:"now"`
	Why  string    `json:"why,omitempty"`
	By   string    `json:"by,omitempty"`
}

func theCase() *aCase {
	t0 := time.Date(2026, 3, 2, 9, 0, 0, 123e6, time.UTC)
	c := &aCase{
		Head: domain.Head{ID: "4711", Seq: 17}, Account: "northwind", Contract: "northwind-2026", Tier: "priority",
		Product: "cvad", Version_: "2402 LTSR", Title: "9b1d0c6a1f5e4f60a1d2c3b4a5968778",
		Text: "1f5e4f60a1d2c3b49b1d0c6aa5968778", Severity: "1", State: "working", Team: "emea-core", Owner: "noah",
		Contact: "ana", Channel: "C0123456789", Opened: t0, Watchers: []string{"bea", "carl"},
	}
	for i, kind := range []string{"first_response", "next_update", "restore", "resolve"} {
		cl := aClock{Kind: kind, Cycle: i, Within: 15 * time.Minute, Cal: "follow-the-sun", Desk: 3, Warn: []int{50, 75, 90}}
		for j, m := range []string{"started", "paused", "resumed"} {
			at := t0.Add(time.Duration(j) * time.Hour)
			cl.Marks = append(cl.Marks, aMark{Kind: m, At: at, Now: at.Add(412 * time.Millisecond), Why: "customer", By: "noah"})
		}
		c.Clocks = append(c.Clocks, cl)
	}
	return c
}

// BenchmarkCodec compares ways to write a case down; the report gives each as a share of
// encoding/json's time.
func BenchmarkCodec(b *testing.B) {
	reg := testRegistry(b, theCase())
	v2 := jsonv2.JoinOptions(jsonv2.Deterministic(true), jsonv1.FormatDurationAsNano(true))
	for _, c := range []struct {
		name string
		enc  func(any) ([]byte, error)
		dec  func([]byte, any) error
	}{
		{"json", json.Marshal, json.Unmarshal},
		{"json-v2", func(v any) ([]byte, error) { return jsonv2.Marshal(v, v2) }, func(b []byte, v any) error { return jsonv2.Unmarshal(b, v, v2) }},
		{"record", func(v any) ([]byte, error) { return reg.encode(make([]byte, 0, 1024), v) }, reg.decode},
	} {
		in := theCase()
		data, err := c.enc(in)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name+"/encode", func(b *testing.B) {
			b.ReportAllocs()
			b.ReportMetric(float64(len(data)), "bytes")
			for b.Loop() {
				if _, err := c.enc(in); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/decode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var out aCase
				if err := c.dec(data, &out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
