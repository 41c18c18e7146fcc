package domain

// A Sheet is what a File holds: a text that is drawn from a thing's present state when it is sent,
// for the readers of the place it goes to.
type Sheet struct {
	Title string `json:"title"` // as people see it, in English letters: "CASE-12 timeline"
	Of    Ref    `json:"of"`
}
