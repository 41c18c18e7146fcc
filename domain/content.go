package domain

// A Sheet is what a File holds: a text that is drawn from a thing's present state when it is sent,
// for the readers of the place it goes to.
type Sheet struct {
	Title string `json:"title"` // as people see it, in English letters: "CASE-12 timeline"
	Of    Ref    `json:"of"`
}

// A Missing is somebody who could not be asked into a room.
type Missing struct {
	Person string  `json:"person"`
	Why    Absence `json:"why"`
}

// An Absence is why somebody could not be asked in.
type Absence string

// The absences.
const (
	NoHandle   Absence = "no_handle" // the desk knows no user of theirs on the room's platform
	NoSuchUser Absence = "no_user"   // the platform knows them no more
	Outsider   Absence = "outsider"  // they are of another company there
	Forbidden  Absence = "forbidden" // the workspace lets the desk not ask them in
)

// A Host is a thing that must know who of those asked in, by its deed, will not come. OnMissing is
// the command that deals with it.
type Host interface {
	OnMissing(deed string, who []Missing) Command
}
