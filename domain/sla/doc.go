// Package sla runs the clocks of a support promise: first response, next response, next update,
// restore and resolve. A clock is a value (Clock): what was promised, and marks of what happened
// to it. Everything else — how much has elapsed, when it is due, which warnings it has passed,
// how it is judged, and why — is derived from that value, an instant and the calendars by pure
// functions: Evaluate, NextLook, Explain, Compare, Verdicts. There is no timer and no stored due.
//
// # Use
//
//	c := sla.Begin(sla.FirstResponse, 1, pin, target, sla.Mark{At: at, Recorded: now, Message: id})
//	c = c.With(sla.Mark{Do: sla.Pause, Reason: sla.Customer, At: at, Recorded: now, By: person})
//	s := sla.Evaluate(c, now, calendars)
//
// What it leaves out: which clocks a case has and which target applies (offering, casework),
// what is said and to whom, opening hours themselves (calendar), and every word a person reads.
package sla
