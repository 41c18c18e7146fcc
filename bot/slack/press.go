package slack

import "encoding/json"

// A press is what a button's value holds: opaque to Slack, and no secret. What it asks for is
// decided anew when it is pressed. Values live as long as the messages they stand in, so this
// form is for ever: a list of edition, form and command line.
type press struct {
	edition string // of the card the button stands on
	form    string // the form it opens, if it opens one
	run     string // its command line
}

// String writes the value.
func (p press) String() string {
	b, err := json.Marshal([]string{p.edition, p.form, p.run})
	if err != nil {
		return ""
	}
	return string(b)
}

// parsePress reads what String writes; ok is false for a value that is none of ours.
func parsePress(value string) (p press, ok bool) {
	var parts []string
	if json.Unmarshal([]byte(value), &parts) != nil || len(parts) != 3 {
		return press{}, false
	}
	return press{edition: parts[0], form: parts[1], run: parts[2]}, true
}
