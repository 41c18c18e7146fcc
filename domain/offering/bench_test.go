package offering_test

import (
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/offering"
)

// What a decision asks most: it should be lost beside one flush to disk (hundreds of microseconds).
func BenchmarkTargetsFor(b *testing.B) {
	x := tier(b, shipped(b), "citrix-css", "priority")
	ask := offering.Ask{Severity: 1, Product: "cvad", Region: "Japan"}
	b.ReportAllocs()
	for b.Loop() {
		x.TargetsFor(ask)
	}
}

func BenchmarkOwner(b *testing.B) {
	x := tier(b, shipped(b), "atlassian-premier", "premier")
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	ask := offering.Ask{Severity: 1, Product: "jira"}
	b.ReportAllocs()
	for b.Loop() {
		x.Owner(at, ask)
	}
}

// A check of the whole shipped folder: what somebody waits for who edits it.
func BenchmarkParse(b *testing.B) {
	files := shippedFiles(b)
	b.ReportAllocs()
	for b.Loop() {
		offering.Parse(files, time.LoadLocation)
	}
}
