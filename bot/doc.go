// Package bot is the process around the core: it keeps what comes in, has it decided, looks
// again at what has come due, and says what was decided through platforms it knows only by
// their interface. Order is everything here: an envelope is durable before its platform hears
// "got it", and what goes out leaves only through the outbox, which was written in the
// transaction that decided it.
//
// Three pumps do the work (WorkInbox, WorkDue, WorkOutbox). Each does what can be done at one
// moment and returns, so that a test or a rehearsal turns them by hand and gets the same page
// every time; Run turns them in three goroutines for as long as the process lives.
//
// Two clocks run. Promises are kept on desk time (Options.Now), which a demo may speed up and a
// rehearsal moves by hand; pacing, time-outs and a platform's Retry-After run on real time.
//
// What it leaves out: every rule of the desk (package domain and its rooms), every platform's
// protocol (bot/slack and its peers), every format on disk (storage), the words people use
// (commands) and the words they read (domain/card). It serves no page and opens no socket.
package bot
