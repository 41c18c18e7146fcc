package bot

// A Question is what an adapter asks while a person waits for a form, an option list or help.
// It is only read, never recorded, and never tried again.
type Question struct {
	Scene
	// Form asks for the form of this name, begun with the command line Run. Where it is empty,
	// the form of that line itself is meant: one that lacks nothing has none.
	Form string
	Run  string
	// About is the message on which the form was asked for; nil where on none.
	About *About
	// Field, where set, asks for the options of one field of the form for what was typed so far.
	Field string
	Typed string
	// Values are the other fields as they stand.
	Values map[string]string
}

// An Answer is what a Question gets.
type Answer struct {
	Form    *Form
	Options []Option
}

// A Form is what a person fills in; its words are drawn for its reader.
type Form struct {
	Name   string
	Title  string
	Submit string // words of the button that submits
	Run    string // to be handed back with the submission
	Intro  string
	Fields []Field
}

// A FieldKind is how a field is filled in.
type FieldKind string

// The kinds of fields.
const (
	FieldLine   FieldKind = "line"   // a line of text
	FieldText   FieldKind = "text"   // several lines
	FieldChoice FieldKind = "choice" // one of Options
	FieldSearch FieldKind = "search" // one of what Ask answers to what is typed
	FieldPerson FieldKind = "person" // a person of the platform: the value is a handle in text form
)

// A Field is one field of a form.
type Field struct {
	Name     string
	Label    string
	Help     string
	Kind     FieldKind
	Options  []Option
	Value    string // as it stands when the form opens
	Optional bool
	Max      int // longest text in characters; 0: the platform's own bound
}

// An Option is one choice.
type Option struct {
	Value string
	Label string
	Help  string
}

// Problems are what is wrong with a form as it was filled in, in words for its reader. A
// problem of the whole stands under "".
type Problems map[string]string
