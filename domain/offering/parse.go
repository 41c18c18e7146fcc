package offering

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering/strict"
)

// Parse reads a whole desk folder: its files by their path within it, "offerings/citrix-css.yaml".
// It answers the desk, or nil where a fault is more than a warning, and every fault of every
// file, in an order that depends on nothing but the files. It opens nothing: zones are loaded by
// the function it is handed. Files that are not YAML are not looked at.
func Parse(files map[string][]byte, zones calendar.Zones) (*Desk, Faults) {
	b := &builder{
		zones:      zones,
		desk:       &Desk{calendars: map[string]*calendar.Calendar{}},
		listAt:     map[string]strict.Pos{},
		calendarAt: map[string]strict.Pos{},
		broken:     map[string]bool{},
	}
	f := b.read(files)
	for i := range f.holidays {
		b.holidays(&f.holidays[i])
	}
	for i := range f.calendars {
		b.calendar(&f.calendars[i])
	}
	b.settings(f.desk)
	b.teams(f.teams)
	b.defaults(f.desk)
	b.offerings(f.offerings)
	b.defaultTier(f.desk)
	b.faults.Sort()
	if b.faults.Bad() {
		return nil, b.faults
	}
	return b.desk, b.faults
}

// builder collects the desk and its faults.
type builder struct {
	zones      calendar.Zones
	desk       *Desk
	faults     Faults
	listAt     map[string]strict.Pos
	calendarAt map[string]strict.Pos
	teamAt     map[string]strict.Pos
	broken     map[string]bool // files that could not be read whole
	nameless   bool            // there is an offering whose id could not be read
}

func (b *builder) fault(f ...Fault) { b.faults.Add(f...) }

// folder is the files of a folder, read but not yet judged.
type folder struct {
	desk      *deskFile
	teams     *teamsFile
	calendars []calendarFile
	holidays  []holidaysFile
	offerings []offeringFile
}

func (b *builder) read(files map[string][]byte) folder {
	var f folder
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		ext := path.Ext(name)
		if ext != ".yaml" && ext != ".yml" || strings.HasPrefix(path.Base(name), ".") {
			continue
		}
		src := files[name]
		switch dir := path.Dir(name); {
		case name == "desk.yaml":
			f.desk = readFile[deskFile](b, name, src)
		case name == "teams.yaml":
			f.teams = readFile[teamsFile](b, name, src)
		case dir == "calendars" && ext == ".yaml":
			c := readFile[calendarFile](b, name, src)
			if b.named(name, "calendar", c.Calendar, b.calendarAt) {
				f.calendars = append(f.calendars, *c)
			}
		case dir == "holidays" && ext == ".yaml":
			c := readFile[holidaysFile](b, name, src)
			if b.named(name, "holiday list", c.Holidays, b.listAt) {
				f.holidays = append(f.holidays, *c)
			}
		case dir == "offerings" && ext == ".yaml":
			if c := readFile[offeringFile](b, name, src); c.Offering.Given() {
				f.offerings = append(f.offerings, *c)
			} else {
				b.nameless = true
			}
		default:
			w := ruleFilePlace.At(strict.Pos{File: name})
			w.Mean = placeMeant(name)
			b.fault(w)
		}
	}
	if f.desk == nil {
		b.fault(ruleFileMissing.At(strict.Pos{File: "desk.yaml"}, "desk.yaml"))
	}
	if f.teams == nil {
		b.fault(ruleFileMissing.At(strict.Pos{File: "teams.yaml"}, "teams.yaml"))
	}
	return f
}

func readFile[T any](b *builder, name string, src []byte) *T {
	out := new(T)
	faults := strict.Read(name, src, out)
	b.broken[name] = faults.Bad()
	b.fault(faults...)
	return out
}

// named holds a file to the name of what is in it, so that it can be found. A file whose own
// name could not be read counts as what it is called, so that nobody is told that it is not there.
func (b *builder) named(file, kind string, id strict.Name, at map[string]strict.Pos) bool {
	stem := strings.TrimSuffix(path.Base(file), ".yaml")
	switch {
	case !id.Given():
		at[stem] = strict.Pos{File: file}
	case id.V != stem:
		b.fault(ruleFileName.At(id.Pos(), kind+" "+id.V, id.V+".yaml"))
	}
	return id.Given()
}

