package chat

import (
	"maps"
	"slices"
	"strings"
)

// see takes an event in and writes it as the page shows it.
func (r *room) see(e Event, print func(string)) {
	start := r.clock(e.At) + " " + place(e.Channel) + " "
	if e.Root != "" {
		start += "(" + r.name(r.find(e.Root)) + ") "
	}
	only := ""
	if e.Only != "" {
		only = "(only " + e.Only + " sees) "
	}
	switch e.Kind {
	case Posted:
		m := &message{id: e.Message, channel: e.Channel, root: e.Root, only: e.Only, at: e.At, lines: e.Lines, buttons: e.Buttons}
		if len(e.Lines) > 0 {
			m.label = labelWord.FindString(e.Lines[0])
		}
		r.add(m)
		write(print, start+"<desk> "+only, said(e.Lines, e.Buttons))
	case Changed:
		m := r.find(e.Message)
		if m == nil {
			write(print, start+"(edit of what nobody saw) <desk> ", said(e.Lines, e.Buttons))
			return
		}
		lines := changes(m, e)
		if isPage(e.Channel) {
			m.lines, m.buttons = e.Lines, e.Buttons
			if len(lines) > 0 {
				write(print, start+"<desk> ", lines)
			}
			return
		}
		m.lines, m.buttons = e.Lines, e.Buttons
		what := "edit of " + r.clock(m.at)
		if m.root == "" && m.label != "" && r.first(m.channel, m.label) == m {
			what = m.label + " card"
		}
		if len(lines) > 0 {
			write(print, r.clock(e.At)+" "+place(e.Channel)+" ("+what+") <desk> "+only, lines)
		}
	case Pinned:
		what := "what nobody saw"
		if m := r.find(e.Message); m != nil {
			what = "the message of " + r.clock(m.at)
		}
		write(print, start+"<desk> ", []string{"(pins " + what + ")"})
	case Did:
		write(print, start+"<desk> ", e.Lines)
	case Formed:
		filling := r.filling && len(e.Form.Problems) == 0
		r.filling = false
		if !filling {
			write(print, start+"<desk> (form for "+e.Only+") ", formLines(e.Form))
		}
	case Noticed:
		write(print, start+"<platform> "+only, e.Lines)
	}
}

// write writes an item: its first line behind the start, the others indented.
func write(print func(string), start string, lines []string) {
	for i, l := range lines {
		if i == 0 {
			print(strings.TrimRight(start+l, " "))
			continue
		}
		print(strings.TrimRight("    "+l, " "))
	}
}

func said(lines, buttons []string) []string {
	out := slices.Clone(lines)
	if len(out) == 0 {
		out = []string{""}
	}
	if len(buttons) > 0 {
		out = append(out, row(buttons))
	}
	return out
}

func row(buttons []string) string { return "[" + strings.Join(buttons, "] [") + "]" }

// changes is what is different in a message now, compactly.
func changes(m *message, e Event) []string {
	var out []string
	if len(e.Lines) > 0 && (len(m.lines) == 0 || m.lines[0] != e.Lines[0]) {
		out = append(out, e.Lines[0])
	}
	was, is := tailOf(m.lines), tailOf(e.Lines)
	for _, l := range is {
		if !slices.Contains(was, l) {
			out = append(out, "+ "+l)
		}
	}
	for _, l := range was {
		if !slices.Contains(is, l) {
			out = append(out, "- "+l)
		}
	}
	if !slices.Equal(m.buttons, e.Buttons) {
		if len(e.Buttons) == 0 {
			out = append(out, "[]")
		} else {
			out = append(out, row(e.Buttons))
		}
	}
	return out
}

func tailOf(lines []string) []string { return lines[min(1, len(lines)):] }

func formLines(f *Form) []string {
	if len(f.Problems) == 0 {
		return []string{f.Title + ": " + strings.Join(f.Fields, ", ")}
	}
	out := []string{f.Title}
	for _, name := range slices.Sorted(maps.Keys(f.Problems)) {
		if name == "" {
			out = append(out, f.Problems[name])
		} else {
			out = append(out, name+": "+f.Problems[name])
		}
	}
	return out
}
