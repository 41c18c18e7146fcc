package slackworld

import "regexp"

// A Difference is something that may come out otherwise through Slack than on paper, and why.
// Same puts both forms into one.
type Difference struct {
	What string
	Why  string
	Same func(page string) string
}

var code = regexp.MustCompile(`\b[0-9A-Z]{5}-[0-9A-Z]{5}\b`)

// Differences is everything that may come out otherwise.
var Differences = []Difference{
	{"one-time codes", "chance is drawn from the key of a request, and each platform names requests in its own way",
		func(page string) string { return code.ReplaceAllString(page, "CODES-CODES") }},
}

// Alike is a page with all that may differ made the same.
func Alike(page string) string {
	for _, d := range Differences {
		page = d.Same(page)
	}
	return page
}
