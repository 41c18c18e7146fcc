package offering_test

import (
	"regexp"
	"strings"
)

// An archive is several small files in one, as the bad samples are written: a comment, then each
// file under a line "-- name --".
type archive struct {
	comment string
	files   []archived
}

type archived struct{ name, text string }

var archiveHead = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

func parseArchive(s string) archive {
	heads := archiveHead.FindAllStringSubmatchIndex(s, -1)
	if len(heads) == 0 {
		return archive{comment: s}
	}
	a := archive{comment: s[:heads[0][0]]}
	for i, h := range heads {
		end := len(s)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		a.files = append(a.files, archived{s[h[2]:h[3]], s[h[1]:end]})
	}
	return a
}

func (a archive) String() string {
	var b strings.Builder
	b.WriteString(a.comment)
	for _, f := range a.files {
		b.WriteString("-- " + f.name + " --\n" + f.text)
	}
	return b.String()
}
