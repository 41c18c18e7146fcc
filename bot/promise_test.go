package bot

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
)

// TestPromisePage holds the figures of the page that says how a promise is kept to the code.
func TestPromisePage(t *testing.T) {
	src, err := os.ReadFile("../deploy/PROMISE.md")
	if err != nil {
		t.Fatal(err)
	}
	page := regexp.MustCompile(`\s+`).ReplaceAllString(string(src), " ")
	n := func(d time.Duration, unit time.Duration) int { return int(d / unit) }
	for _, want := range []string{
		fmt.Sprintf("exactly once, within %d hours of being handed over", n(KeepKeys, time.Hour)),
		fmt.Sprintf("(a message by channel and time, a button by message, action and person) for %d hours", n(KeepKeys, time.Hour)),
		fmt.Sprintf("a call takes longer than %d seconds", n(SendWithin, time.Second)),
		fmt.Sprintf("looked for after %d seconds; what is not there %d seconds after it began", n(LookAfter, time.Second), n(LookUntil, time.Second)),
		fmt.Sprintf("tried again after %d second, then %d, %d, %d, at most %d,", n(Backoff(1), time.Second), n(Backoff(2), time.Second), n(Backoff(3), time.Second), n(Backoff(4), time.Second), n(LastRetry, time.Second)),
		fmt.Sprintf("for no more than %d.", n(ChannelPause, time.Second)),
		fmt.Sprintf("Where more than %d warnings wait", DigestOver),
		fmt.Sprintf("more than %d minute after it was due says how late it is", n(LateAfter, time.Minute)),
		fmt.Sprintf("up to %d hours back", n(ReadBack, time.Hour)),
		fmt.Sprintf("Every %d seconds the desk looks", n(AuditEvery, time.Second)),
		fmt.Sprintf("beyond %d minute for what is urgent or an answer, %d for a message, %d for an edit or a digest", n(boundUrgent, time.Minute), n(boundPost, time.Minute), n(boundDigest, time.Minute)),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say: %s", want)
		}
	}
	if AnswerAgain != time.Minute || boundOf(domain.LaneAnswer) != boundUrgent || boundOf(domain.LaneEdit) != boundDigest {
		t.Error("the page says of several that they are alike; they are not")
	}
	lanes := []domain.Lane{domain.LaneUrgent, domain.LaneAnswer, domain.LanePost, domain.LaneEdit, domain.LaneDigest}
	for i, l := range lanes {
		if int(l) != i {
			t.Errorf("lane %d is not the %d. that the page names", l, i+1)
		}
	}
}
