package offering

import "github.com/deskhand/deskhand/domain/offering/strict"

// calendarFile is one file of calendars/: when something is open.
type calendarFile struct {
	strict.At
	Calendar strict.Name `key:"calendar,must" doc:"Its id; the file is named after it."`
	Name     strict.Text `key:"name" doc:"What people call it."`
	Always   strict.Flag `key:"always" doc:"Open at every instant; then there are no layers."`
	Layers   []layerFile `key:"layers" doc:"Patterns of the week, each in its own zone; open is what any of them leaves open."`
	Closures []layerFile `key:"closures" doc:"What is taken away again, whichever layer opened it."`
}

type layerFile struct {
	strict.At
	Layer    strict.Text                       `key:"layer" doc:"Its name, for explanations."`
	Zone     zone                              `key:"zone,must" doc:"The IANA zone its hours are in: Europe/Oslo. Never an offset."`
	Week     strict.Map[weekdays, []clockSpan] `key:"week" doc:"Hours by day or days: mon-fri: 08:00-18:00. 24:00 is the end of the day; 22:00-06:00 runs over midnight."`
	Spans    []weekSpan                        `key:"spans,one" doc:"Hours that run over days: mon 10:00 - sat 00:00."`
	Holidays []strict.Name                     `key:"holidays,one" doc:"Holiday lists: on their dates the layer is shut."`
	Days     []dayFile                         `key:"days" doc:"Dates with hours of their own, or none: shut."`
	Seasons  []seasonFile                      `key:"seasons" doc:"Dates of every year with hours of their own, or none: shut."`
}

type dayFile struct {
	strict.At
	Date date        `key:"date,must" doc:"The date, in the layer's zone."`
	Name strict.Text `key:"name,must" doc:"Why."`
	Open []clockSpan `key:"open,one" doc:"Its hours; shut if not given."`
}

type seasonFile struct {
	strict.At
	From monthDay    `key:"from,must" doc:"The first day: 12-29."`
	To   monthDay    `key:"to,must" doc:"The last day, included; it may lie in the next year: 01-03."`
	Name strict.Text `key:"name,must" doc:"Why."`
	Open []clockSpan `key:"open,one" doc:"Its hours; shut if not given."`
}

// holidaysFile is one file of holidays/: a reviewed list of dates.
type holidaysFile struct {
	strict.At
	Holidays strict.Name   `key:"holidays,must" doc:"Its id; the file is named after it."`
	Name     strict.Text   `key:"name,must" doc:"Whose holidays these are."`
	Source   strict.Text   `key:"source,must" doc:"Where the list was read, with a licence notice where one is due."`
	Read     date          `key:"read,must" doc:"When it was read."`
	Ends     date          `key:"ends,must" doc:"The last date the list speaks for."`
	Days     []holidayFile `key:"days,must" doc:"The dates, in order."`
}

type holidayFile struct {
	strict.At
	Date     date        `key:"date,must" doc:"The date."`
	Name     strict.Text `key:"name,must" doc:"The holiday."`
	Expected strict.Flag `key:"expected" doc:"The date is not announced yet; what rests on it says so."`
}
