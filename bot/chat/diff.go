package chat

import "strings"

// Diff shows where two pages differ, line by line: "-" before lines of the page as it was
// written, "+" before lines as it came out, and three lines around them. It is empty where they
// are the same.
func Diff(written, played []byte) string {
	if string(written) == string(played) {
		return ""
	}
	a, b := strings.Split(strings.TrimRight(string(written), "\n"), "\n"), strings.Split(strings.TrimRight(string(played), "\n"), "\n")
	// The longest common subsequence, from the end.
	lcs := make([][]int, len(a)+1)
	for i := range lcs {
		lcs[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lcs[i][j] = lcs[i+1][j+1] + 1
			} else {
				lcs[i][j] = max(lcs[i+1][j], lcs[i][j+1])
			}
		}
	}
	var lines []string
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			lines = append(lines, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && lcs[i+1][j] >= lcs[i][j+1]:
			lines = append(lines, "- "+a[i])
			i++
		default:
			lines = append(lines, "+ "+b[j])
			j++
		}
	}
	return around(lines)
}

// around keeps what changed and three lines on either side.
func around(lines []string) string {
	keep := make([]bool, len(lines))
	for i, l := range lines {
		if l[0] == ' ' {
			continue
		}
		for k := max(0, i-3); k <= min(len(lines)-1, i+3); k++ {
			keep[k] = true
		}
	}
	var out strings.Builder
	skipped := false
	for i, l := range lines {
		if !keep[i] {
			skipped = true
			continue
		}
		if skipped && out.Len() > 0 {
			out.WriteString("  …\n")
		}
		skipped = false
		out.WriteString(l + "\n")
	}
	return out.String()
}
