package offering

import (
	"slices"
	"strings"
)

// An AddressFault is why somebody with an address cannot be a contact; "" where nothing speaks
// against it.
type AddressFault string

// The faults of an address (T20).
const (
	GroupAddress   AddressFault = "group"   // more than one person reads it
	ForeignAddress AddressFault = "foreign" // it does not lie in the customer's own domain
)

// Address holds a contact's address to the rule. One that is not known passes, and so does any
// domain while none of the customer's is known: who somebody is, their linked handle says.
func (m MayOpen) Address(mail string, domains []string) AddressFault {
	local, domain, ok := strings.Cut(strings.ToLower(strings.TrimSpace(mail)), "@")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(local, "+")
	switch {
	case slices.Contains(m.NoGroups, name):
		return GroupAddress
	case m.OwnDomain && len(domains) > 0 && !slices.ContainsFunc(domains, func(own string) bool {
		own = strings.ToLower(own)
		return domain == own || strings.HasSuffix(domain, "."+own)
	}):
		return ForeignAddress
	}
	return ""
}
