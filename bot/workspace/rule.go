package workspace

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// faultWords tells each fault in a sentence, in the order a list shows them.
var faultWords = []struct {
	Kind  Fault
	Words string
}{
	{RateLimited, "too many requests, with Retry-After"},
	{RateLimitedBare, "too many requests, without Retry-After"},
	{RateLimitedOK, "200 that says ratelimited"},
	{Unavailable, "503, nothing done"},
	{UnavailAfter, "503 although it was done"},
	{Internal, "internal_error, nothing done"},
	{InternalAfter, "internal_error although it was done"},
	{Reset, "connection breaks, nothing done"},
	{ResetAfter, "connection breaks although it was done"},
	{Slow, "answers late"},
	{Lag, "history lags"},
	{Removed, "somebody deletes the message"},
	{Shut, "somebody archives the channel"},
	{Disowned, "the tokens are revoked"},
	{Twice, "an envelope comes twice"},
	{Lost, "an event is lost"},
	{Late, "an envelope comes late, overtaken"},
	{Drop, "the socket breaks with the envelope on it"},
	{HalfOpen, "the socket falls silent"},
}

// String is the rule as ParseRule reads it.
func (r Rule) String() string {
	s := string(r.Kind)
	if r.Method != "" {
		s += " of " + r.Method
	}
	if r.Channel != "" {
		s += " in " + r.Channel
	}
	if r.Skip > 0 {
		s += " skip " + strconv.Itoa(r.Skip)
	}
	switch {
	case r.Times == 1:
		s += " once"
	case r.Times > 1:
		s += " " + strconv.Itoa(r.Times) + " times"
	}
	if r.Wait > 0 {
		s += " for " + r.Wait.String()
	}
	return s
}

// ParseRule reads a rule as a script writes it: a fault, then in any order
// what it strikes and how often.
//
//	429 of chat.postMessage in #queue once for 30s
//	503 after of chat.postMessage skip 2 3 times
//	twice of message
func ParseRule(text string) (Rule, error) {
	var r Rule
	rest := " " + strings.Join(strings.Fields(text), " ") + " "
	for _, f := range faultWords {
		// The longest name wins: "503 after" is not "503".
		if strings.HasPrefix(rest, " "+string(f.Kind)+" ") && len(f.Kind) > len(r.Kind) {
			r.Kind = f.Kind
		}
	}
	if r.Kind == "" {
		return r, fmt.Errorf("workspace: no fault begins %q; there are %s", strings.TrimSpace(rest), kindList())
	}
	words := strings.Fields(rest[len(r.Kind)+1:])
	for len(words) > 0 {
		take := 2
		var err error
		switch {
		case words[0] == "once":
			r.Times, take = 1, 1
		case len(words) < 2:
			return r, fmt.Errorf("workspace: %q says nothing more about a fault", words[0])
		case words[0] == "of":
			r.Method = words[1]
		case words[0] == "in":
			r.Channel = words[1]
		case words[0] == "skip":
			r.Skip, err = count(words[1])
		case words[0] == "for":
			if r.Wait, err = time.ParseDuration(words[1]); err == nil && r.Wait <= 0 {
				err = fmt.Errorf("workspace: %q is no time to wait", words[1])
			}
		case words[1] == "times":
			r.Times, err = count(words[0])
		default:
			return r, fmt.Errorf("workspace: %q says nothing about a fault", words[0])
		}
		if err != nil {
			return r, err
		}
		words = words[take:]
	}
	return r, nil
}

func count(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("workspace: %q is no number of times", s)
	}
	return n, nil
}

func kindList() string {
	var all []string
	for _, f := range faultWords {
		all = append(all, string(f.Kind))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
