package chat

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAPageThatCannotBeRead(t *testing.T) {
	const head = "2026-03-02 Monday. C2: a title\n\n"
	for _, c := range []struct{ name, page, want string }{
		{"no first line", "09:00 #a <ana> hello", "p:1: a page begins with a date"},
		{"a wrong weekday", "2026-03-02 Tuesday. A title", "p:1: 2026-03-02 is a Monday"},
		{"no such date", "2026-02-30 Monday. A title", "p:1: 2026-02-30 is no date"},
		{"an unknown header", "2026-03-02 Monday. A title\nteam: x\n", "p:2: the header is"},
		{"an unknown zone", "2026-03-02 Monday. A title\nzone: Mars/Olympus\n", "p:2: zone Mars/Olympus"},
		{"no time", head + "#a <ana> hello", "p:3: a line begins with a time"},
		{"no such time", head + "25:00 #a <ana> hello", "p:3: 25:00 is no time of day"},
		{"nobody speaks", head + "09:00 #a hello", "p:3: a line is \"#channel <who> words\""},
		{"nothing is said", head + "09:00 #a <ana>", "p:3: ana says nothing"},
		{"time goes back", head + "09:00 #a <ana> x\n08:59 #a <ana> y", "p:4: time does not go back"},
		{"the day goes back", head + "2026-03-01 Sunday\n", "p:3: time does not go back"},
		{"an indented line that is no field", head + "09:00 #a <ana> [Go]\n    what is this", "p:4: an indented line of a person is a field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("p", []byte(c.page), time.LoadLocation)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
			var f *Fault
			if !errors.As(err, &f) {
				t.Errorf("%T is no fault with a line", err)
			}
		})
	}
}

// A stub is a world of its own: it does nothing by itself, and shows what a script makes of each
// act.
type stub struct {
	at     time.Time
	acts   []Act
	passed []time.Time
	events []Event
	react  func(s *stub, a Act)
	wakes  map[time.Time]Event // what happens by itself
	n      int
}

func (s *stub) Now() time.Time { return s.at }
func (s *stub) Act(_ context.Context, a Act) (string, error) {
	s.acts = append(s.acts, a)
	s.n++
	id := "h" + string(rune('0'+s.n))
	if s.react != nil {
		s.react(s, a)
	}
	return id, nil
}
func (s *stub) Weather(_ context.Context, words string) error {
	if words != "rain" {
		return ErrWeather
	}
	return nil
}
func (s *stub) Settle(context.Context, time.Time) error { return nil }
func (s *stub) Pass(_ context.Context, to time.Time) error {
	for at, e := range s.wakes {
		if at.After(s.at) && !at.After(to) {
			s.see(e, at)
		}
	}
	s.at = to
	s.passed = append(s.passed, to)
	return nil
}
func (s *stub) Seen() []Event { e := s.events; s.events = nil; return e }
func (s *stub) Close() error  { return nil }

func (s *stub) see(e Event, at time.Time) {
	e.At = at
	s.events = append(s.events, e)
}

