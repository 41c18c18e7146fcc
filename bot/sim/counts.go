package sim

import (
	"fmt"
	"strings"
)

// Counts is how much happened in a run: a run in which nothing happens proves nothing.
type Counts struct {
	Days, Acts              int
	Handed, Repeated        int // envelopes, and those of them that the desk knew
	Cases, Events           int
	Warned, Breached        int
	Answered                int // first responses met
	Sends, Twice, Looks     int // Twice: arrived again
	Crashes, Full           int
	Digests, Deaths, Linked int
	Talks, Sent, Private    int // forms asked in words, those that were sent; private cases
	Cut                     int // customers put out of their channel
}

func (c *Counts) all() []struct {
	name string
	n    *int
} {
	return []struct {
		name string
		n    *int
	}{
		{"days", &c.Days}, {"acts", &c.Acts}, {"envelopes", &c.Handed}, {"known again", &c.Repeated}, {"cases", &c.Cases}, {"events", &c.Events},
		{"warnings", &c.Warned}, {"breaches", &c.Breached}, {"first responses", &c.Answered}, {"sends", &c.Sends}, {"said twice", &c.Twice},
		{"looks", &c.Looks}, {"crashes", &c.Crashes}, {"full disks", &c.Full}, {"digests", &c.Digests}, {"dead letters", &c.Deaths}, {"people linked", &c.Linked},
		{"forms in words", &c.Talks}, {"… sent", &c.Sent}, {"private cases", &c.Private}, {"customers cut off", &c.Cut},
	}
}

// Add adds the counts of another run.
func (c *Counts) Add(d Counts) {
	from := d.all()
	for i, x := range c.all() {
		*x.n += *from[i].n
	}
}

// Never names what did not happen.
func (c Counts) Never() (names []string) {
	for _, x := range c.all() {
		if *x.n == 0 {
			names = append(names, x.name)
		}
	}
	return names
}

// String says them in a line.
func (c Counts) String() string {
	var parts []string
	for _, x := range c.all() {
		parts = append(parts, fmt.Sprintf("%d %s", *x.n, x.name))
	}
	return strings.Join(parts, ", ")
}
