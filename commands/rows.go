package commands

// Desk is the table of everything people can say to this desk. The prefix is the folder's: what
// stands before a command where a platform wants it.
func Desk(prefix string) Table {
	return Table{Verbs: append(caseRows(), deskRows()...), Noun: "case", House: "desk", Prefix: prefix, Case: "CASE"}
}
