package commands

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A scan takes the words of a time from left to right, as far as they make
// sense together, each part at most once: a day, a time of day, a zone, or a
// distance from now. It stops at the first word that is no part of a time; a
// word that is one but cannot be accepted is a refusal.
type scan struct {
	r    Reading
	toks []tok
	used int
	err  *WhenError

	now      bool          // "now"
	rel      bool          // a distance: so many civil days, then a length
	days     int           // also for a day: today 0, tomorrow 1
	length   time.Duration // of rel
	day      dayKind
	weekday  time.Weekday
	date     time.Time     // at midnight, UTC: of byDate; of byMonthDay without its year
	hasClock bool          // a time of day
	clock    time.Duration // since midnight
	zone     *time.Location
	zoneTok  int    // where the zone stands, -1 if glued to the clock
	abbr     string // if the zone is an abbreviation
}

type dayKind uint8

const (
	noDay      dayKind = iota
	byDistance         // days from today
	byWeekday          // the nearest one that the reading allows
	byThisWeek         // of this ISO week
	byNextWeek         // of the next
	byDate
	byMonthDay // the nearest one
)

// A tok is a word, lower-case and without a comma behind it; src counts Words.
type tok struct {
	s, raw string
	src    int
}

const longestTime = 12 // words; more than any time has

func tokens(ws []Word) []tok {
	var toks []tok
	for i, w := range ws[:min(len(ws), longestTime)] {
		if w.Shape != Plain {
			toks = append(toks, tok{"\x00", w.whole(), i})
			continue
		}
		for _, p := range fromJapanese(w.Text) {
			raw := p
			if t := strings.TrimRight(p, ",、"); t != "" {
				raw = t
			}
			toks = append(toks, tok{strings.ToLower(raw), raw, i})
		}
	}
	return toks
}

func (r Reading) scan(ws []Word) *scan {
	s := &scan{r: r, toks: tokens(ws), zoneTok: -1}
	for s.err == nil && s.used < len(s.toks) && !s.now {
		n := s.part(s.used)
		if n == 0 {
			break
		}
		s.used += n
	}
	if s.err == nil && s.used > 0 && s.used < len(s.toks) && s.toks[s.used].src == s.toks[s.used-1].src {
		s.err = r.refuse(WhenUnknown, s.toks[s.used].raw) // half a word
	}
	return s
}

// consumed counts whole words.
func (s *scan) consumed() int {
	if s.used == 0 {
		return 0
	}
	return s.toks[s.used-1].src + 1
}

// at is a token or, behind the last one, nothing.
func (s *scan) at(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return s.toks[i].s
}

// said joins what was typed, from one token to before another.
func (s *scan) said(from, to int) string {
	var raws []string
	for _, t := range s.toks[from:min(to, len(s.toks))] {
		raws = append(raws, t.raw)
	}
	return strings.Join(raws, " ")
}

// instead is what was typed with one token replaced, and everything after it
// that was understood.
func (s *scan) instead(i int, with string) string {
	toks := slices.Clone(s.toks[:max(s.used, i+1)])
	toks[i].raw = with
	return (&scan{toks: toks}).said(0, len(toks))
}

// fail refuses at n tokens from i, which count as taken.
func (s *scan) fail(code WhenCode, i, n int, examples ...string) int {
	s.err = s.r.refuse(code, s.said(i, i+n), examples...)
	return n
}

// part takes one part of a time at token i and says how many tokens it took.
func (s *scan) part(i int) int {
	t, first := s.at(i), i == 0
	if first {
		if nows[t] {
			s.now = true
			return 1
		}
		if n := s.distance(); n > 0 {
			return n
		}
	}
	lengthy := s.rel && s.length != 0
	if bare, ok := beforeClock[t]; ok && !s.hasClock && !lengthy {
		if n := s.clockAt(i+1, bare); n > 0 {
			return n + 1
		}
		return 0
	}
	if beforeDay[t] && s.day == noDay && !lengthy {
		if n := s.dayAt(i + 1); n > 0 {
			return n + 1
		}
		return 0
	}
	if !s.hasClock && !lengthy {
		if n := s.clockAt(i, false); n > 0 {
			return n
		}
	}
	if s.day == noDay && !lengthy {
		if n := s.dayAt(i); n > 0 {
			return n
		}
	}
	if s.zone == nil && !first {
		return s.zoneAt(i)
	}
	return 0
}

