package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Compile checks a Spec and makes its Calendar. The error joins every Fault
// found (see Faults). A calendar that never opens is a fault (K27): there must
// be an open second in the eight years from 2024, or in a year that a dated
// entry names. For 24x7 zones may be nil; AddDays then knows UTC alone.
func Compile(spec Spec, zones Zones) (*Calendar, error) {
	c := &Calendar{
		name:   spec.Name,
		always: spec.Always,
		zones:  map[string]*time.Location{},
		load:   zones,
		spec:   spec,
	}
	k := &compiler{c: c, zones: zones, bad: map[string]error{}}
	if spec.Always {
		if len(spec.Layers)+len(spec.Closures) > 0 {
			k.fault(RuleAlwaysOnly, Place{Layer: -1}, "", nil)
		}
		return k.done()
	}
	for i := range spec.Layers {
		c.layers = append(c.layers, k.layer(&spec.Layers[i], Place{Layer: i}))
	}
	for i := range spec.Closures {
		c.closures = append(c.closures, k.layer(&spec.Closures[i], Place{Closure: true, Layer: i}))
	}
	if len(k.faults) == 0 && !c.everOpens() {
		k.fault(RuleNeverOpen, Place{Layer: -1}, "", nil)
	}
	c.version = zoneVersion(c.zones)
	return k.done()
}

type compiler struct {
	c      *Calendar
	zones  Zones
	bad    map[string]error
	faults []error
}

func (k *compiler) done() (*Calendar, error) {
	if len(k.faults) > 0 {
		return nil, errors.Join(k.faults...)
	}
	return k.c, nil
}

func (k *compiler) fault(r Rule, p Place, value string, err error) {
	k.faults = append(k.faults, &Fault{Calendar: k.c.name, Rule: r, Place: p, Value: value, Err: err})
}

// layer checks one layer and makes its pattern.
func (k *compiler) layer(l *Layer, at Place) *pattern {
	p := &pattern{name: l.Name, zone: l.Zone, lists: l.Lists}
	p.loc = k.zone(l.Zone, at)
	for i, s := range l.Week {
		if s.From < 0 || s.From >= weekMinutes || s.To <= s.From || s.To > s.From+weekMinutes {
			k.fault(RuleSpan, in(at, PartWeek, i), fmt.Sprintf("%d-%d", s.From, s.To), nil)
		} else {
			p.addWeek(s)
		}
	}
	p.mergeWeek()
	seen := map[Date]bool{}
	for i, d := range l.Days {
		place := in(at, PartDays, i)
		k.day(d, place)
		if seen[d.Date] {
			k.fault(RuleDayTwice, place, d.Date.String(), nil)
		}
		seen[d.Date] = true
		p.addDay(d, nil)
	}
	for i, s := range l.Seasons {
		place := in(at, PartSeasons, i)
		for _, m := range []MonthDay{s.From, s.To} {
			if d := (Date{2024, m.Month, m.Day}); !d.Valid() { // a leap year has every day
				k.fault(RuleDate, place, d.String()[5:], nil)
			}
		}
		k.open(s.Open, place)
		p.addSeason(s)
	}
	for i, list := range l.Lists {
		k.list(p, l, list, i, in(at, PartLists, i))
	}
	p.sortDays()
	return p
}

func (k *compiler) list(p *pattern, l *Layer, list *Holidays, i int, at Place) {
	if list == nil {
		k.fault(RuleList, at, "", nil)
		return
	}
	for _, other := range l.Lists[:i] {
		if other != nil && other.ID == list.ID {
			k.fault(RuleList, at, list.ID, nil)
		}
	}
	if !list.Ends.IsZero() && !list.Ends.Valid() {
		k.fault(RuleDate, at, list.Ends.String(), nil)
	}
	for j, d := range list.Days {
		place := at
		place.Day = j
		k.day(d, place)
		p.addDay(d, list)
	}
}

func (k *compiler) day(d Day, at Place) {
	if !d.Date.Valid() {
		k.fault(RuleDate, at, d.Date.String(), nil)
	}
	k.open(d.Open, at)
}

func (k *compiler) open(spans []DaySpan, at Place) {
	for i, s := range spans {
		if s.From < 0 || s.To <= s.From || s.To > dayMinutes {
			place := at
			place.Open = i
			k.fault(RuleDaySpan, place, fmt.Sprintf("%d-%d", s.From, s.To), nil)
		}
	}
}

// zone loads each zone once, by name (K10). The machine's own zone would make a
// promise depend on where the program runs, so "" and "Local" are no names.
func (k *compiler) zone(name string, at Place) *time.Location {
	if loc := k.c.zones[name]; loc != nil {
		return loc
	}
	err, known := k.bad[name]
	if !known {
		var loc *time.Location
		if loc, err = loadZone(name, k.zones); err == nil {
			k.c.zones[name] = loc
			return loc
		}
		k.bad[name] = err
	}
	k.fault(RuleZone, in(at, PartZone, 0), name, err)
	return nil
}

var errNoZone = errors.New("not the name of a zone")

func loadZone(name string, zones Zones) (*time.Location, error) {
	if name == "" || name == "Local" || zones == nil {
		return nil, errNoZone
	}
	loc, err := zones(name)
	if err == nil && loc == nil {
		err = errNoZone
	}
	return loc, err
}

func in(at Place, part Part, i int) Place {
	at.Part, at.Index, at.Day, at.Open = part, i, -1, -1
	return at
}
