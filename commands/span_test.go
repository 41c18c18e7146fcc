package commands

import (
	"errors"
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "2h": 2 * time.Hour, "1h30m": 90 * time.Minute, "90 min": 90 * time.Minute,
		"2 days": 48 * time.Hour, "1 week": 168 * time.Hour, "1h 5 min 10 s": time.Hour + 5*time.Minute + 10*time.Second,
		"1.5h": 90 * time.Minute, "0.25 hours": 15 * time.Minute, "an hour": time.Hour, "2 timer": 2 * time.Hour,
	} {
		if got, err := oslo(t).Span(text); got != want || err != nil {
			t.Errorf("%q = %s, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]WhenCode{
		"": WhenUnknown, "2": WhenUnknown, "h": WhenUnknown, "30m 1h": WhenUnknown, "1h1h": WhenUnknown, "2 moons": WhenUnknown,
		"1.5 days": WhenFractions, "1.505h": WhenFractions, "1,5h": WhenFractions, "0m": WhenZero,
		"3 business days": WhenBusiness, "3bd": WhenBusiness, "9999999h": WhenTooFar, "4000 days": WhenTooFar, "-2h": WhenUnknown,
	} {
		var e *WhenError
		if _, err := oslo(t).Span(text); !errors.As(err, &e) || e.Code != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
