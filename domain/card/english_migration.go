package card

import "github.com/deskhand/deskhand/domain"

var migrationEnglish = table{
	customers: map[domain.MsgID]string{
		"moved.papers":        "the support programme changed",
		"moved.papers_target": "the support programme changed: another target",
		"moved.papers_hours":  "the support programme changed: other hours or holidays",
	},
	staff: map[domain.MsgID]string{
		"tl.migrated":       "brought to {0} {1} of desk folder {2}, applied by {3}",
		"migrate.told":      "{0} runs under desk folder {1} now, applied by {2}:",
		"migrate.earlier":   "{0} is due earlier, {1} in place of {2}: {3}",
		"migrate.later":     "{0} is due later, {1} in place of {2}: {3}",
		"migrate.overdue":   "{0} stays due {1}: under the new papers it would be overdue by now",
		"migrate.done":      "Open cases were brought to desk folder {0}: {1} of {2} {2 case|cases}, {3} {3 due|dues} earlier, {4} later",
		"migrate.kept":      "{0} {0 clock stays|clocks stay} under the papers before: {1} would have been overdue, {2} promised no longer",
		"migrate.overtaken": "Bringing open cases to desk folder {0} was ended by a later folder, after {1} {1 case|cases}.",
		"migrate.early":     "Desk folder {0} is not in force yet.",

		"versions.head":      "Desk folders, the last first",
		"versions.in_force":  "{0}: in force since {1}, applied by {2} · {3}",
		"versions.before":    "{0}: from {1}, applied by {2} · {3}",
		"versions.coming":    "{0}: comes in force at {1}, applied by {2} · {3}",
		"versions.bare":      "{0}: nothing is on record of when it was applied",
		"versions.more":      "and {0} before",
		"versions.migrating": "open cases are being brought to folder {0}: {1} looked at, {2} brought",
		"versions.migrated":  "open cases were brought to folder {0} at {1}: {2} of {3}",
		"versions.waiting":   "open cases are brought to folder {0} from {1}",
		"status.since":       "in force since {0}, applied by {1}",
	},
}