func playOn(t *testing.T, w World, page string) (string, error) {
	t.Helper()
	p, err := Parse("p", []byte(page), time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Play(t.Context(), p, w)
	return string(out), err
}

func TestThePageAsItComesOut(t *testing.T) {
	s := &stub{react: func(s *stub, a Act) {
		switch {
		case a.Deed == Say && a.Text == "open":
			s.see(Event{Kind: Posted, Channel: "north", Message: "m1", Lines: []string{"CASE-1 · down", "by 09:15"}, Buttons: []string{"Take it", "Reply"}}, s.at)
			s.see(Event{Kind: Posted, Channel: "north", Message: "m2", Only: "ana", Lines: []string{"it is open"}}, s.at)
		case a.Deed == Press && a.Button == "Take it":
			s.see(Event{Kind: Posted, Channel: "north", Message: "m3", Root: a.Message, Lines: []string{"taken"}}, s.at)
			s.see(Event{Kind: Changed, Channel: "north", Message: "m1", Lines: []string{"CASE-1 · down", "with noah"}, Buttons: []string{"Reply"}}, s.at)
		case a.Deed == Press && a.Button == "Reply" && a.Fields == nil:
			s.see(Event{Kind: Formed, Channel: "north", Only: "noah", Form: &Form{Title: "Reply", Fields: []string{"text*", "file"}}}, s.at)
		case a.Deed == Slash:
			s.see(Event{Kind: Noticed, Channel: "north", Only: "ana", Lines: []string{"not here"}}, s.at)
		}
	}, wakes: map[time.Time]Event{
		time.Date(2026, 3, 3, 7, 30, 0, 0, time.UTC): {Kind: Posted, Channel: "north", Message: "m9", Lines: []string{"good morning"}},
	}}
	const page = `2026-03-02 Monday. A1: everything a page can show.
zone: Europe/Oslo

09:00 #north <ana> open
09:00 #north <desk> CASE-1 · down
    by 09:15
    [Take it] [Reply]
09:00 #north <desk> (only ana sees) it is open
# noah comes to work
09:01 #north (CASE-1) <noah> [Take it]
09:01 #north (CASE-1) <desk> taken
09:01 #north (CASE-1 card) <desk> + with noah
    - by 09:15
    [Reply]
09:02 #north <noah> [Reply]
09:02 #north <desk> (form for noah) Reply: text*, file
09:03 #north <ana> /desk list
09:03 #north <platform> (only ana sees) not here
09:04 (rain)
09:05 #north (CASE-1) <ana> see here (attaches a.har, b.zip)
09:06 #north (CASE-1) <ana> (edits) see there
09:07 #north (CASE-1) <ana> (deletes 09:05)

2026-03-03 Tuesday

08:30 #north <desk> good morning
09:00 …
# the end
`
	got, err := playOn(t, s, page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := Diff([]byte(page), []byte(got)); diff != "" {
		t.Errorf("it came out otherwise:\n%s", diff)
	}
	want := []Act{
		{Deed: Say, Who: "ana", Channel: "north", Text: "open"},
		{Deed: Press, Who: "noah", Channel: "north", Root: "m1", Text: "[Take it]", Button: "Take it", Message: "m1"},
		{Deed: Press, Who: "noah", Channel: "north", Text: "[Reply]", Button: "Reply", Message: "m1"},
		{Deed: Slash, Who: "ana", Channel: "north", Text: "/desk list"},
		{Deed: Say, Who: "ana", Channel: "north", Root: "m1", Text: "see here", Files: []string{"a.har", "b.zip"}},
		{Deed: Edit, Who: "ana", Channel: "north", Root: "m1", Text: "see there", Message: "h5"},
		{Deed: Delete, Who: "ana", Channel: "north", Root: "m1", Text: "(deletes 09:05)", Message: "h5"},
	}
	if len(s.acts) != len(want) {
		t.Fatalf("%d acts: %+v", len(s.acts), s.acts)
	}
	for i, a := range s.acts {
		if a.Fields != nil {
			t.Errorf("act %d has fields", i)
		}
		w := want[i]
		if a.Deed != w.Deed || a.Who != w.Who || a.Channel != w.Channel || a.Root != w.Root || a.Text != w.Text || a.Button != w.Button ||
			a.Message != w.Message || strings.Join(a.Files, ",") != strings.Join(w.Files, ",") {
			t.Errorf("act %d is %+v, want %+v", i, a, w)
		}
	}
}

func TestWhatCannotBePlayed(t *testing.T) {
	for _, c := range []struct{ name, line, want string }{
		{"a button that is not there", "09:01 #north <noah> [Go]", "p:4: noah sees no button [Go] there; there are: [Take it]"},
		{"somebody else's button", "09:01 #north <noah> [Mine]", "p:4: noah sees no button [Mine]"},
		{"a thread that is not there", "09:01 #north (CASE-2) <noah> hello", "p:4: #north has no thread (CASE-2) yet"},
		{"a message of one's own that is not there", "09:01 #north <noah> (edits) hello", "p:4: noah has said nothing there"},
		{"weather that there is not", "09:01 (frogs)", "p:4: there is no such weather here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &stub{react: func(s *stub, a Act) {
				s.see(Event{Kind: Posted, Channel: "north", Message: "m1", Lines: []string{"CASE-1 · down"}, Buttons: []string{"Take it"}}, s.at)
				s.see(Event{Kind: Posted, Channel: "north", Message: "m2", Only: "ana", Lines: []string{"yours"}, Buttons: []string{"Mine"}}, s.at)
			}}
			_, err := playOn(t, s, "2026-03-02 Monday. A title\n\n09:00 #north <ana> open\n"+c.line+"\n")
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestThreadsHaveNames(t *testing.T) {
	at := func(m int) time.Time { return time.Date(2026, 3, 2, 9, m, 0, 0, time.UTC) }
	r := &room{zone: time.UTC}
	print := func(string) {}
	post := func(id, root, line string, m int) {
		r.see(Event{At: at(m), Kind: Posted, Channel: "q", Message: id, Root: root, Lines: []string{line}}, print)
	}
	post("a", "", "CASE-1 · down", 0)
	post("b", "", "CASE-1: 4 minutes left", 11)
	post("c", "", "good morning", 12)
	if got := r.name(r.find("a")) + "|" + r.name(r.find("b")) + "|" + r.name(r.find("c")); got != "CASE-1|CASE-1 of 09:11|09:12" {
		t.Errorf("threads are called %s", got)
	}
	for name, want := range map[string]string{"CASE-1": "a", "CASE-1 of 09:11": "b", "09:12": "c"} {
		if id, err := r.thread("q", name); err != nil || id != want {
			t.Errorf("(%s) is %q, %v", name, id, err)
		}
	}
	// The one that people talk in has the name to itself.
	post("d", "b", "hello", 13)
	if id, _ := r.thread("q", "CASE-1"); id != "b" {
		t.Errorf("(CASE-1) is %q now", id)
	}
}

func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, a, b, want string }{
		{"the same", "a\nb\n", "a\nb\n", ""},
		{"one line", "a\nb\nc\n", "a\nx\nc\n", "  a\n- b\n+ x\n  c\n"},
		{"far apart", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\n", "- 1\n+ x\n  2\n  3\n  4\n  …\n  6\n  7\n  8\n- 9\n"},
		{"an empty line", "a\n\nb\n", "a\nb\n", "  a\n- \n  b\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Diff([]byte(c.a), []byte(c.b)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
