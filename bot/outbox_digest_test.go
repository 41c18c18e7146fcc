package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

func warning(n int) domain.Effect {
	e := staffPost(fmt.Sprintf("w%d", n), domain.LanePost)
	e.Merge, e.Rank = "warnings", 100-n
	return e
}

func TestFewAreSaidOneByOne(t *testing.T) {
	b := newBench(t)
	b.effects(warning(1), warning(2), warning(3))
	b.pass(time.Minute)
	b.want("09:00:00 post C-t: w1", "09:00:01 post C-t: w2", "09:00:02 post C-t: w3")
}

func TestManyBecomeADigest(t *testing.T) {
	b := newBench(t)
	alone := warning(50)
	alone.Alone, alone.Lane = true, domain.LaneUrgent
	other := staffPost("beside", domain.LanePost)
	b.effects(warning(1), warning(2), warning(3), warning(4), warning(5), warning(6), warning(7), other, alone)
	b.pass(time.Minute)
	b.want(
		"09:00:00 post C-t: w50",
		"09:00:01 post C-t: t: 7 things need attention; nearest: w7",
		"09:00:02 post C-t: beside",
	)
	var lines []string
	for _, l := range b.fake.said[1].Card.Lines {
		lines = append(lines, l.String())
	}
	if got := strings.Join(lines, " | "); got != "w6 | w5 | w4 | w3 | and 2 more" {
		t.Errorf("it names %s", got)
	}
	m := b.row("w3")
	d := b.rowOf(m.Into)
	if m.State != storage.Merged || d.State != storage.Sent || len(d.Members) != 7 {
		t.Errorf("the member is %+v in %+v", m, d)
	}
}

func TestADigestThatMayHaveArrived(t *testing.T) {
	b := newBench(t)
	b.fake.script = once("send", errLost)
	for n := range 6 {
		b.effects(warning(n))
	}
	b.pass(time.Minute)
	if n := len(b.fake.said); n != 1 {
		t.Errorf("%d messages", n)
	}
	if d := b.rowOf(b.row("w3").Into); d.State != storage.Sent || d.Doubt {
		t.Errorf("the digest is %+v", d)
	}
}

func TestADigestIsTriedAgainWithWhatStillHolds(t *testing.T) {
	b := newBench(t)
	for n := range 6 {
		b.do(toyOpen{ID: fmt.Sprint(n)})
	}
	b.pass(9 * time.Minute)
	down := true
	b.fake.script = func(_ string, d Delivery) error {
		if down && d.To.Channel == "C-t" {
			return Refused(0, ThisChannel, errors.New("down"))
		}
		return nil
	}
	b.fake.said = nil
	b.pass(2 * time.Minute)
	b.do(toyFinish{"0"})
	down = false
	b.pass(time.Minute)
	var digest string
	for _, h := range b.fake.heads() {
		if strings.Contains(h, "post C-t") {
			digest += h
		}
	}
	if !strings.HasSuffix(digest, "post C-t: t: 5 things need attention; nearest: 1 is owed an answer") {
		t.Errorf("said %q", digest)
	}
}

func TestACancelledMemberIsStruck(t *testing.T) {
	b := newBench(t)
	for n := range 6 {
		b.do(toyOpen{ID: fmt.Sprint(n)})
	}
	b.pass(11 * time.Minute)
	b.fake.said = nil
	b.do(toyFinish{"0"})
	b.pass(time.Minute)
	for n := range 5 {
		b.do(toyFinish{fmt.Sprint(n + 1)})
	}
	b.pass(time.Minute)
	var edits []string
	for _, s := range b.fake.said {
		if s.To.Channel == "C-t" {
			line := s.Card.Head.String()
			for _, l := range s.Card.Lines {
				line += " | " + l.String()
			}
			edits = append(edits, line)
		}
	}
	want := []string{
		"t: 5 things need attention; nearest: 1 is owed an answer | 2 is owed an answer | 3 is owed an answer | 4 is owed an answer | 5 is owed an answer | no longer: 0 is owed an answer",
		"t: nothing needs attention any more; 6 things settled",
	}
	if strings.Join(edits, "\n") != strings.Join(want, "\n") {
		t.Errorf("edited to\n%s\nwant\n%s", strings.Join(edits, "\n"), strings.Join(want, "\n"))
	}
}

// Ten thousand dues of one second reach a channel as five messages at most, and the Sev 1 first.
func TestTenThousandDues(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	b := newBench(t)
	const many = 10_000
	for n := range many {
		// They come due over one second.
		b.at = toyStart.Add(time.Duration(n) * time.Second / many).Truncate(time.Millisecond)
		b.do(toyOpen{ID: fmt.Sprint(n), Grave: n == many-1})
	}
	b.at = toyStart.Add(toyWarnAfter - time.Minute)
	b.fake.said = nil
	began := time.Now()
	b.pass(2 * time.Minute)
	t.Logf("%d dues in %s", many, time.Since(began))
	var posts []string
	covered := map[string]bool{}
	for _, s := range b.fake.said {
		if s.To.Channel == "C-t" && s.Kind == domain.Post {
			posts = append(posts, s.at.Format("15:04:05.000 ")+s.Card.Head.String())
			covered[s.Key] = true
		}
	}
	if len(posts) > 5 {
		t.Errorf("%d messages:\n%s", len(posts), strings.Join(posts, "\n"))
	}
	for n := range many {
		r := b.row(fmt.Sprintf("toy/%d/warn", n))
		if !covered[r.Key] && !(r.State == storage.Merged && covered[r.Into]) {
			t.Fatalf("the warning of %d is %+v", n, r)
		}
	}
}
