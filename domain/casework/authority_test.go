package casework_test

import (
	"testing"

	"github.com/deskhand/deskhand/domain/casework"
)

// Somebody the desk does not know can say that what they opened became a Sev 1, and a duty manager
// decides; of any other case they learn nothing, not even whether it is there.
func TestAStrangerRaises(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "@stranger", casework.OpenCase{Account: "northwind", Severity: 3, Title: "Help"})
	b.do("10:00", "ana", sev(3))
	linked := "refused: This is for people the desk knows"
	want(t, b.do("10:01", "@stranger", casework.Worse{Case: "1", Why: "slower"}), linked)
	for _, id := range []string{"2", "77"} {
		want(t, b.do("10:01", "@stranger", casework.SetSeverity{Case: id, To: 1, Why: "down"}), linked)
	}
	said := b.do("10:02", "@stranger", casework.SetSeverity{Case: "1", To: 1, Why: "down"})
	want(t, said, "person dora: CASE-1 of northwind was raised to Sev 1 by somebody who may not: Help")
	want(t, said, "then it is Sev 3 again")
	if c := b.get("1"); c.Severity != 1 || !c.Provisional() {
		t.Errorf("severity %d, provisional %v", c.Severity, c.Provisional())
	}
	// The opening was never decided on: a refusal ends the whole.
	b.do("10:03", "dora", casework.RefuseCase{Case: "1", Why: "Nobody of theirs knows you"})
	if c := b.get("1"); c.State != casework.IsRefused {
		t.Errorf("it is %s", c.State)
	}
}

// A raise is decided on by itself; what staff say of the severity meanwhile decides it too.
func TestARaiseIsDecidedOn(t *testing.T) {
	for _, tt := range []struct {
		name     string
		severity int // afterwards
		decision func(b *bench) []string
	}{
		{"let stand", 1, func(b *bench) []string {
			return b.do("09:10", "dora", casework.Admit{Case: "1"})
		}},
		{"refused", 3, func(b *bench) []string {
			return b.do("09:10", "dora", casework.RefuseCase{Case: "1", Why: "It is not down"})
		}},
		{"lowered by staff", 2, func(b *bench) []string {
			return b.do("09:10", "noah", casework.SetSeverity{Case: "1", To: 2, Why: "It is not down"})
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.do("09:00", "ana", sev(3))
			want(t, b.do("09:05", "rita", casework.Worse{Case: "1", Why: "slower"}), "refused: A case is raised by those who may open one")
			want(t, b.do("09:06", "rita", casework.SetSeverity{Case: "1", To: 1, Why: "down"}), "CASE-1 is Sev 1 now")
			tt.decision(b)
			c := b.get("1")
			if c.State != casework.Open || c.Severity != tt.severity || c.Provisional() {
				t.Errorf("%s, severity %d, provisional %v", c.State, c.Severity, c.Provisional())
			}
			want(t, b.do("09:20", "rita", casework.CloseCase{Case: "1"}), "refused: A case is closed by whoever opened it")
		})
	}
}
