package card

import "github.com/deskhand/deskhand/domain"

var clockEnglish = table{
	customers: map[domain.MsgID]string{
		"clock.first_response": "first response", "clock.next_response": "next response", "clock.next_update": "next update",
		"clock.restore": "restore", "clock.resolve": "resolution",
		"clock.by":        "{0} by {1}",
		"clock.before":    "{0} before {1}",
		"clock.was_met":   "{0} at {1}",
		"clock.was_late":  "{0} at {1}, late: it was due {2}",
		"clock.missed":    "{0} was due {1} and is missed",
		"clock.paused":    "{0}: the clock stands, waiting for {1}; {2} left",
		"clock.cancelled": "{0}: no longer promised",
		"clock.not_begun": "{0}: the clock has not begun",
		"clock.under":     "under", "clock.within": "within",
		"clock.none": "No clock runs on {0}.",

		"why.promised":        "promised {0} {1} of working time from {2}",
		"why.changed":         "changed at {2} to {0} {1}",
		"why.days":            "{0} business {0 day|days}",
		"why.counting":        "{0} to {1}: counted {2}",
		"why.will_count":      "{0} to {1}: will count {2}",
		"why.counting_change": "{0} to {1}: counted {2} (the clocks change in {3})",
		"why.shut":            "{0} to {1}: not counted ({2})",
		"why.standing":        "{0} to {1}: the clock stood, waiting for {2}",
		"why.stopped":         "{0} to {1}: it was over",
		"why.outside":         "outside hours",
		"why.holiday":         "{0}, {1}",
		"why.skipped":         "({0} more spans: counted {1})",
		"why.expected":        "rests on {1} on {0}, which is not announced yet",
		"why.list_ends":       "rests on a list of holidays that ends on {0}",
		"why.not_left":        "Not {0}: then {1} of working time is still left.",
		"why.not_over":        "Not {0}: it is due {1} of working time earlier.",
		"why.not_shut":        "In between, {0} were outside hours.",
		"why.not_stood":       "In between, the clock stood for {0}.",
		"why.not_running":     "Not {0}: the clock does not run now.",
		"why.is":              "It is {0}.",
	},
	staff: map[domain.MsgID]string{
		"clock.met":      "{0} met at {1} of {2}, by {3}",
		"clock.met_late": "{0} missed: {1} of {2}, by {3}",
		"warn.left":      "{0}: {1} left for {2}",
		"warn.missed":    "{0}: {1} missed at {2}",
		"warn.over":      "{0}: still no {1}, {2} over",
		"why.papers":     "on {0}, by {1} {2} of desk folder {3}",
	},
}
