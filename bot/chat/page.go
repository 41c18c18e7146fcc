package chat

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Page is a page as it stands.
type Page struct {
	Name  string
	Title string // of the first line, behind the weekday
	Start time.Time
	Zone  *time.Location
	Keys  map[string]string // of the header, by headKeys
	head  []string          // the header as written, without the empty line
	items []item
	tail  []string // comments after the last item
}

// An item is what somebody, or the weather, does: what the player keeps.
type item struct {
	line     int
	comments []string // as written, before it
	written  []string // as written, with its indented lines
	at       time.Time
	who      string // "" for weather and for time that passes
	channel  string
	thread   string
	text     string
	weather  string
	fields   [][2]string
}

// A Fault is what is wrong with a page as it is written.
type Fault struct {
	Page string
	Line int
	What string
}

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.Page, f.Line, f.What) }

var (
	firstLine = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) (\w+)\. (.+)$`)
	headLine  = regexp.MustCompile(`^([a-z]+): (.+)$`)
	dayLine   = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) (\w+)$`)
	timeLine  = regexp.MustCompile(`^(\d\d:\d\d(?::\d\d)?) (.+)$`)
	saidLine  = regexp.MustCompile(`^([#@][^\s()<>]+(?: home)?) (?:\(([^()]+)\) )?<([^<>]+)>(?: (.*))?$`)
	skyLine   = regexp.MustCompile(`^\((.+)\)$`)
	fieldLine = regexp.MustCompile(`^ {4}([a-z_]+): ?(.*)$`)
)

// headKeys are what a header can say.
var headKeys = []string{"cast", "desk", "zone", "people", "cards"}

// The two who speak without being people.
const (
	desk     = "desk"
	platform = "platform"
)

// Parse reads a page. Zones loads the zone that its header names.
func Parse(name string, src []byte, zones func(string) (*time.Location, error)) (*Page, error) {
	p := &Page{Name: name, Zone: time.UTC, Keys: map[string]string{}}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n"), "\n")
	fault := func(i int, format string, args ...any) error {
		return &Fault{Page: name, Line: i + 1, What: fmt.Sprintf(format, args...)}
	}
	m := firstLine.FindStringSubmatch(lines[0])
	if m == nil {
		return nil, fault(0, "a page begins with a date, its weekday, a full stop and a title: 2026-03-02 Monday. C2: …")
	}
	p.Title = m[3]
	p.head = lines[:1]
	i := 1
	for ; i < len(lines) && lines[i] != ""; i++ {
		k := headLine.FindStringSubmatch(lines[i])
		if k == nil || !slices.Contains(headKeys, k[1]) {
			return nil, fault(i, "the header is %s; an empty line ends it", strings.Join(headKeys, ", "))
		}
		p.Keys[k[1]] = k[2]
		p.head = lines[:i+1]
	}
	if z := p.Keys["zone"]; z != "" {
		loc, err := zones(z)
		if err != nil {
			return nil, fault(i-1, "zone %s: %v", z, err)
		}
		p.Zone = loc
	}
	day, err := p.day(m[1], m[2])
	if err != nil {
		return nil, fault(0, "%v", err)
	}
	p.Start = day
	return p, p.body(lines, i, day, fault)
}

// day reads a date and holds its weekday to it.
func (p *Page) day(date, weekday string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, date, p.Zone)
	if err != nil {
		return day, fmt.Errorf("%s is no date", date)
	}
	if day.Weekday().String() != weekday {
		return day, fmt.Errorf("%s is a %s", date, day.Weekday())
	}
	return day, nil
}

// body reads the items. The desk's lines are passed over: they are written anew.
func (p *Page) body(lines []string, i int, day time.Time, fault func(int, string, ...any) error) error {
	var comments []string
	var last *item // whose indented lines follow; nil for the desk's
	for ; i < len(lines); i++ {
		line := lines[i]
		if line == "" {
			continue
		}
		if strings.HasPrefix(line, "#") && (line == "#" || line[1] == ' ') {
			comments, last = append(comments, line), nil
			continue
		}
		if strings.HasPrefix(line, "    ") {
			if last == nil {
				continue
			}
			f := fieldLine.FindStringSubmatch(line)
			if f == nil {
				return fault(i, "an indented line of a person is a field of a form: \"    reason: …\"")
			}
			last.fields = append(last.fields, [2]string{f[1], f[2]})
			last.written = append(last.written, line)
			continue
		}
		if d := dayLine.FindStringSubmatch(line); d != nil {
			next, err := p.day(d[1], d[2])
			if err != nil {
				return fault(i, "%v", err)
			}
			if next.Before(day) {
				return fault(i, "time does not go back")
			}
			day, last = next, nil
			continue
		}
		it, kept, err := p.item(line, day)
		if err != nil {
			return fault(i, "%v", err)
		}
		if last = nil; !kept {
			continue
		}
		it.line, it.comments, it.written = i+1, comments, []string{line}
		comments = nil
		if n := len(p.items); n > 0 && it.at.Before(p.items[n-1].at) {
			return fault(i, "time does not go back: a new day needs its own line")
		}
		p.items = append(p.items, it)
		last = &p.items[len(p.items)-1]
	}
	p.tail = comments
	return nil
}

// item reads one line; kept is false for what the player writes itself.
func (p *Page) item(line string, day time.Time) (it item, kept bool, err error) {
	m := timeLine.FindStringSubmatch(line)
	if m == nil {
		return it, false, fmt.Errorf("a line begins with a time, a date, or \"# \" for a comment")
	}
	layout := "15:04"
	if len(m[1]) > 5 {
		layout = "15:04:05"
	}
	clock, err := time.Parse(layout, m[1])
	if err != nil {
		return it, false, fmt.Errorf("%s is no time of day", m[1])
	}
	it.at = time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, p.Zone)
	rest := m[2]
	if rest == "…" || rest == "..." {
		return it, true, nil
	}
	if w := skyLine.FindStringSubmatch(rest); w != nil {
		it.weather = w[1]
		return it, true, nil
	}
	s := saidLine.FindStringSubmatch(rest)
	if s == nil {
		return it, false, fmt.Errorf("a line is \"#channel <who> words\", \"#channel (CASE-1) <who> words\", \"@who <who> words\", or weather in brackets")
	}
	it.channel, it.thread, it.who, it.text = strings.TrimPrefix(s[1], "#"), s[2], s[3], s[4]
	if it.who == desk || it.who == platform {
		return it, false, nil
	}
	if it.text == "" {
		return it, false, fmt.Errorf("%s says nothing", it.who)
	}
	return it, true, nil
}