func placeMeant(name string) string {
	if base, ok := strings.CutSuffix(name, ".yml"); ok {
		return base + ".yaml"
	}
	dir, base := path.Split(name)
	if dir == "" {
		mean, _ := strict.Nearest(base, []string{"desk.yaml", "teams.yaml"})
		return mean
	}
	if mean, ok := strict.Nearest(strings.TrimSuffix(dir, "/"), []string{"calendars", "holidays", "offerings"}); ok {
		return mean + "/" + base
	}
	return ""
}

// settings takes desk.yaml but for what refers to teams and offerings.
func (b *builder) settings(f *deskFile) {
	if f == nil {
		return
	}
	s := &b.desk.Settings
	*s = Settings{
		Name: f.Name.V, Prefix: f.Prefix.V, Language: f.Language.V, DutyManager: f.DutyManager.V,
		Severity: f.Defaults.Severity.V, Environment: f.Defaults.Environment.V, Zone: time.UTC,
		JoinWindow: 30 * time.Minute, JoinAnswer: 3 * time.Minute, ProvisionalEvery: time.Hour, CallAgain: 15 * time.Minute,
	}
	if loc := b.checkZone(f.Zone); loc != nil {
		s.Zone = loc
	}
	if l := f.Limits; l != nil {
		if l.JoinWindow.Given() {
			s.JoinWindow = l.JoinWindow.V
		}
		if l.JoinAnswer.Given() {
			s.JoinAnswer = l.JoinAnswer.V
		}
		if l.CallAgain.Given() {
			s.CallAgain = l.CallAgain.V
		}
		if l.ProvisionalEvery.Given() {
			s.ProvisionalEvery = l.ProvisionalEvery.V
		}
	}
	seen := map[string]strict.Pos{}
	for _, r := range f.Regions {
		if !r.Region.Given() || b.twice(seen, "region", r.Region) {
			continue
		}
		name := r.Name.V
		if name == "" {
			name = r.Region.V
		}
		b.desk.regions = append(b.desk.regions, Region{ID: r.Region.V, Name: name})
	}
	b.region(f.Defaults.Region)
	s.Region = f.Defaults.Region.V
}

// defaults takes what desk.yaml says of teams.
func (b *builder) defaults(f *deskFile) {
	if f == nil {
		return
	}
	b.team(f.Defaults.Team)
	b.desk.Settings.Team = f.Defaults.Team.V
}

// teams takes teams.yaml.
func (b *builder) teams(f *teamsFile) {
	if f == nil {
		return
	}
	seen := map[string]strict.Pos{}
	for _, s := range f.Sites {
		if !s.Site.Given() || b.twice(seen, "site", s.Site) {
			continue
		}
		b.calendarNamed(s.Calendar)
		b.desk.sites = append(b.desk.sites, Site{ID: s.Site.V, Name: s.Name.V, Calendar: s.Calendar.V, Phone: s.Phone.V})
	}
	b.teamAt = map[string]strict.Pos{}
	for _, t := range f.Teams {
		if !t.Team.Given() || b.twice(b.teamAt, "team", t.Team) {
			continue
		}
		b.calendarNamed(t.Calendar)
		team := Team{ID: t.Team.V, Name: t.Name.V, Calendar: t.Calendar.V, Channel: t.Channel.V, Skills: texts(t.Skills)}
		for _, p := range t.Phones {
			b.region(p.Key)
			team.Phones = append(team.Phones, Number{Region: p.Key.V, Phone: p.Value.V})
		}
		for _, s := range t.Sites {
			if _, ok := seen[s.V]; !ok {
				b.unknown(s, "site", keys(seen))
				continue
			}
			team.Sites = append(team.Sites, s.V)
		}
		b.desk.teams = append(b.desk.teams, team)
	}
}
