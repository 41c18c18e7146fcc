package deploy_test

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/fi"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/mx"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
)

// A second source tells a list's dates from the first to the last year, without having seen the list.
type second struct {
	list  string
	name  string
	dates func(t *testing.T, first, last int) map[string]string // date to name
}

// The choice of days is a definition and is taken over here (with and without); the dates are rickar/cal's own. Where it disagrees
// on a date, the exceptions say who is right.
var seconds = []second{
	{"AT", "rickar/cal", rickar(at.Holidays...)},
	{"AU-NSW", "rickar/cal", rickar(au.HolidaysNSW...)},
	{"BE", "rickar/cal", rickar(be.Holidays...)},
	{"BR", "rickar/cal", rickar(without(br.Holidays, br.Carnaval, br.CorpusChristi)...)},
	{"CA", "rickar/cal", rickarActual(without(ca.Holidays, ca.EasterMonday, ca.CivicDay)...)},
	{"CH-ZH", "rickar/cal", rickar(with(ch.HolidaysZH, aa.Easter, aa.Pentecost, bettag)...)},
	{"DE", "rickar/cal", rickar(de.Holidays...)},
	{"DK", "rickar/cal", rickar(with(dk.Holidays, aa.Easter, aa.Pentecost)...)},
	{"FI", "rickar/cal", rickar(without(fi.Holidays, fi.Juhannusaatto, fi.Jouluaatto)...)},
	{"FI-EVES", "rickar/cal", rickar(fi.Juhannusaatto, fi.Jouluaatto)},
	{"FR", "rickar/cal", rickar(fr.Holidays...)},
	{"GB", "rickar/cal", rickar(without(gb.Holidays, gb.EasterMonday, gb.SummerHoliday)...)},
	{"GB-ENG", "rickar/cal", rickar(gb.Holidays...)},
	{"IE", "rickar/cal", rickar(ie.Holidays...)},
	{"IN", "computed", frozen("IN")},
	{"JP", "holiday-jp", frozen("JP")},
	{"JP", "rickar/cal", rickar(jp.Holidays...)},
	{"JP-YEAR-END", "six days from 29 December", yearEnd},
	{"KR", "holidays-kr", frozen("KR")},
	{"MX", "rickar/cal", rickar(mx.Holidays...)},
	{"NL", "rickar/cal", rickar(with(nl.Holidays, aa.Easter, aa.Pentecost)...)},
	{"NO", "rickar/cal", rickar(with(no.Holidays, aa.Easter, aa.Pentecost)...)},
	{"NZ", "rickar/cal", rickar(nz.Holidays...)},
	{"SE", "rickar/cal", rickar(with(without(se.Holidays, se.Midsommarafton, se.Julafton, se.Nyarsafton), aa.Easter, aa.Pentecost)...)},
	{"SE-EVES", "rickar/cal", rickar(se.Midsommarafton, se.Julafton, se.Nyarsafton)},
	{"SG", "computed", frozen("SG")},
	{"US", "rickar/cal", rickar(us.Holidays...)},
}

// bettag is Zurich's federal fast, which rickar/cal lacks: the third Sunday of September.
var bettag = &cal.Holiday{Name: "Bettag", Month: time.September, Weekday: time.Sunday, Offset: 3, Func: cal.CalcWeekdayOffset}

// rickar gives each holiday's own date and the date on which it is observed.
func rickar(holidays ...*cal.Holiday) func(*testing.T, int, int) map[string]string {
	return fromRickar(holidays, true)
}

// rickarActual leaves the observed dates out.
func rickarActual(holidays ...*cal.Holiday) func(*testing.T, int, int) map[string]string {
	return fromRickar(holidays, false)
}

func fromRickar(holidays []*cal.Holiday, observed bool) func(*testing.T, int, int) map[string]string {
	return func(_ *testing.T, first, last int) map[string]string {
		dates := map[string]string{}
		for year := first - 1; year <= last+1; year++ { // New Year may be observed in the year before
			for _, h := range holidays {
				actual, moved := h.Calc(year)
				for _, d := range []time.Time{actual, moved} {
					if d.IsZero() || d.Year() < first || d.Year() > last || (!observed && !d.Equal(actual)) {
						continue
					}
					dates[d.Format(iso)] = h.Name
				}
			}
		}
		return dates
	}
}

func with(holidays []*cal.Holiday, more ...*cal.Holiday) []*cal.Holiday {
	return append(append([]*cal.Holiday{}, holidays...), more...)
}

// without panics on a holiday that is not there, so that a choice which has become idle is seen.
func without(holidays []*cal.Holiday, less ...*cal.Holiday) []*cal.Holiday {
	var kept []*cal.Holiday
	left := map[*cal.Holiday]bool{}
	for _, h := range less {
		left[h] = true
	}
	for _, h := range holidays {
		if left[h] {
			delete(left, h)
			continue
		}
		kept = append(kept, h)
	}
	if len(left) > 0 {
		panic("without: a holiday that is not in the list")
	}
	return kept
}

// frozen reads testdata/holidays/ID.txt, lines of "date name"; holidays_gen/second.mjs wrote it.
func frozen(id string) func(*testing.T, int, int) map[string]string {
	return func(t *testing.T, _, _ int) map[string]string {
		t.Helper()
		file, err := os.Open("testdata/holidays/" + id + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		dates := map[string]string{}
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			date, name, ok := strings.Cut(lines.Text(), " ")
			if !ok || date == "#" {
				continue
			}
			dates[date] = name
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		return dates
	}
}

func yearEnd(_ *testing.T, first, last int) map[string]string {
	dates := map[string]string{}
	for year := first - 1; year <= last; year++ {
		for i := range 6 {
			d := time.Date(year, time.December, 29+i, 0, 0, 0, 0, time.UTC)
			if d.Year() >= first && d.Year() <= last {
				dates[d.Format(iso)] = "Year end"
			}
		}
	}
	return dates
}
