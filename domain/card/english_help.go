package card

import "github.com/deskhand/deskhand/domain"

var helpEnglish = table{
	customers: map[domain.MsgID]string{
		"help.head":    "What you can say (in a mention, or after a slash):",
		"help.entry":   "{0} — {1}",
		"help.arg":     "{0}: {1}",
		"help.example": "for example: {0}",
		"help.none":    "There is no command like {0}. See all: desk help",
	},
	staff: map[domain.MsgID]string{},
}
