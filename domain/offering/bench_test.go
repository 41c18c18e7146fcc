package offering_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

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

// manyFiles is the shipped folder with n offerings in it: those that are shipped, over and over, each
// under an id of its own.
func manyFiles(tb testing.TB, n int) map[string][]byte {
	tb.Helper()
	files := shippedFiles(tb)
	var names []string
	for name := range files {
		if strings.HasPrefix(name, "offerings/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i := len(names); i < n; i++ {
		src := files[names[i%len(names)]]
		id := []byte(strings.TrimSuffix(strings.TrimPrefix(names[i%len(names)], "offerings/"), ".yaml"))
		next := fmt.Sprintf("%s-%d", id, i)
		files["offerings/"+next+".yaml"] = bytes.Replace(src, append([]byte("offering: "), id...), []byte("offering: "+next), 1)
	}
	return files
}

// checkAll is what deskhand check does to the files, and decodeAll what reading them costs anybody.
func checkAll(tb testing.TB, files map[string][]byte) {
	tb.Helper()
	if d, faults := offering.Parse(files, time.LoadLocation); d == nil {
		tb.Fatal(faults)
	}
}

func decodeAll(tb testing.TB, files map[string][]byte) {
	tb.Helper()
	for name, src := range files {
		var v any
		if err := yaml.Unmarshal(src, &v); err != nil {
			tb.Fatal(name, err)
		}
	}
}

// BenchmarkCheck is a check of two hundred offering files, with what plainly decoding the same files
// costs in the same run, and the ratio of the two.
func BenchmarkCheck(b *testing.B) {
	files := manyFiles(b, 200)
	decodeAll(b, files)
	checkAll(b, files)
	var plain, check time.Duration
	for b.Loop() {
		at := time.Now()
		decodeAll(b, files)
		plain += time.Since(at)
		at = time.Now()
		checkAll(b, files)
		check += time.Since(at)
	}
	b.ReportMetric(float64(check.Milliseconds())/float64(b.N), "check-ms")
	b.ReportMetric(float64(plain.Milliseconds())/float64(b.N), "decode-ms")
	b.ReportMetric(float64(check)/float64(plain), "check/decode")
}

// TestCheckCostsLittleMoreThanReading: of several runs side by side the best of each counts, so that
// what else the machine does is not held against either.
func TestCheckCostsLittleMoreThanReading(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads two hundred files six times")
	}
	files := manyFiles(t, 200)
	best := func(old time.Duration, f func(testing.TB, map[string][]byte)) time.Duration {
		at := time.Now()
		f(t, files)
		return min(old, time.Since(at))
	}
	plain, check := time.Hour, time.Hour
	for range 3 {
		plain, check = best(plain, decodeAll), best(check, checkAll)
	}
	if ratio := float64(check) / float64(plain); ratio > 3 {
		t.Errorf("checking takes %.1f times as long as decoding: %s and %s", ratio, check, plain)
	}
	t.Logf("check %s, plain decode %s", check, plain)
}
