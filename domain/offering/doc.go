// Package offering is what was sold: it reads a desk folder (desk.yaml, teams.yaml, calendars/,
// holidays/, offerings/) into a Desk that never changes, tells every fault of the folder in one
// pass, each with file, line, column and a proposal, and answers what a case is promised and
// who owns it now. No tier, hour, amount, channel or person stands in Go.
//
//   - Parse makes a Desk of the folder's files; Schemas are the same format for editors.
//   - A Library holds every folder ever applied, by number; Library.InForce is the version of an
//     offering that new promises are made under, Library.Pinned and Library.Calendar serve the
//     clocks that run under an older one (K20, R12).
//   - Tier.TargetsFor answers the targets of a case (an Ask: severity, product, environment, the
//     account's region and calendar, platform) with Notes on what to tell people about them;
//     Tier.HoursFor the calendar where there is no clock; Tier.Owner the team that has the case,
//     until when, and who then (T1, T2).
//   - Tier.MayOpen, Tier.Has, Offering.Covers, Offering.Checklist, Tier.Waiting, Tier.Reopen and
//     Offering.OutOfScope are facts that the account and casework rooms judge by.
//
// It leaves out: judging a person or a case (they ask; nothing here refuses anybody), clocks
// (package sla has the targets once they run), people (a team is a calendar, a channel and
// phone numbers), prose of the desk's own (texts here are the vendor's words out of the files,
// and faults are for whoever edits them), reading files, and zones, which are handed in.
//
// How a line of a file is chosen: targets, hours, coverage and routing are lists of lines, each
// for some cases; the first that fits holds. A tier that extends another asks its own lines
// first and then those below, so it holds all of the one below (C1); an offering that extends
// another does the same with the whole file.
package offering
