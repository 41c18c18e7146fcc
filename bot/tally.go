package bot

import (
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// judged is which promises of cases these changes judge.
func judged(r domain.Reader, changes []domain.Change, now time.Time) (out []Judgement) {
	for _, ch := range changes {
		c, ok := ch.After.(*casework.Case)
		if !ok {
			continue
		}
		for _, rec := range ch.Recorded {
			switch e := rec.Event.(type) {
			case casework.Breached:
				out = append(out, Judgement{Judged{string(e.Clock), string(sla.Broken)}, e.Due})
			case casework.ClockMarked:
				if !slices.ContainsFunc(e.Marks, func(m sla.Mark) bool { return m.Do == sla.Satisfy }) {
					continue
				}
				i := slices.IndexFunc(c.Clocks, func(cl sla.Clock) bool { return cl.Kind == e.Clock && cl.Cycle == e.Cycle })
				if i < 0 {
					continue
				}
				if st := sla.Evaluate(c.Clocks[i], now, offering.Of(r).Calendar); st.Phase == sla.Met {
					out = append(out, Judgement{Judged{string(e.Clock), string(st.Verdict)}, st.Due})
				}
			}
		}
	}
	return out
}

// counted counts the open cases and their clocks.
func counted(r domain.Reader, now time.Time) (Tally, error) {
	t := Tally{Cases: map[OpenCase]int{}, Clocks: map[OpenClock]int{}}
	lib := offering.Of(r)
	if d := lib.Latest(); d != nil {
		t.Folder = d.Number
	}
	refs, err := openThings(r)
	if err != nil {
		return t, err
	}
	for _, ref := range refs {
		c, err := casework.Load(r, ref.ID)
		if err != nil {
			return t, err
		}
		t.Cases[OpenCase{c.Severity, string(c.State)}]++
		for _, cl := range c.Clocks {
			if st := sla.Evaluate(cl, now, lib.Calendar); !st.Phase.Over() {
				t.Clocks[OpenClock{c.Severity, string(cl.Kind), string(st.Phase)}]++
			}
		}
	}
	return t, nil
}
