package domain_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	. "github.com/deskhand/deskhand/domain"
)

// A jar is a thing that counts coins; its keys say how many, so that Find can be tried.
type jar struct {
	Head
	Coins int
	Notes []string
}

type added struct{ N int }

func (added) EventKind() string { return "jar.added/1" }

func (j *jar) Ref() Ref                  { return Ref{"jar", j.ID} }
func (j *jar) Keys() []Key               { return []Key{{"coins", fmt.Sprint(j.Coins)}} }
func (j *jar) OnDue() Command            { return nil }
func (j *jar) NextDue(any) (t time.Time) { return time.Unix(int64(j.Coins), 0) }
func (j *jar) Apply(r Recorded) {
	j.Advance(r)
	j.Coins += r.Event.(added).N
	j.Notes = append(j.Notes, r.Cause)
}

// shelf is a Reader of jars.
type shelf map[string]*jar

func (s shelf) Load(r Ref) (Thing, error) {
	if j, ok := s[r.ID]; ok {
		return Clone(j), nil
	}
	return nil, ErrNotFound
}
func (s shelf) Find(k Key, _ int) (out []Ref, _ error) {
	for id, j := range s {
		if j.Keys()[0] == k {
			out = append(out, Ref{"jar", id})
		}
	}
	return out, nil
}
func (s shelf) Word(WordID) (string, error) { return "", nil }
func (s shelf) Policy() any                 { return nil }

// put adds coins, and then asks for more.
type put struct {
	id     string
	n      int
	say    int // effects
	then   []Follow
	refuse bool
}

func (p put) CommandKind() string { return "put " + p.id }

func (p put) Decide(r Reader, _ Stamp) ([]Change, error) {
	if p.refuse {
		return nil, Refuse("plain")
	}
	c := Change{}
	t, err := r.Load(Ref{"jar", p.id})
	if errors.Is(err, ErrNotFound) {
		c = Create(&jar{Head: Head{ID: p.id}}, added{p.n})
	} else {
		c = Alter(t, added{p.n})
	}
	for i := range p.say {
		c.Effects = append(c.Effects, Effect{Deed: fmt.Sprintf("%s/%d", p.id, i)})
	}
	c.Follow = p.then
	return []Change{c}, nil
}

func step(t *testing.T, s shelf, c Command) (Outcome, error) {
	t.Helper()
	return Step(s, c, Stamp{Now: time.Unix(1000, 0), Cause: "c"})
}

func coins(o Outcome, id string) int {
	for _, c := range o.Changes {
		if c.Ref.ID == id {
			if j, ok := c.After.(*jar); ok {
				return j.Coins
			}
		}
	}
	return -1
}

