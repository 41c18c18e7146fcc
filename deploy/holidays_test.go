package deploy_test

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/deskhand/deskhand/deploy"
)

// holidayFile is a list as it stands in a desk folder; an unknown key is a fault.
type holidayFile struct {
	Holidays string
	Name     string
	Source   string
	Read     string
	Ends     string
	Days     []holiday
}

type holiday struct {
	Date     string
	Name     string
	Expected bool
}

const (
	iso       = "2006-01-02"
	firstDate = "2024-01-01" // every list begins here
	readDate  = "2026-11-21"
)

// shipped says of each list how far its dates are published or fixed by law, and which of its days nobody has fixed after that.
var shipped = map[string]struct {
	published string         // last such date
	ends      string         // what the list may claim to speak for
	moving    *regexp.Regexp // names of the days that must be marked expected after published; nil: none
}{
	"AT":          {"2030-12-31", "2030-12-31", nil},
	"AU-NSW":      {"2030-12-31", "2030-12-31", nil},
	"BE":          {"2030-12-31", "2030-12-31", nil},
	"BR":          {"2030-12-31", "2030-12-31", nil},
	"CA":          {"2030-12-31", "2030-12-31", nil},
	"CH-ZH":       {"2030-12-31", "2030-12-31", nil},
	"DE":          {"2030-12-31", "2030-12-31", nil},
	"DK":          {"2030-12-31", "2030-12-31", nil},
	"FI":          {"2030-12-31", "2030-12-31", nil},
	"FI-EVES":     {"2030-12-31", "2030-12-31", nil},
	"FR":          {"2030-12-31", "2030-12-31", nil},
	"GB":          {"2030-12-31", "2030-12-31", nil},
	"GB-ENG":      {"2030-12-31", "2030-12-31", nil},
	"IE":          {"2030-12-31", "2030-12-31", nil},
	"IN":          {"2026-12-31", "2028-12-31", regexp.MustCompile(`^(Id-|Milad|Muharram|Mahavir|Buddha|Dussehra|Diwali|Guru Nanak)|; Milad`)},
	"JP":          {"2027-12-31", "2030-12-31", regexp.MustCompile(`Equinox`)},
	"JP-YEAR-END": {"2030-12-31", "2030-12-31", nil},
	"KR":          {"2027-12-31", "2027-12-31", nil},
	"MX":          {"2030-12-31", "2030-12-31", nil},
	"NL":          {"2030-12-31", "2030-12-31", nil},
	"NO":          {"2030-12-31", "2030-12-31", nil},
	"NZ":          {"2030-12-31", "2030-12-31", nil},
	"SE":          {"2030-12-31", "2030-12-31", nil},
	"SE-EVES":     {"2030-12-31", "2030-12-31", nil},
	"SG":          {"2027-12-31", "2028-12-31", regexp.MustCompile(`^(Chinese New Year|Hari Raya|Vesak|Deepavali)`)},
	"US":          {"2030-12-31", "2030-12-31", nil},
}

// readHolidays reads every list of the embedded desk, by file name without its ending.
func readHolidays(t *testing.T) map[string]holidayFile {
	t.Helper()
	names, err := fs.Glob(deploy.Desk, "desk/holidays/*")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]holidayFile{}
	for _, name := range names {
		text, err := fs.ReadFile(deploy.Desk, name)
		if err != nil {
			t.Fatal(err)
		}
		var f holidayFile
		if err := yaml.Load(text, &f, yaml.WithKnownFields(), yaml.WithUniqueKeys()); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		lists[strings.TrimSuffix(path.Base(name), ".yaml")] = f
	}
	return lists
}

func TestHolidayListsAreWellFormed(t *testing.T) {
	lists := readHolidays(t)
	for id := range shipped {
		if _, ok := lists[id]; !ok {
			t.Errorf("desk/holidays/%s.yaml is missing", id)
		}
	}
	for id, f := range lists {
		t.Run(id, func(t *testing.T) {
			want, ok := shipped[id]
			if !ok {
				t.Fatalf("the table of shipped lists has no %s", id)
			}
			if f.Holidays != id {
				t.Errorf("holidays: %q in a file named %s.yaml", f.Holidays, id)
			}
			if f.Name == "" || f.Read != readDate || f.Ends != want.ends {
				t.Errorf("name %q, read %q, ends %q; want a name, %s, %s", f.Name, f.Read, f.Ends, readDate, want.ends)
			}
			if err := checkSource(f.Source); err != nil {
				t.Error(err)
			}
			for i, d := range f.Days {
				if _, err := time.Parse(iso, d.Date); err != nil || d.Name == "" {
					t.Errorf("day %d: %q %q is no day with a name", i, d.Date, d.Name)
				}
				if d.Date < firstDate || d.Date > f.Ends {
					t.Errorf("%s lies outside %s to %s", d.Date, firstDate, f.Ends)
				}
				if i > 0 && d.Date <= f.Days[i-1].Date {
					t.Errorf("%s stands after %s", d.Date, f.Days[i-1].Date)
				}
				expected := d.Date > want.published && want.moving != nil && want.moving.MatchString(d.Name)
				if d.Expected != expected {
					t.Errorf("%s %s: expected is %t, want %t (published to %s)", d.Date, d.Name, d.Expected, expected, want.published)
				}
			}
			for year := firstDate[:4]; year <= f.Ends[:4]; year = nextYear(year) {
				if !slices.ContainsFunc(f.Days, func(d holiday) bool { return d.Date[:4] == year }) {
					t.Errorf("no day at all in %s", year)
				}
			}
		})
	}
}

// checkSource wants words, a licence notice where the dates are someone's work, and no address that can move.
func checkSource(source string) error {
	var errs []error
	if len(source) < 80 {
		errs = append(errs, errors.New("source: too short to say where the list was read"))
	}
	if strings.Contains(source, "date-holidays") && !strings.Contains(source, "CC BY-SA 3.0") {
		errs = append(errs, errors.New("source: date-holidays without its licence notice"))
	}
	if strings.Contains(source, "://") {
		errs = append(errs, errors.New("source: an address; say it in words"))
	}
	return errors.Join(errs...)
}

func nextYear(year string) string {
	at, _ := time.Parse("2006", year)
	return at.AddDate(1, 0, 0).Format("2006")
}
