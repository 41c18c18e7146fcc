package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// A troubled account is one that has cases in the demo's past, with what its people ask and in
// which channel of the vendor's they are worked.
type troubled struct {
	channel, queue, zone string
	people               []string
	every                time.Duration // between two cases, about
	severities           []int         // drawn from
	troubles             []trouble
}

type trouble struct{ product, title, answer, request, end string }

var troubledAccounts = []troubled{
	{"#northwind", "#priority-queue", "Europe/Oslo", []string{"ana"}, 160 * time.Hour, []int{1, 1, 2, 2, 3}, []trouble{
		{"cvad", "Nobody can log on at the branches", "Looking now; please keep one failing session open", "a trace of one failing logon", "The second licence server had run out of room; it has more now"},
		{"netscaler", "The gateway drops sessions every few minutes", "We see resets on the second node; please leave it out of the pair for now", "a capture of one dropped session", "Build 13.1-59 is on both nodes and the resets are gone"},
		{"cvad", "Logons take four minutes", "We are reading the logon times you sent; it is the profile server's share", "", "The profile share was moved to the faster volume"},
		{"cvad", "Printing from the teller application stops", "Which driver do these printers use? We try the universal one here", "the print server's event log", "The universal driver works for all of them"},
		{"netscaler", "The certificate of the gateway expires on Friday", "Send us the request and we walk you through it on the phone", "", "The new certificate is bound and the chain is complete"},
		{"cvad", "Payments terminal sessions freeze", "We have your traces; the graphics codec stalls. Please switch it off for that group", "traces of two frozen sessions", "Fixed by the cumulative update; the policy is back as it was"},
		{"xenserver", "A host left the pool in the night", "The host lost its storage path; do not reboot it, we look at the multipath state first", "the host's status report", "The cable of the second path was replaced; the host is back in the pool"},
	}},
	{"#southland", "#premier-queue", "Asia/Tokyo", []string{"ken", "yui"}, 120 * time.Hour, []int{1, 2, 2, 3, 3, 4}, []trouble{
		{"jira-software", "Boards of the signalling team do not load", "Looking at your thread dumps now; one board's filter walks the whole index", "thread dumps, three of them ten seconds apart", "The filter has an index of its own now; the boards load in two seconds"},
		{"confluence", "Search finds nothing since the upgrade", "The index was not rebuilt; please start it from the second node, not the first", "", "The index is rebuilt on both nodes"},
		{"jira-service-desk", "Mail of passengers becomes no request", "The mail handler stopped at a message with a broken header; skip it and the rest goes on", "the raw message at which it stops", "The handler skips such mail from version 5.12 on"},
		{"jira-software", "Garbage collection stops the instance for seconds", "Please raise the heap as in the mail and send the log of one hour", "the garbage collection log of one hour", "With the new collector no pause is longer than 200 ms"},
		{"bamboo", "Builds wait for agents that are idle", "Two agents lost their capability after the image changed; here is how to give it back", "", "The agents have their capability again"},
		{"confluence", "May we upgrade the database before Confluence?", "Yes: that version is supported; back up first, and tell us the day", "", "Done without trouble"},
		{"jira-software", "Timetable import fails with a time-out", "The importer holds one transaction for all rows; import in parts of 500 until the patch", "the file and the log of one import", "The patch imports all 12,000 rows"},
	}},
}

// pastStory is the demo's past: what people did in the twelve weeks before end. The same seed
// tells the same story, however long ago.
func pastStory(end time.Time, seed uint64) ([]deed, error) {
	var all []deed
	for i, a := range troubledAccounts {
		zone, err := time.LoadLocation(a.zone)
		if err != nil {
			return nil, err
		}
		s := &story{troubled: a, luck: rand.New(rand.NewPCG(seed, uint64(i))), end: end}
		at := end.AddDate(0, 0, -7*pastWeeks).Add(s.about(20 * time.Hour))
		for n := 0; ; n++ {
			sev := a.severities[s.luck.IntN(len(a.severities))]
			if sev > 1 {
				at = officeHours(at.In(zone), s.luck)
			}
			if !at.Before(end.Add(-2 * time.Hour)) {
				break
			}
			s.told(at.UTC(), sev, a.troubles[n%len(a.troubles)])
			at = at.Add(s.about(a.every))
		}
		all = append(all, s.deeds...)
	}
	return all, nil
}

// A story is the past of one account as it is being made up.
type story struct {
	troubled
	luck  *rand.Rand
	end   time.Time
	deeds []deed
}

// about is a span between half and one and a half of the given one.
func (s *story) about(d time.Duration) time.Duration {
	return time.Duration((0.5 + s.luck.Float64()) * float64(d)).Truncate(time.Second)
}

func (s *story) once(in int) bool { return s.luck.IntN(in) == 0 }

// A told case is known by its number and thread once it is open.
type toldCase struct{ number, thread string }

func (s *story) do(at time.Time, f func(context.Context, *past) error) {
	s.deeds = append(s.deeds, deed{at, f})
}