func TestFollowUpsSeeWhatWasChanged(t *testing.T) {
	s := shelf{"a": {Head: Head{ID: "a", Seq: 3}, Coins: 10}}
	o, err := step(t, s, put{id: "a", n: 1, then: []Follow{{Must: true, Command: put{id: "a", n: 2}}, {Command: put{id: "b", n: 5}}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := coins(o, "a"); got != 13 {
		t.Errorf("a holds %d, want 13", got)
	}
	if len(o.Changes) != 2 || len(o.Changes[0].Events) != 2 || o.Changes[0].Version != 3 {
		t.Errorf("the two changes of a were not folded into one on version 3: %+v", o.Changes)
	}
	if o.Changes[0].Recorded[1].Seq != 5 || o.Changes[0].Due != time.Unix(13, 0).UTC() {
		t.Errorf("last event %+v, due %v", o.Changes[0].Recorded[1], o.Changes[0].Due)
	}
	if s["a"].Coins != 10 {
		t.Error("a decision changed what it read")
	}
}

func TestRefusedMustRefusesTheWhole(t *testing.T) {
	_, err := step(t, shelf{}, put{id: "a", n: 1, then: []Follow{{Must: true, Command: put{refuse: true}}}})
	if _, refused := AsRefusal(err); !refused {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestRefusedMayDropsItsOwnSubtreeOnly(t *testing.T) {
	inner := put{id: "c", n: 7, then: []Follow{{Must: true, Command: put{refuse: true}}}}
	o, err := step(t, shelf{}, put{id: "a", n: 1, then: []Follow{{Command: inner}, {Command: put{id: "d", n: 2}}}})
	if err != nil {
		t.Fatal(err)
	}
	if coins(o, "a") != 1 || coins(o, "d") != 2 {
		t.Errorf("what stands beside the refused one is gone: %+v", o.Changes)
	}
	for _, c := range o.Changes {
		if c.Ref.ID == "c" {
			t.Error("the refused follow-up left its change behind")
		}
	}
	if len(o.Faults) != 1 || o.Faults[0].Command != "put c" {
		t.Errorf("faults: %+v", o.Faults)
	}
	last := o.Changes[len(o.Changes)-1]
	if last.Ref.Kind != FaultKind || len(last.Effects) != 1 || last.Effects[0].Place.Kind != OperatorPlace {
		t.Errorf("the fault is not recorded and told to the operator: %+v", last)
	}
}

func TestAMayThatDoesNotFitIsPutOff(t *testing.T) {
	o, err := step(t, shelf{}, put{id: "a", n: 1, then: []Follow{{Command: put{id: "big", n: 1, say: MaxWrites}}, {Command: put{id: "d", n: 2}}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Deferred) != 1 || o.Deferred[0].CommandKind() != "put big" || coins(o, "d") != 2 || coins(o, "big") != -1 {
		t.Errorf("deferred %v, changes %+v", o.Deferred, o.Changes)
	}
	if _, err := step(t, shelf{}, put{id: "big", n: 1, say: MaxWrites}); err == nil {
		t.Error("a command of more than MaxWrites writes was accepted")
	}
}

// A note of a fault takes room too: with it a step never writes more than the store accepts, and
// a note that finds none is a command of its own.
func TestNotesOfFaultsTakeRoom(t *testing.T) {
	refused := Follow{Command: put{id: "x", refuse: true}}
	for _, tt := range []struct {
		name         string
		say          int // with it the first command writes two more
		noted, later int
	}{
		{"room for both", MaxWrites - 2 - 6, 2, 0},
		{"room for one", MaxWrites - 2 - 5, 1, 1},
		{"room for none", MaxWrites - 2, 0, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, err := step(t, shelf{}, put{id: "a", n: 1, say: tt.say, then: []Follow{refused, refused}})
			if err != nil {
				t.Fatal(err)
			}
			writes := 0
			for _, c := range o.Changes {
				writes += c.Writes()
			}
			if writes > MaxWrites || len(o.Faults) != 2 || len(o.Changes) != 1+tt.noted || len(o.Deferred) != tt.later {
				t.Fatalf("%d writes, %d faults, %d notes, %d later", writes, len(o.Faults), len(o.Changes)-1, len(o.Deferred))
			}
			for _, c := range o.Deferred {
				again, err := step(t, shelf{}, c)
				if err != nil || len(again.Changes) != 1 || again.Changes[0].Ref.Kind != FaultKind || len(again.Changes[0].Effects) != 1 {
					t.Errorf("put off, it comes to %+v, %v", again.Changes, err)
				}
			}
		})
	}
}

func TestFollowUpsGoFourDeep(t *testing.T) {
	deep := func(n int) Command {
		c := put{id: "x", n: 1}
		for range n {
			c = put{id: "x", n: 1, then: []Follow{{Must: true, Command: c}}}
		}
		return c
	}
	if o, err := step(t, shelf{}, deep(MaxDepth)); err != nil || coins(o, "x") != MaxDepth+1 {
		t.Errorf("depth %d: %v", MaxDepth, err)
	}
	if _, err := step(t, shelf{}, deep(MaxDepth+1)); err == nil {
		t.Errorf("depth %d was accepted", MaxDepth+1)
	}
}

// ask loads, and decides on a version that is no longer the last.
type ask struct{}

func (a ask) Decide(r Reader, s Stamp) ([]Change, error) {
	t, err := r.Load(Ref{"jar", "a"})
	if err != nil {
		return nil, err
	}
	first, second := Alter(t, added{1}), Alter(t, added{1})
	return []Change{first, second}, nil
}

func TestTwoChangesOnOneVersionConflict(t *testing.T) {
	_, err := step(t, shelf{"a": {Head: Head{ID: "a", Seq: 1}}}, ask{})
	if !errors.Is(err, ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
}

// find answers who holds a number of coins after a follow-up moved some.
type find struct{ got *[]Ref }

func (f find) Decide(r Reader, _ Stamp) ([]Change, error) {
	refs, err := r.Find(Key{"coins", "5"}, 0)
	*f.got = refs
	return nil, err
}

func TestFindSeesChangesBothWays(t *testing.T) {
	var got []Ref
	s := shelf{"a": {Head: Head{ID: "a", Seq: 1}, Coins: 5}, "b": {Head: Head{ID: "b", Seq: 1}, Coins: 4}}
	_, err := step(t, s, put{id: "a", n: 1, then: []Follow{{Must: true, Command: put{id: "b", n: 1, then: []Follow{{Must: true, Command: find{&got}}}}}}})
	if err != nil || len(got) != 1 || got[0].ID != "b" {
		t.Errorf("found %v, %v; want b alone", got, err)
	}
}

func TestWords(t *testing.T) {
	s, u := Stamp{Seed: [16]byte{1}}, Stamp{Seed: [16]byte{2}}
	if first, again := s.Word("x"), s.Word("x"); first.ID != again.ID || first.ID == u.Word("x").ID || s.Word("").ID != "" {
		t.Error("a text is one record under one stamp, another under another, none if empty")
	}
	if s.Token("a", 8) == s.Token("b", 8) || len(s.Token("a", 8)) != 8 {
		t.Error("tokens differ by purpose and are as long as asked")
	}
}

func TestCloneIsDeep(t *testing.T) {
	a := &jar{Notes: []string{"x"}}
	b := Clone(a).(*jar)
	b.Notes[0] = "y"
	if a.Notes[0] != "x" {
		t.Error("a clone shares memory")
	}
	if Clone(nil) != nil {
		t.Error("nothing is cloned into something")
	}
}

// A cupboard holds things in every way in which data is held.
type cupboard struct {
	jar
	In    [2]struct{ List []int } `json:"in"`
	By    map[string][]*int       `json:"by"`
	Deep  *struct{ List [][]int } `json:"deep"`
	When  time.Time               `json:"when"`
	Empty []int                   `json:"empty"`
	None  map[string]int          `json:"none"`
}

func TestCloneSharesNothing(t *testing.T) {
	one, two := 1, 2
	filled := func() *cupboard {
		c := &cupboard{By: map[string][]*int{"a": {&one, &two}}, Deep: &struct{ List [][]int }{[][]int{{1}, nil, {2, 3}}}, When: time.Unix(5, 0), Empty: []int{}}
		c.Notes = []string{"x"}
		c.In[1].List = []int{4}
		return c
	}
	a := filled()
	b := Clone(a).(*cupboard)
	if !reflect.DeepEqual(a, b) || b.Empty == nil || b.None != nil {
		t.Fatalf("a clone is %+v, not %+v", b, a)
	}
	b.Notes[0], b.In[1].List[0], b.Deep.List[0][0] = "y", 9, 9
	three := 3
	b.By["a"][0], b.By["b"] = &three, nil
	*b.By["a"][1] = 9
	if !reflect.DeepEqual(a, filled()) || two != 2 {
		t.Errorf("a clone shares memory: %+v", a)
	}
}
