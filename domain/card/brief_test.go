package card

import (
	"strings"
	"testing"
)

func TestBrief(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		most int
		want string
	}{
		"short":              {"Payments are down", 20, "Payments are down"},
		"just":               {"abcde", 5, "abcde"},
		"one more":           {"abcdef", 5, "abcd…"},
		"lines become one":   {"first\n\nsecond\tthird", 40, "first second third"},
		"no space hangs on":  {"abc defgh", 5, "abc…"},
		"letters with marks": {strings.Repeat("e\u0301", 6), 5, strings.Repeat("e\u0301", 4) + "…"},
		"a family is one":    {"👨\u200d👩\u200d👧 is here", 3, "👨\u200d👩\u200d👧…"},
		"skin stays":         {"👍🏽👍🏽👍🏽", 2, "👍🏽…"},
		"flags are pairs":    {"🇳🇴🇯🇵🇩🇪", 2, "🇳🇴…"},
		"Japanese":           {"支払いが止まっています", 6, "支払いが止…"},
		"nothing":            {"", 5, ""},
	} {
		if got := Brief(tt.text, tt.most); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
