package commands

// rows are read by everybody and changed by nobody.
var rows []Verb

func init() { rows = append(caseRows(), deskRows()...) }

// Desk is the table of everything people can say to this desk. The prefix is the folder's: what
// stands before a command where a platform wants it.
func Desk(prefix string) Table {
	return Table{Verbs: rows, Noun: "case", House: "desk", Prefix: prefix, Case: "CASE"}
}
