package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
)

func TestWorded(t *testing.T) {
	for text, want := range map[string]bool{
		"on it": true, "見ています": true, "смотрим": true, "ok :eyes:": true, "5": true, "at 10:30:15": true, "https://example.test": true,
		"@ana can you look?": true, "<@U1|Ana> yes": true, "हाँ": true,
		"": false, " \n": false, ".": false, "…": false, "?!": false, ":eyes:": false, ":+1::skin-tone-2:": false, "👀": false, "🇳🇴": false, "1️⃣": false,
		"\u200b": false, "\u2060\ufeff": false, "\u3164": false, "@ana": false, "<@U1|Ana Berg>": false, "<!here> <#C1|net>": false,
	} {
		if got := casework.Worded(text); got != want {
			t.Errorf("%q has words: %v", text, got)
		}
	}
}

// C2: a first response is a person's own words. What has none is kept as what it is, and who owes
// the answer reads it.
func TestSignsAnswerNothing(t *testing.T) {
	for name, say := range map[string]domain.Command{
		"a file alone":       casework.Say{Case: "1", Audience: domain.Customers, Message: "m1", Files: []string{"log.txt"}},
		"an emoji":           casework.Say{Case: "1", Audience: domain.Customers, Message: "m1", Text: ":eyes:"},
		"nothing to be seen": casework.Say{Case: "1", Audience: domain.Customers, Message: "m1", Text: "\u200b"},
		"a name alone":       casework.Say{Case: "1", Audience: domain.Customers, Message: "m1", Text: "@Ana Berg", Bare: "@"},
		"a stop":             casework.Reply{Case: "1", Text: "."},
		"a stop on restore":  casework.Restore{Case: "1", Text: "."},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.do("09:00", "ana", sev(1))
			said := b.do("09:02", "noah", say)
			if strings.Contains(strings.Join(said, "\n"), "first response met") {
				t.Errorf("met: %q", said)
			}
			if c := b.get("1"); !c.LastSaid.IsZero() {
				t.Errorf("said at %s", c.LastSaid)
			}
			if !strings.Contains(name, "restore") {
				want(t, said, "noah sent no words of their own | a first response is still owed, by 09:15")
			}
			want(t, b.until("09:15"), "first response missed at 09:15")
			want(t, b.do("09:16", "noah", customer("On it")), "first response missed: 16 minutes of 15 minutes, by noah")
		})
	}
}

// A wait that asks for nothing in words, and a resolution in none, are refused.
func TestNothingIsAskedForInSigns(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	want(t, b.do("09:01", "noah", casework.Wait{Case: "1", For: "customer", Text: "."}), "refused: Say what we wait for")
	b.do("09:02", "noah", customer("On it"))
	want(t, b.do("09:03", "noah", casework.Resolve{Case: "1", Text: ":+1:"}), "refused: Say how it was solved")
}

// What a customer sends without words is told as what it is.
func TestACustomersFileIsNoQuestion(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	want(t, b.do("09:01", "ana", casework.Say{Case: "1", Audience: domain.Customers, Message: "m1", Files: []string{"log.txt"}}), "CASE-1 · ana sent a file: log.txt")
	want(t, b.do("09:02", "ana", casework.Say{Case: "1", Audience: domain.Customers, Message: "m2", Text: "\u200b"}), "CASE-1 · ana sent a message in which nothing can be read")
}
