package sla

import (
	"testing"
	"time"
)

func TestSmoke(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := Begin(FirstResponse, 1, Pin{}, Target{Within: 15 * time.Minute, Under: true, Warn: []Point{{Left: 4 * time.Minute}}, PauseFor: []Reason{Customer}}, Mark{At: at})
	s := Evaluate(c, at.Add(11*time.Minute), nil)
	if s.Phase != Running || !s.Due.Equal(at.Add(15*time.Minute)) || !s.NextLook.Equal(at.Add(15*time.Minute)) || len(s.Crossed) != 1 {
		t.Fatalf("%+v", s)
	}
	s = Evaluate(c.With(Mark{Do: Satisfy, At: at.Add(13 * time.Minute)}), at.Add(20*time.Minute), nil)
	if s.Verdict != InTime || s.Elapsed != 13*time.Minute {
		t.Fatalf("%+v", s)
	}
}
