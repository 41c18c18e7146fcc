package place_test

import (
	"errors"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/place"
)

// A shelf is a store as small as can be.
type shelf map[domain.Ref]domain.Thing

func (s shelf) Load(ref domain.Ref) (domain.Thing, error) {
	t, ok := s[ref]
	if !ok {
		return nil, domain.ErrNotFound
	}
	return domain.Clone(t), nil
}

func (s shelf) Find(k domain.Key, _ int) (refs []domain.Ref, err error) {
	for ref, t := range s {
		for _, have := range t.Keys() {
			if have == k {
				refs = append(refs, ref)
			}
		}
	}
	return refs, nil
}

func (s shelf) Word(domain.WordID) (string, error) { return "", nil }
func (s shelf) Policy() any                        { return nil }

func (s shelf) do(t *testing.T, c domain.Command) {
	t.Helper()
	out, err := domain.Step(s, c, domain.Stamp{})
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range out.Changes {
		s[ch.Ref] = ch.After
	}
}

func at(channel, thread string) domain.Spot {
	return domain.Spot{Platform: "p", Channel: channel, Thread: thread}
}

// TestRename: an address is found under every id that its channel ever had, and goes out under
// the last.
func TestRename(t *testing.T) {
	s := shelf{}
	channel := domain.Place{Kind: domain.AccountChannel, ID: "n", Audience: domain.Customers}
	thread := domain.Place{Kind: domain.CaseThread, ID: "1", Audience: domain.Customers}
	s.do(t, place.Bind{Place: channel, Spot: at("A", "")})
	s.do(t, place.Bind{Place: thread, Spot: at("A", "t1")})
	for i, now := range []string{"A", "B", "C", "A", "D"} {
		if i > 0 {
			was, err := place.Last(s, at("A", ""))
			if err != nil {
				t.Fatal(err)
			}
			s.do(t, place.Rename{Platform: "p", From: was.Channel, To: now})
			s.do(t, place.Rename{Platform: "p", From: was.Channel, To: now}) // told twice
		}
		for _, id := range []string{"A", now} {
			if p, ok, err := place.InChannel(s, at(id, "")); err != nil || !ok || p != channel {
				t.Errorf("called %s: under %s is %v, %v, %v", now, id, p, ok, err)
			}
			if p, ok, err := place.InThread(s, at(id, "t1")); err != nil || !ok || p != thread {
				t.Errorf("called %s: the thread under %s is %v, %v, %v", now, id, p, ok, err)
			}
			if last, err := place.Last(s, at(id, "t1")); err != nil || last != at(now, "t1") {
				t.Errorf("called %s: %s goes out under %v, %v", now, id, last, err)
			}
		}
	}
	if _, ok, err := place.InChannel(s, at("Z", "")); ok || err != nil {
		t.Error("a channel that nobody knows is known")
	}
	// Whoever tells the desk anew where it is, says the last word.
	s.do(t, place.Bind{Place: channel, Spot: at("D", "")})
	if p, ok, _ := place.InChannel(s, at("D", "")); !ok || p != channel {
		t.Errorf("bound anew under D: %v %v", p, ok)
	}
	if _, err := s.Load(place.RefOf(channel)); errors.Is(err, domain.ErrNotFound) {
		t.Error("it is gone")
	}
}
