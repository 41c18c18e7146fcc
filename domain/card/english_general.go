package card

import "github.com/deskhand/deskhand/domain"

var generalEnglish = table{
	customers: map[domain.MsgID]string{
		"word.forgotten":   "(removed)",
		"desk.fault":       "Something went wrong on our side; it is recorded. Please try again, or call us.",
		"desk.late":        "late by {0}: we were not able to post for a while",
		"plain":            "{0}",
		"none":             "none",
		"late":             "({0} late)",
		"inbox.not_yet":    "Not yet stored: your case number follows here. If it is urgent, call {0}.",
		"inbox.not_stored": "This was not stored. Please send it again, or call {0}.",
		// … where no number is known.
		"inbox.not_yet.bare":    "Not yet stored: your case number follows here.",
		"inbox.not_stored.bare": "This was not stored. Please send it again.",
	},
	staff: map[domain.MsgID]string{
		"fault.noted":   "A follow-up of a command was refused and left out: {0}",
		"outbox.dead":   "A message could not be delivered and will not be tried again: {0} to {1}",
		"place.gone":    "{0} is there no more: what is said there from now on goes elsewhere or nowhere",
		"outbox.shared": "A message for staff was stopped: {0} is shared with another company now",
		"digest.head":   "{0}: {1} {1 thing needs|things need} attention; nearest: {2}",
		"digest.line":   "{0}",
		"digest.more":   "and {0} more",
		"digest.struck": "no longer: {0}",
		"digest.done":   "{0}: nothing needs attention any more; {1} {1 thing|things} settled",
		"inbox.fault":   "Something that came in could not be worked off: {0}, received {1}. The log says why.",
		"inbox.unread":  "I was away from {0} for long: nobody has read what was said there between {1} and {2}. Please look whether somebody asked for something.",
		"away.head":     "The desk was not running from {0} to {1}: {2}",
		"away.due":      "{0} {0 warning|warnings} fell due meanwhile, the first of them {1} before the start; they are given now",
		"away.broken":   "{0} {0 promise was|promises were} broken meanwhile",
		"away.case":     "{0} (fell due {1} before the start)",
		"away.came":     "{0} {0 thing|things} that people said or asked meanwhile {0 was|were} read and worked off",
		"away.nothing":  "Nothing fell due, and nobody asked for anything",
		"trouble.test":  "This is a test, sent {0}: nothing is wrong",
		"trouble.began": "{0}: {1}; since {2}",
		"trouble.over":  "{0} is well again. It was: {1}; from {2} to {3}",
		"audit.late":    "{0} {0 thing is|things are} due and not sent within the bound. The health page names them.",
	},
}
