// Package sla runs the clocks of a support promise: first response, next response, next update,
// restore and resolve (C2, C3). A clock is a value (Clock): what was promised, and marks of what
// happened to it. Everything else — what has elapsed, when it is due, which warnings it has
// passed, how it is judged, and why — is derived from that value, an instant and the calendars,
// by pure functions. There is no timer that a restart could lose, and no due that is stored.
//
// What it leaves out: which clocks a case has and which target applies (offering, casework), what
// is said and to whom, opening hours themselves (calendar), and every word a person reads.
//
// # Use
//
//	c := sla.Begin(sla.FirstResponse, 1, pin, target, sla.Mark{At: at, Recorded: now, Message: id})
//	c = c.With(sla.Mark{Do: sla.Pause, Reason: sla.Customer, At: at, Recorded: now, By: person})
//	s := sla.Evaluate(c, now, calendars) // phase, due, what is left, verdict, what it owes to say
//	t := sla.NextLook(&c, now, calendars) // when to look again; Watch does it for a million
//
// Explain gives the account of a clock span by span, Account.ForCustomer what of it a customer
// may see, Compare what speaks against another due, Verdicts how it was judged at each time.
// Unanswered finds the message that a next-response clock starts at. A change is tried out by
// evaluating c.With(mark) beside c: where the two differ in Breached, it changes a breach.
//
// # Marks
//
// A mark has two instants: when it was so (At) and when it was recorded. The fold takes marks by
// At, of one instant in the order stop, pause, resume, start, retarget, and only then by their
// place in the record (K16); timers come after the marks of their instant. So late news, and
// corrections, re-fold all that follows, and may take back a breach; Verdicts keeps what was
// said before beside it (K29). A mark whose At lies ahead waits for it. Times are whole
// milliseconds; nothing else is ever rounded (K14).
//
//   - K3: outside hours nothing elapses; Started stays the real event. CountsFrom says when it
//     will (T12).
//   - K13: a pause contributes nothing; on resume what was left is left. Several reasons may hold
//     at once, and the target says which of them hold its clock (R8).
//   - K15: while it stands a clock has no due and warns of nothing; WouldBeDue is as of now.
//   - K17: the due decides. Under: met before it, broken at it. Within: met at it, broken a
//     millisecond later. Where the target is used up exactly at a close, the due is that close
//     (K2), and "within" ends there too, not with the next opening: it is what was told.
//   - K18: a raise keeps the earlier of the old due and the new target counted from the raise. What
//     is left is then counted down on the new calendar.
//   - K19: a lowering carries what elapsed. No retarget undoes a breach, moves a due that was
//     broken, or touches a stopped clock; on one that is reopened it counts from the reopening.
//   - K20: a clock keeps its pin; Rebase alone counts anew under other papers.
//   - K21: reopening resumes restore and resolve, the closed time being a pause. For the others
//     Next makes the next cycle, a clock of its own.
//   - K22: of several starts the earliest counts. A stop at or before the start settles the cycle
//     with nothing elapsed.
//   - K25: business days are due at a close; see fold.promise for percents and pauses.
//
// # Warnings
//
// A point is crossed where so much working time is left as it names, on the calendar in force
// (K24). State.Owed is the one thing to say; it is said once per identity (Warning), which has the
// due in it and so is another only if the due really moved. After a silence only the latest
// crossed point is owed, the ones before are overtaken; a breach overtakes all of them.
//
// # Recurring updates
//
// A next-update clock with Every promises an update every so often. Each update satisfies its cycle
// and begins the next one (Next). A missed one breaks its cycle once, at the due; the cycle goes
// on, is told anew after each further interval without an update (a Point with a negative Left),
// and ends late with the next update, from which the next cycle counts. A cycle therefore never
// breaks twice, and a silence of a day is one breach, not twenty-four.
package sla
