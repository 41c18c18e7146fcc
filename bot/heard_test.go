package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/place"
)

// TestMissed: nothing before the first listening is read again; afterwards, what was said since
// the last, also by a later process; and beyond what can be known again the operator is told
// what nobody reads.
func TestMissed(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	missed := func() Missed {
		t.Helper()
		m, err := b.desk.Missed(ctx, "fake")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := missed(); !m.Since.IsZero() || !m.Until.Equal(b.at) {
		t.Errorf("before anybody listened: %+v", m)
	}
	heard := b.at
	if err := b.desk.Heard(ctx, "fake", time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.pass(time.Hour)
	b.crash()
	if m := missed(); !m.Since.Equal(heard) || !m.Until.Equal(b.at) {
		t.Errorf("an hour later: %+v", m)
	}
	b.pass(3 * 24 * time.Hour)
	if m := missed(); !m.Since.Equal(b.at.Add(-ReadBack)) {
		t.Errorf("three days later: %+v", m)
	}
	missed()
	b.work()
	told := slices.DeleteFunc(b.fake.heads(), func(s string) bool { return !strings.Contains(s, "C-op") })
	if len(told) != 1 || !strings.Contains(told[0], "nobody has read what was said there between") {
		t.Errorf("the operator was told %q", told)
	}
}

// TestMissedThreads: the threads of what is open are named, those of other platforms are not.
func TestMissedThreads(t *testing.T) {
	b := newBench(t)
	open := domain.Ref{Kind: "toy", ID: "7"}
	b.desk.rooms.Open = func(domain.Reader) ([]domain.Ref, error) { return []domain.Ref{open}, nil }
	b.desk.rooms.Thread = func(r domain.Reader, ref domain.Ref, a domain.Audience) (domain.Spot, bool, error) {
		w, ok, err := place.Where(r, domain.Place{Kind: domain.CaseThread, ID: ref.ID, Audience: a})
		if err != nil || !ok {
			return domain.Spot{}, false, err
		}
		return w.Spot, true, nil
	}
	here := domain.Spot{Platform: "fake", Channel: "C-a", Thread: "m1"}
	b.do(place.Bind{Place: card.CaseThread("7").Address(), Spot: here})
	b.do(place.Bind{Place: card.StaffThread("7").Address(), Spot: domain.Spot{Platform: "other", Channel: "C", Thread: "m"}})
	if err := b.desk.Heard(t.Context(), "fake", time.Time{}); err != nil {
		t.Fatal(err)
	}
	m, err := b.desk.Missed(t.Context(), "fake")
	if err != nil || !slices.Equal(m.Threads, []domain.Spot{here}) {
		t.Errorf("%+v %v", m, err)
	}
}
