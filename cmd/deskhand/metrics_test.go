package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestMetricsWhileServing: a Sev 1 is opened and answered, and what is scraped says so, without a
// customer's name or words.
func TestMetricsWhileServing(t *testing.T) {
	s := newStreet(t)
	s.start()
	if code, out := cli(t, "import", filepath.Join(s.dir, "cast.yaml"), "--store", filepath.Join(s.dir, "desk.db")); code != 0 {
		t.Fatalf("import: %d\n%s", code, out)
	}
	_, err := s.space.Say("ana", "#northwind", "", "@deskhand open 1 product:cvad Payments are down")
	s.ok(err)
	head := s.sees("ana", "#northwind", "CASE-1 · Sev 1 · Payments are down")
	_, err = s.space.Say("noah", "#northwind", head.TS, "Looking now, please keep one failing session open")
	s.ok(err)
	s.sees("noah", "#priority-queue", "with Noah")
	s.quiet()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.health+"/metrics", nil)
	s.ok(err)
	res, err := http.DefaultClient.Do(req)
	s.ok(err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	s.ok(err)
	body := string(data)
	for _, want := range []string{
		"deskhand_well 1\n", "deskhand_folder 1\n", `deskhand_open_cases{severity="1",state="open"} 1`, `deskhand_open_clocks{clock="restore",phase="running",severity="1"} 1`,
		`deskhand_promises_total{clock="first_response",verdict="met"} 1`, `deskhand_platform_connections{platform="slack"} 1`,
		`deskhand_sends_total{kind="post",result="sent"}`, `deskhand_inbox_waiting 0`, `deskhand_store_bytes `, `deskhand_scrape_complete 1`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	for _, hidden := range []string{"orthwind", "Payments", "noah", "CASE-1"} {
		if strings.Contains(body, hidden) {
			t.Errorf("it names %q", hidden)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
	s.close()
}