// says has somebody write into the case's thread.
func (s *story) says(at time.Time, c *toldCase, who, text string) {
	s.do(at, func(_ context.Context, p *past) error {
		_, err := p.space.Say(who, s.channel, c.thread, text)
		return err
	})
}

// types has one of the staff type a slash command about the case, where it is worked.
func (s *story) types(at time.Time, c *toldCase, who, verb, rest string) {
	s.do(at, func(_ context.Context, p *past) error {
		_, err := p.space.Slash(who, s.queue, "/case", verb+" "+c.number+" "+rest)
		return err
	})
}

// first is how long a first answer is promised to take, and a late one takes longer; where none
// is promised, half a day.
func (s *story) first(sev int) (within time.Duration) {
	switch {
	case s.queue == "#premier-queue":
		return []time.Duration{0, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour, 24 * time.Hour}[sev]
	case sev == 1:
		return 15 * time.Minute
	}
	return 12 * time.Hour
}

// told tells one case from its opening to its end, or to where it stands now.
func (s *story) told(at time.Time, sev int, t trouble) {
	c := &toldCase{}
	asker, begun := s.people[s.luck.IntN(len(s.people))], at
	s.do(at, func(ctx context.Context, p *past) error {
		p.opened("")
		if _, err := p.space.Say(asker, s.channel, "", fmt.Sprintf("@deskhand open %d product:%s %s", sev, t.product, t.title)); err != nil {
			return err
		}
		if err := p.pass(ctx, begun.Add(5*time.Second)); err != nil {
			return err
		}
		ch, err := p.space.Channel(s.channel)
		if err != nil {
			return err
		}
		if c.number, c.thread = p.opened(ch.ID); c.number == "" {
			return fmt.Errorf("no case came of %q by %s", t.title, asker)
		}
		return nil
	})
	within := s.first(sev)
	first := within/8 + time.Duration(s.luck.Float64()*0.6*float64(within))
	if s.once(6) {
		first = within + s.about(within/2) // a broken promise
	}
	first = first.Truncate(time.Second)
	owner := onShift(at.Add(first))
	if s.luck.IntN(3) > 0 {
		s.types(at.Add(first*2/3), c, owner, "take", "")
	}
	at = at.Add(first)
	s.says(at, c, owner, t.answer)
	if t.request != "" {
		at = at.Add(s.about(25 * time.Minute))
		s.types(at, c, owner, "wait", "customer "+t.request)
		at = at.Add(s.about([]time.Duration{0, 40 * time.Minute, 5 * time.Hour, 20 * time.Hour, 30 * time.Hour}[sev]))
		s.says(at, c, asker, "Here it is. Anything else?")
		at = at.Add(s.about(30 * time.Minute))
		s.says(at, c, onShift(at), "Thank you, that is all we need")
		s.types(at.Add(time.Minute), c, onShift(at), "received", "1")
	}
	if sev == 2 && s.once(4) {
		at = at.Add(s.about(30 * time.Minute))
		s.says(at, c, asker, "@deskhand worse Now it is everybody")
	}
	if sev == 1 {
		at = at.Add(s.about(150 * time.Minute))
		if s.once(4) {
			at = at.Add(4 * time.Hour) // restored too late
		}
		s.types(at, c, owner, "restore", "There is a way round it, and people work again")
	}
	at = at.Add(s.about([]time.Duration{0, 9 * time.Hour, 20 * time.Hour, 50 * time.Hour, 70 * time.Hour}[sev]))
	s.types(at, c, onShift(at), "resolve", t.end)
	if s.once(9) {
		at = at.Add(s.about(8 * time.Hour))
		s.says(at, c, asker, "@deskhand reopen It is back, the same as before")
		at = at.Add(s.about(within / 3))
		s.says(at, c, onShift(at), "So it is. We look again")
		at = at.Add(s.about(12 * time.Hour))
		s.types(at, c, onShift(at), "resolve", t.end+"; this time in both places")
	}
	at = at.Add(s.about(6 * time.Hour))
	if s.once(2) {
		s.says(at, c, asker, "@deskhand close Thank you, it works")
	} else {
		s.types(at.Add(s.about(40*time.Hour)), c, owner, "close", "")
	}
}

// onShift is the engineer at whose site it is day.
func onShift(at time.Time) string {
	switch h := at.UTC().Hour(); {
	case h >= 23 || h < 7:
		return "mei"
	case h < 15:
		return "noah"
	}
	return "luis"
}

// officeHours is the instant, or the next working morning where it is not within hours.
func officeHours(at time.Time, luck *rand.Rand) time.Time {
	y, m, d := at.Date()
	if h := at.Hour(); h < 9 || h >= 17 {
		if h >= 17 {
			d++
		}
		at = time.Date(y, m, d, 9, luck.IntN(50), luck.IntN(60), 0, at.Location())
	}
	for at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, 1)
	}
	return at
}
