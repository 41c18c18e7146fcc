package offering

import "testing"

// T20: a contact is one person, at the customer's own domain.
func TestAddress(t *testing.T) {
	rule := MayOpen{OwnDomain: true, NoGroups: []string{"helpdesk", "it"}}
	own := []string{"southland.example"}
	for _, tt := range []struct {
		name, mail string
		rule       MayOpen
		domains    []string
		want       AddressFault
	}{
		{"one person", "ken@southland.example", rule, own, ""},
		{"capitals", "Ken@Southland.Example", rule, own, ""},
		{"a part of the domain", "ken@rail.southland.example", rule, own, ""},
		{"a group's", "helpdesk@southland.example", rule, own, GroupAddress},
		{"a group's, with a tag", "IT+jira@southland.example", rule, own, GroupAddress},
		{"begins like a group's", "itzel@southland.example", rule, own, ""},
		{"elsewhere", "ken@gmail.example", rule, own, ForeignAddress},
		{"ends like their own", "ken@notsouthland.example", rule, own, ForeignAddress},
		{"not known", "", rule, own, ""},
		{"no domain is known", "ken@gmail.example", rule, nil, ""},
		{"no rule", "helpdesk@gmail.example", MayOpen{}, own, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.rule.Address(tt.mail, tt.domains); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
