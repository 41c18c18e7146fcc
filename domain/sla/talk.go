package sla

import "time"

// A Said is one message in the conversation of a case, as far as clocks care: whether it is a
// human's own words of the vendor's side on a surface the customer sees (Ours), or the customer's.
type Said struct {
	At       time.Time `json:"at"`
	Recorded time.Time `json:"recorded,omitzero"`
	Ours     bool      `json:"ours,omitempty"`
	Message  string    `json:"message,omitempty"`
}

// Unanswered is where the next-response clock starts: the oldest customer message after our last
// words (K22). Of one instant, ours come first, as stops do (K16), so that a customer message
// stamped with our reply is still unanswered. The messages may come in any order.
func Unanswered(talk []Said) (oldest Said, ok bool) {
	last, answered := time.Time{}, false
	for _, s := range talk {
		if s.Ours && (!answered || s.At.After(last)) {
			last, answered = s.At, true
		}
	}
	for _, s := range talk {
		if s.Ours || answered && s.At.Before(last) {
			continue
		}
		if !ok || s.At.Before(oldest.At) {
			oldest, ok = s, true
		}
	}
	return oldest, ok
}
