package slackworld

import (
	"regexp"
	"slices"
	"strings"
)

// A Difference is something that may come out otherwise through Slack than on paper, and why.
// Same puts both forms into one.
type Difference struct {
	What string
	Why  string
	On   On
	Same func(page string) string
}

// On is when a difference may be seen.
type On int

// The days of a difference.
const (
	AnyDay On = iota
	OnBadDays
	WithoutForms // no form opens for people of another company
)

var code = regexp.MustCompile(`\b[0-9A-Z]{5}-[0-9A-Z]{5}\b`)

// Differences is everything that may come out otherwise.
var Differences = []Difference{
	{"one-time codes", "chance is drawn from the key of a request, and each platform names requests in its own way",
		AnyDay, func(page string) string { return code.ReplaceAllString(page, "CODES-CODES") }},
	{"the order of what is said within one minute", "what is tried again, or looked for, comes seconds later; other channels do not wait for it",
		OnBadDays, withinMinutes},
	{"a form, and the questions that are asked in its place", "Slack may refuse forms to people of another company; what they would have filled in, they are asked in words",
		WithoutForms, withoutForms},
}

// Alike is a page with all that may differ on such a day made the same.
func Alike(page string, day On) string {
	for _, d := range Differences {
		if d.On <= day {
			page = d.Same(page)
		}
	}
	return page
}

var deskItem = regexp.MustCompile(`^(\d\d:\d\d) [^<]*<(?:desk|platform)> `)

// withinMinutes sorts what the desk says in one minute, between two deeds of people.
func withinMinutes(page string) string {
	var out, run []string
	minute := ""
	flush := func() {
		slices.Sort(run)
		out = append(out, run...)
		run, minute = nil, ""
	}
	for line := range strings.SplitSeq(page, "\n") {
		m := deskItem.FindStringSubmatch(line)
		switch {
		case strings.HasPrefix(line, "    ") && len(run) > 0:
			run[len(run)-1] += "\n" + line
		case m != nil:
			if m[1] != minute {
				flush()
			}
			minute = m[1]
			run = append(run, line)
		default:
			flush()
			out = append(out, line)
		}
	}
	flush()
	return strings.Join(out, "\n")
}
