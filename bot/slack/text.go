package slack

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// escaper writes the three characters that mean something on the wire as what they are.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(s string) string { return escaper.Replace(s) }

// entities undoes what Slack did to the same three characters.
var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// plain reads a text off the wire: entities are undone, addresses and channels become the words
// they were shown as. A mention stays <@U…>, without the name that Slack may have put into it:
// the id is what counts.
func plain(wire string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(wire, '<')
		if i < 0 {
			break
		}
		j := strings.IndexByte(wire[i:], '>')
		if j < 0 {
			break
		}
		b.WriteString(entities.Replace(wire[:i]))
		b.WriteString(marked(wire[i+1 : i+j]))
		wire = wire[i+j+1:]
	}
	b.WriteString(entities.Replace(wire))
	return b.String()
}

// marked reads what stands between < and >.
func marked(s string) string {
	id, label, labelled := strings.Cut(s, "|")
	label = entities.Replace(label)
	switch {
	case strings.HasPrefix(id, "@"):
		return "<" + id + ">"
	case strings.HasPrefix(id, "#"):
		if labelled && label != "" {
			return "#" + label
		}
		return "<" + id + ">"
	case strings.HasPrefix(id, "!"):
		if labelled && label != "" {
			return label
		}
		word, _, _ := strings.Cut(id[1:], "^")
		if word == "subteam" {
			return "<" + id + ">" // what the group is called is asked
		}
		return "@" + word
	case !labelled || label == "":
		return entities.Replace(id)
	}
	// An address that only lacks what Slack put before it is shown as it was typed; one behind
	// other words is shown with them.
	bare := entities.Replace(id)
	if strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(bare, "https://"), "http://"), "mailto:") == label {
		return label
	}
	if bare == label {
		return label
	}
	return label + " (" + bare + ")"
}

// instant reads a message's timestamp, "1772442900.000100", as the instant it names; zero
// where it is none.
func instant(ts string) time.Time {
	whole, micro, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || s <= 0 {
		return time.Time{}
	}
	us, err := strconv.ParseInt((micro + "000000")[:6], 10, 64)
	if err != nil || us < 0 {
		return time.Time{}
	}
	return time.Unix(s, us*1000).UTC().Truncate(time.Millisecond)
}

// timestamp writes an instant as history is asked for it.
func timestamp(t time.Time) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}
