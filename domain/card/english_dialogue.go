package card

import "github.com/deskhand/deskhand/domain"

var dialogueEnglish = table{
	customers: map[domain.MsgID]string{
		"dialogue.ask":             "{0}: {1} ({2} of {3})",
		"dialogue.how":             "Answer here, in your own words. To stop, say cancel.",
		"dialogue.how_optional":    "Answer here, in your own words, or say skip. To stop, say cancel.",
		"dialogue.choose":          "Choose, or type it here. To stop, say cancel.",
		"dialogue.choose_optional": "Choose, or type it here, or say skip. To stop, say cancel.",
		"dialogue.choices":         "Choose from: {0}",
		"dialogue.summary":         "{0}: is this right? Then send it.",
		"dialogue.line":            "{0}: {1}",
		"dialogue.recorded":        "{0} is recorded, and people are told. What you answer now only adds to it.",
		"dialogue.sent":            "{0}: sent.",
		"dialogue.enough":          "{0} has all of it. Thank you.",
		"dialogue.stands":          "{0} stands as it is recorded.",
		"dialogue.cancelled":       "{0}: cancelled. Nothing was sent.",
		"dialogue.expired":         "{0}: there was no answer for {1}, so I stopped asking. Nothing was sent.",
		"dialogue.anyway":          "No words came, and this cannot wait: {0} is open. Write under its card what is wrong.",
		"dialogue.elsewhere":       "I ask you for the rest in a direct message.",
		"dialogue.unknown":         "That is not asked any more. What you can ask for: desk help",
		"dialogue.moved":           "That question is answered already. Go on at the last one.",
		"dialogue.required":        "This is needed. Answer it, or say cancel.",
		"dialogue.at_summary":      "Say send, or cancel. To change the last answer, say back.",
		"dialogue.first":           "Nothing was answered before this.",

		"button.skip": "Skip", "button.back": "Back", "button.cancel": "Cancel", "button.send": "Send", "button.again": "Ask me again",
	},
	staff: map[domain.MsgID]string{},
}
