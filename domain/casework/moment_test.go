package casework_test

import (
	"testing"

	"github.com/deskhand/deskhand/domain/casework"
)

// C3, K21: a service is not restored before its case was reopened.
func TestNoMomentBeforeItRan(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:01", "noah", customer("On it"))
	b.do("09:30", "noah", casework.Restore{Case: "1", Text: "Restarted"})
	b.do("09:40", "ana", casework.ReopenCase{Case: "1"})
	early := at("2026-03-02 09:35")
	want(t, b.do("09:50", "noah", casework.Restore{Case: "1", Text: "It was fine", At: early}), "refused: 09:35 lies before 09:40, from when it runs.")
	want(t, b.do("09:50", "noah", casework.Resolve{Case: "1", Text: "It was fine", At: early}), "refused: 09:35 lies before 09:40, from when it runs.")
	want(t, b.do("09:50", "noah", casework.Restore{Case: "1", Text: "It was fine", At: at("2026-03-02 09:45")}), "restored since 09:45")
}