// distance takes "in 2h", "2h ago", "in 3 days".
func (s *scan) distance() int {
	from, sign := 0, 1
	if ahead[s.at(0)] {
		from = 1
	}
	sp := s.spanAt(from)
	if s.err != nil {
		return from + sp.n
	}
	n := from + sp.n
	switch {
	case sp.n == 0:
		return 0
	case from == 1:
	case ago[s.at(n)]:
		n, sign = n+1, -1
	default:
		return 0
	}
	if sp.days == 0 && sp.length == 0 {
		return s.fail(WhenZero, 0, n)
	}
	s.rel, s.days, s.length = true, sign*sp.days, time.Duration(sign)*sp.length
	if s.length == 0 {
		s.day = byDistance
	}
	return n
}

// zoneAt takes a zone: a name, an abbreviation or an offset.
func (s *scan) zoneAt(i int) int {
	t, raw := s.at(i), s.toks[i].raw
	if a, ok := abbreviations[t]; ok {
		s.zone, s.abbr, s.zoneTok = time.FixedZone(strings.ToUpper(t), a.offset*60), t, i
		return 1
	}
	if zones, ok := ambiguous[t]; ok {
		var examples []string
		for _, z := range zones {
			examples = append(examples, s.instead(i, z))
		}
		return s.fail(WhenZones, i, 1, examples...)
	}
	if off, ok := fixedOffset(t); ok {
		s.zone, s.zoneTok = time.FixedZone(offsetName(off), off), i
		return 1
	}
	if loc, ok := s.r.load(raw); ok {
		s.zone, s.zoneTok = loc, i
		return 1
	}
	area, _, slash := strings.Cut(t, "/")
	if slash && areas[area] || s.hasClock && abbreviates(raw) {
		return s.fail(WhenZone, i, 1, s.instead(i, "UTC"), s.instead(i, "Europe/Oslo"), s.instead(i, "JST"))
	}
	return 0
}

// abbreviates says whether a word behind a time of day can only be the
// abbreviation of a zone: XYZT in capitals.
func abbreviates(raw string) bool {
	if len(raw) < 3 || len(raw) > 5 || raw[len(raw)-1] != 'T' {
		return false
	}
	return strings.IndexFunc(raw, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// stuck explains the first word that no time begins or goes on with.
func (s *scan) stuck() *WhenError {
	if len(s.toks) == 0 {
		return s.r.refuse(WhenUnknown, "")
	}
	i, t := s.used, s.at(s.used)
	if _, ok := beforeClock[t]; ok && i+1 < len(s.toks) {
		i++
		t = s.at(i)
	}
	if h, err := strconv.Atoi(t); err == nil && len(t) <= 2 && h <= 24 {
		return s.r.refuse(WhenBareHour, s.toks[i].raw,
			s.instead(i, strconv.Itoa(h%24)+":00"), s.instead(i, strconv.Itoa((h+12)%24)+":00"))
	}
	if nextWeeks[t] && i+1 < len(s.toks) {
		i++
		t = s.at(i)
	}
	if businesses[t] || businessDay[t] {
		return s.r.refuse(WhenBusiness, s.said(i, len(s.toks)))
	}
	if shortDate.MatchString(t) || orderPattern.MatchString(t) {
		return s.r.refuse(WhenOrder, s.toks[i].raw)
	}
	if sp := s.spanAt(0); s.used == 0 && s.err == nil && sp.n == len(s.toks) {
		if s.r.Past {
			return s.r.refuse(WhenUnknown, s.said(0, sp.n), s.said(0, sp.n)+" ago")
		}
		return s.r.refuse(WhenUnknown, s.said(0, sp.n), "in "+s.said(0, sp.n))
	}
	if s.err != nil {
		return s.err
	}
	return s.r.refuse(WhenUnknown, s.toks[s.used].raw)
}
