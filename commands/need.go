package commands

// A Need says who may use a verb. It is only data here: whoever knows the asker
// checks it, once, before anything is built.
type Need string

const (
	Anyone   Need = "anyone"   // even somebody the desk does not know
	Linked   Need = "linked"   // whoever is linked to a contact or to staff
	Contact  Need = "contact"  // a contact of the account concerned, in a role that allows it
	Party    Need = "party"    // a contact of the account concerned, or staff
	Engineer Need = "engineer" // staff
	Duty     Need = "duty"     // a duty manager
	Admin    Need = "admin"    // an administrator of the desk
)
