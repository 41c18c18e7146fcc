package commands

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// An abbreviation of a zone's standard or summer time that means one thing to
// everybody who writes it. It is an offset, in minutes east, which its home
// keeps in some season; typed in the other one it is refused (PST in July),
// because people then mean their wall clock and not the offset. Reviewed by
// hand against the IANA names of 2025; a test holds each row to the database.
type abbreviation struct {
	offset int
	home   string // empty: no home, no season
}

var abbreviations = map[string]abbreviation{
	"utc": {0, ""}, "gmt": {0, ""}, "z": {0, ""},
	"cet": {60, "Europe/Paris"}, "cest": {120, "Europe/Paris"},
	"eet": {120, "Europe/Helsinki"}, "eest": {180, "Europe/Helsinki"}, "msk": {180, "Europe/Moscow"},
	"sast": {120, "Africa/Johannesburg"}, "pkt": {300, "Asia/Karachi"}, "wib": {420, "Asia/Jakarta"},
	"hkt": {480, "Asia/Hong_Kong"}, "sgt": {480, "Asia/Singapore"},
	"jst": {540, "Asia/Tokyo"}, "kst": {540, "Asia/Seoul"},
	"awst": {480, "Australia/Perth"}, "acst": {570, "Australia/Adelaide"}, "acdt": {630, "Australia/Adelaide"},
	"aest": {600, "Australia/Sydney"}, "aedt": {660, "Australia/Sydney"},
	"nzst": {720, "Pacific/Auckland"}, "nzdt": {780, "Pacific/Auckland"},
	"nst": {-210, "America/St_Johns"}, "ndt": {-150, "America/St_Johns"},
	"est": {-300, "America/New_York"}, "edt": {-240, "America/New_York"},
	"mst": {-420, "America/Denver"}, "mdt": {-360, "America/Denver"},
	"pst": {-480, "America/Los_Angeles"}, "pdt": {-420, "America/Los_Angeles"},
	"akst": {-540, "America/Anchorage"}, "akdt": {-480, "America/Anchorage"},
	"hst": {-600, "Pacific/Honolulu"},
}

// ambiguous abbreviations mean different clocks to different people; each is
// refused with the zones it may have been.
var ambiguous = map[string][]string{
	"ist": {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"},
	"cst": {"America/Chicago", "Asia/Shanghai", "America/Havana"},
	"cdt": {"America/Chicago", "America/Havana"},
	"bst": {"Europe/London", "Asia/Dhaka"},
	"ast": {"America/Halifax", "Asia/Riyadh"},
	"gst": {"Asia/Dubai", "Atlantic/South_Georgia"},
	"sst": {"Pacific/Pago_Pago", "Asia/Singapore"},
}

// areas are the first parts of zone names: what follows one and a slash was
// meant as a zone, even if there is none of that name.
var areas = map[string]bool{
	"africa": true, "america": true, "antarctica": true, "arctic": true, "asia": true, "atlantic": true,
	"australia": true, "etc": true, "europe": true, "indian": true, "pacific": true, "us": true,
}

var zonePattern = regexp.MustCompile(`^[A-Za-z]+(/[A-Za-z0-9]+([_+-][A-Za-z0-9]+)*){1,2}$`)

// zoneName says whether s has the shape of a zone's name; nothing else reaches
// the loader, so that no text names a file.
func zoneName(s string) bool { return len(s) <= 40 && zonePattern.MatchString(s) }

// zoneCase spells a zone's name as the database does, for nearly all of them:
// america/new_york, asia/tokyo.
func zoneCase(s string) string {
	b := []byte(strings.ToLower(s))
	for i := range b {
		if i == 0 || b[i-1] == '/' || b[i-1] == '_' || b[i-1] == '-' {
			b[i] = strings.ToUpper(string(b[i]))[0]
		}
	}
	return string(b)
}

var offsetPattern = regexp.MustCompile(`^(utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$`)

// fixedOffset reads +09:00, +0900, -05, utc+9; the answer counts seconds east.
func fixedOffset(s string) (seconds int, ok bool) {
	m := offsetPattern.FindStringSubmatch(s)
	if m == nil || m[1] == "" && len(m[3]) != 2 {
		return 0, false
	}
	h, _ := strconv.Atoi(m[3])
	minutes, _ := strconv.Atoi("0" + m[4])
	if h > 14 || minutes > 59 {
		return 0, false
	}
	seconds = (h*60 + minutes) * 60
	if m[2] == "-" {
		seconds = -seconds
	}
	return seconds, true
}

// offsetName writes an offset as a time may carry it: +09:00. Offsets that are
// not whole minutes have no such form.
func offsetName(seconds int) string {
	return time.Unix(0, 0).In(time.FixedZone("", seconds)).Format("-07:00")
}

// instants are the moments at which the wall clock of loc shows the given
// civil time: none where clocks go forward over it, two where they go back.
// Offsets are sampled hourly, not taken from the zone's transitions, which
// time.Time.ZoneBounds gets wrong at some ends of leap years.
func instants(loc *time.Location, wall time.Time) []time.Time {
	wall = wall.UTC()
	var found []time.Time
	last := 1 << 30
	for h := -16; h <= 16; h++ {
		_, off := wall.Add(time.Duration(h) * time.Hour).In(loc).Zone()
		if off == last {
			continue
		}
		last = off
		t := wall.Add(-time.Duration(off) * time.Second)
		if _, at := t.In(loc).Zone(); at != off {
			continue
		}
		if n := len(found); n == 0 || found[n-1].Before(t) {
			found = append(found, t)
		}
	}
	return found
}

// around are the two moments that the wall clock would be at if it kept the
// offset from before, or the one from after, a gap that swallows it.
func around(loc *time.Location, wall time.Time) (before, after time.Time) {
	wall = wall.UTC()
	_, a := wall.Add(-16 * time.Hour).In(loc).Zone()
	_, b := wall.Add(16 * time.Hour).In(loc).Zone()
	return wall.Add(-time.Duration(b) * time.Second), wall.Add(-time.Duration(a) * time.Second)
}
