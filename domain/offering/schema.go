package offering

import "github.com/deskhand/deskhand/domain/offering/strict"

// Schemas are the JSON Schemas of the folder's files, by file name: what editors complain about
// as one types. They are made from the structs that Parse reads into, so they know the same
// keys, types and words; what a name must refer to, and what lines mean together, only Parse
// knows.
func Schemas() map[string][]byte {
	return map[string][]byte{
		"desk.schema.json":     strict.Schema[deskFile]("desk.yaml", "What holds for the whole desk."),
		"teams.schema.json":    strict.Schema[teamsFile]("teams.yaml", "Who answers, where and when."),
		"calendar.schema.json": strict.Schema[calendarFile]("calendars/*.yaml", "When something is open."),
		"holidays.schema.json": strict.Schema[holidaysFile]("holidays/*.yaml", "A reviewed list of dates."),
		"offering.schema.json": strict.Schema[offeringFile]("offerings/*.yaml", "One version of what is sold."),
	}
}
