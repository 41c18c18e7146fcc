package card

import "github.com/deskhand/deskhand/domain"

var frontEnglish = table{
	customers: map[domain.MsgID]string{
		"home.outside":         "Pages are shown to people of the vendor's workspace only. Everything on them you can ask for here: case list",
		"home.where":           "Your page is up to date: it is the Home tab beside our conversation.",
		"home.until":           "Kept up to date until {0}. After that open this page again, or press Refresh.",
		"home.stranger":        "I do not know you yet",
		"home.stranger_code":   "1. Ask the support desk, or whoever runs it, for a one-time link code.",
		"home.stranger_link":   "2. Send it to me in our own conversation, under Messages: desk link CODE",
		"home.stranger_then":   "3. Open this page again: it shows what is yours.",
		"home.contact":         "Support for {0}",
		"home.cases":           "{0} open {0 case|cases}",
		"home.cases_none":      "Nothing is open.",
		"home.cases_more":      "and {0} more. All of them: case list",
		"welcome.head":         "{0} for {1}: how to reach us",
		"welcome.head_bare":    "Support for {0}",
		"welcome.how":          "To open a case press the button, or mention me here and say how bad it is and what is wrong: case open 2 Logins are slow. Each case has its own thread; plain words in it reach us.",
		"welcome.phone":        "What cannot wait: call {0}",
		"welcome.promise":      "{0} ({1}). First response: {2}",
		"welcome.promise_none": "{0} ({1}). No time to a first response is promised.",
		"welcome.within":       "{0} {1} {2}",
		"welcome.days":         "{0} within {1} business {1 day|days}",
		"button.open_case":     "Open a case",
		"button.refresh":       "Refresh",
	},
	staff: map[domain.MsgID]string{
		"channel.direct":        "Say this in the channel that is to be the customer's.",
		"channel.other":         "This channel is a team's, or the operator's. A customer's channel is one of its own.",
		"channel.other_account": "This channel is that of {0}. A channel is of one customer.",
		"channel.bound":         "This channel is that of {0}. I put up and pin what they need to know.",
		"board.clock":           "{0} · {1} · {2} · {3} · {4}",
		"home.staff":            "Your desk, {0}",
		"home.mine":             "What you owe, next due first",
		"home.mine_none":        "You own nothing that is open.",
		"home.mine_more":        "and {0} more. Your cases: case list --mine",
		"home.queue":            "The queue: {0} open {0 case|cases}",
		"home.queue_none":       "Nothing is open.",
		"home.queue_more":       "and {0} more behind them. One team's cases: case list team:TEAM",
	},
}
