package strict

import "strings"

// Nearest is the known word that was probably meant: the one with the fewest slips (a letter
// too many, missing, wrong, or two exchanged), case aside, if there are few enough of them for
// the word's length. Of several equally near it is the first.
func Nearest(word string, known []string) (string, bool) {
	w := []rune(strings.ToLower(word))
	if len(w) == 0 || len(w) > 80 {
		return "", false
	}
	best, at := len(w)/3+1, -1
	for i, k := range known {
		r := []rune(strings.ToLower(k))
		if d := len(r) - len(w); d > best || -d > best {
			continue
		}
		if n := slips(w, r); n < best || n == best && at < 0 && n < len(w) {
			best, at = n, i
		}
	}
	if at < 0 {
		return "", false
	}
	return known[at], true
}

// slips is the optimal string alignment distance.
func slips(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i, x := range a {
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
