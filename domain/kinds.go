package domain

// Kinds is a room's share of what stands on disk: its things, its events, and its commands
// that can be written down. The store knows no others, and refuses to start by name when it
// meets one. Names are for ever.
type Kinds struct {
	Things   map[Kind]func(id string) Thing
	Events   []Event
	Commands []Recordable
}
