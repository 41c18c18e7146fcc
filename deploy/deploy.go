// Package deploy holds the files a deskhand binary carries with it: the desk folder that is in force until an operator applies
// another (settings, teams, calendars, reviewed holiday lists, offerings). Leaves out: reading, checking and applying them, which
// is the offering room's work; any Go code beside the embedding; and the script under holidays_gen, which is for a person to run.
package deploy

import "embed"

// Desk is the shipped desk folder. Its names begin with "desk/".
//
//go:embed all:desk
var Desk embed.FS
