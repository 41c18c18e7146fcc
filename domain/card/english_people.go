package card

import "github.com/deskhand/deskhand/domain"

var peopleEnglish = table{
	customers: map[domain.MsgID]string{
		"link.shared":     "A link code is never typed in a channel that others read: one that was typed here does not work any more. Ask the support desk for a new one and send it to me in a direct message: desk link CODE",
		"link.already":    "You are linked already, as {0}.",
		"link.too_many":   "Too many wrong codes. Try again after {0}, or ask the support desk for a new one.",
		"link.wrong":      "That code is wrong, was used, or has run out. Ask the support desk for a new one.",
		"link.done":       "Welcome, {0}. You are linked.",
		"help.first":      "Say \"help\" to see what you can ask for.",
		"whoami.linked":   "You are {0}, of {1}. Roles: {2}. Your time: {3}.",
		"whoami.stranger": "I do not know you yet. Ask the support desk for a link code and send it to me in a direct message: desk link CODE",
		"need.link_how":   "Ask the support desk for a link code and send it to me in a direct message: desk link CODE",
		"need.linked":     "This is for people the desk knows. Ask the support desk for a link code and send it to me in a direct message: desk link CODE",
		"need.duty":       "This is a duty manager's decision.",
		"need.admin":      "This is for an administrator of the desk.",
	},
	staff: map[domain.MsgID]string{
		"person.unknown":      "I know nobody called {0}. People come by: deskhand import FILE",
		"person.handle_taken": "{0} is linked to {1} already. Unlink it there first: desk unlink {1}",
		"link.issued":         "One-time code for {0}: {1}",
		"link.how":            "Give it to them by another way. They send me, in a direct message: desk link {0} (until {1}; it works once)",
		"link.staff":          "{0} is linked to {1} now, by a one-time code. Were that not them: desk unlink {0}",
		"link.none":           "{0} has no link; link codes made for them until now count no more.",
		"admin.last":          "{0} is the only administrator who is linked, and nobody else could undo this. Make somebody else one first: desk role @NAME engineer admin",
		"link.removed":        "Removed {1} {1 link|links} of {0}; link codes made for them until now count no more.",
		"role.unknown":        "{0} is no role here. Choose from: {1}",
		"role.set":            "{0} is now: {1}",
		"whoami.staff":        "You are {0}. Roles: {1}. Teams: {2}. Your time: {3}.",
	},
}
