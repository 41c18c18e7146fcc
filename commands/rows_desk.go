package commands

import (
	"strings"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/dialogue"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/domain/migration"
)

func deskRows() []Verb {
	return []Verb{
		{
			Path: "desk help", Help: "Say what you can ask for.", Needs: Anyone, Example: "desk help case open",
			Args: []Arg{{Name: "about", Kind: Text, Optional: true, Help: "A command or the beginning of one."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return ShowHelp{Table: Desk(""), About: v.Text("about")}, nil
			},
		},
		{
			Path: "desk whoami", Help: "Say who you are to the desk.", Needs: Anyone, Example: "desk whoami",
			Build: func(in Input, _ Values) (domain.Command, error) {
				zone := ""
				if in.Zone != nil {
					zone = in.Zone.String()
				}
				return account.Whoami{Zone: zone}, nil
			},
		},
		{
			Path: "desk home", Help: "Bring your own page, the Home tab, up to date.", Needs: Anyone, Example: "desk home",
			Build: func(in Input, _ Values) (domain.Command, error) {
				return front.OpenPage{Handle: in.By, Outside: in.Outside}, nil
			},
		},
		{
			Path: "desk status", Help: "Say how the desk stands: what is open, missed, nearest.", Needs: Engineer, Example: "desk status",
			Build: func(Input, Values) (domain.Command, error) { return casework.Status{}, nil },
		},
		{
			Path: "desk versions", Help: "Say which desk folder is in force, since when and by whom, and which were before.", Needs: Engineer, Example: "desk versions",
			Build: func(Input, Values) (domain.Command, error) { return migration.ShowVersions{}, nil },
		},
		{
			Path: "desk link", Help: "Tell the desk who you are, by the code that the support desk gave you.", Needs: Anyone, Example: "desk link ABCDE-FGHJK",
			Args: []Arg{{Name: "code", Kind: WordKind, Help: "The one-time code."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return account.SpendCode{Code: v.Text("code"), Shared: in.Shared, Outside: in.Outside}, nil
			},
		},
		{
			Path: "desk answer", Help: "Answer what the desk asks you; the buttons of its questions say this.", Needs: Anyone, Example: "desk answer 3f2a9c 2 Since nine o'clock",
			Args: []Arg{{Name: "dialogue", Kind: WordKind, Help: "Which dialogue."}, {Name: "question", Kind: Number, Help: "Which question of it."},
				{Name: "answer", Kind: Text, Help: "Your answer."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return dialogue.Answer{ID: v.Text("dialogue"), Turn: int(v.Number("question")), Text: v.Text("answer")}, nil
			},
		},
		{
			Path: "desk code", Help: "Make a one-time link code for somebody.", Needs: Admin, Example: "desk code @ana",
			Args: []Arg{{Name: "person", Kind: Person, Help: "Whom it is for."}, {Name: "account", Kind: Account, Named: true, Optional: true, Help: "Of which customer."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return account.IssueCode{Who: who(in, v, "person"), Account: v.Text("account")}, nil
			},
		},
		{
			Path: "desk unlink", Help: "Take somebody's links away.", Needs: Admin, Example: "desk unlink @ana",
			Args: []Arg{{Name: "person", Kind: Person, Help: "Whose."}, {Name: "account", Kind: Account, Named: true, Optional: true, Help: "Of which customer."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return account.Unlink{Who: who(in, v, "person"), Account: v.Text("account")}, nil
			},
		},
		{
			Path: "desk channel", Help: "Make the channel where you say it the one shared with a customer.", Needs: Admin, Example: "desk channel northwind",
			Args: []Arg{{Name: "account", Kind: Account, Help: "The customer."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return front.BindChannel{Account: v.Text("account"), Spot: in.Spot, Direct: in.Direct}, nil
			},
		},
		{
			Path: "desk role", Help: "Set what somebody may do.", Needs: Admin, Example: "desk role @noah engineer duty-manager",
			Args: []Arg{{Name: "person", Kind: Person, Help: "Whose roles."}, {Name: "account", Kind: Account, Named: true, Optional: true, Help: "Of which customer."},
				{Name: "roles", Kind: Text, Help: "All their roles from now on, with spaces between."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				var roles []account.Role
				for _, r := range strings.Fields(v.Text("roles")) {
					roles = append(roles, account.Role(strings.ToLower(r)))
				}
				return account.SetRoles{Who: who(in, v, "person"), Account: v.Text("account"), Roles: roles}, nil
			},
		},
	}
}
