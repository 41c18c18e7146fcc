package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/storage"
)

// What staff do in their own thread is told to no customer: no note, no file's name, and not that
// a message was changed or removed.
func TestTimelineOfTheStaffsThreadIsTheStaffs(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:01", "noah", casework.Say{Case: "1", Audience: domain.Internal, Text: "their licence lapsed", Message: "n1", Files: []string{"dump-of-ana.txt"}})
	b.do("09:02", "noah", casework.EditSaid{Case: "1", Audience: domain.Internal, Message: "n1", Text: "their licence lapsed in May"})
	b.do("09:03", "noah", casework.DeleteSaid{Case: "1", Audience: domain.Internal, Message: "n1"})
	b.do("09:04", "ana", casework.Say{Case: "1", Audience: domain.Customers, Text: "here", Message: "m1", Files: []string{"trace.har"}})
	theirs := strings.Join(b.do("09:05", "ana", casework.ShowTimeline{Case: "1"}), "\n")
	for _, hidden := range []string{"licence", "dump-of-ana", "changed a message", "removed a message"} {
		if strings.Contains(theirs, hidden) {
			t.Errorf("a customer reads %q in:\n%s", hidden, theirs)
		}
	}
	want(t, []string{theirs}, "ana sent a file: trace.har")
	ours := b.do("09:05", "noah", casework.ShowTimeline{Case: "1"})
	for _, shown := range []string{"their licence lapsed", "dump-of-ana", "changed a message", "removed a message"} {
		want(t, ours, shown)
	}
}

// A timeline that is longer than one answer offers all of it as a file, which shows every event; a
// short one does not.
func TestLongTimelineIsOfferedAsAFile(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	want(t, b.do("09:01", "ana", casework.ShowTimeline{Case: "1"}), "ana opened it")
	for i := range 30 {
		b.do(fmt.Sprintf("10:%02d", i), "ana", casework.Say{Case: "1", Audience: domain.Customers, Text: fmt.Sprint("news ", i), Message: fmt.Sprint("m", i)})
	}
	rows, err := b.decide(as("ana"), casework.ShowTimeline{Case: "1"})
	if err != nil || len(rows) != 1 || len(rows[0].Effect.Doc.Buttons) != 1 || rows[0].Effect.Doc.Buttons[0].Run != "case timeline CASE-1 file" {
		t.Fatalf("%v, %+v", err, rows)
	}
	rows, err = b.decide(as("ana"), casework.ShowTimeline{Case: "1", File: true})
	if err != nil || len(rows) != 2 || rows[1].Effect.Kind != domain.File || rows[1].Effect.Sorry == nil || rows[1].Effect.Audience != domain.Customers {
		t.Fatalf("%v, %+v", err, rows)
	}
	err = b.store.View(t.Context(), func(tx storage.Tx) error {
		doc, err := casework.Timeline(tx, domain.Stamp{Now: b.now}, "1", domain.Customers)
		if len(doc.Lines) < 31 {
			t.Errorf("the file shows %d lines", len(doc.Lines))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
