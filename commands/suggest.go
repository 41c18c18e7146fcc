package commands

import (
	"slices"
	"strings"
)

// A near is something that was perhaps meant.
type near struct {
	what string
	d    int // slips away
	n    int // for a path: how many of the words it stands for
}

// best keeps what is nearest: at most three, ties in the order given.
func best(found []near) []near {
	least := 1 << 30
	for _, f := range found {
		least = min(least, f.d)
	}
	found = slices.DeleteFunc(found, func(f near) bool { return f.d > least })
	return found[:min(len(found), 3)]
}

// nearest are those of the candidates that differ from what was typed by so
// little that it was a slip.
func nearest(typed string, candidates []string) []string {
	var found []near
	for _, c := range candidates {
		if d := distance(strings.ToLower(typed), strings.ToLower(c), slips(c)); d <= slips(c) {
			found = append(found, near{what: c, d: d})
		}
	}
	var out []string
	for _, f := range best(found) {
		out = append(out, f.what)
	}
	return out
}

// slips is how many slips somebody makes in a word: none in one of two letters.
func slips(s string) int {
	switch n := len([]rune(s)); {
	case n <= 2:
		return 0
	case n <= 4:
		return 1
	case n <= 9:
		return 2
	}
	return 3
}

// distance counts insertions, deletions, substitutions and swaps of neighbours
// between two words; beyond most it only says that it is more.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	var before, last []int
	now := make([]int, len(y)+1)
	for j := range now {
		now[j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, last, now = last, now, make([]int, len(y)+1)
		now[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
	}
	return now[len(y)]
}
