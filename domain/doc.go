// Package domain is the shape of every decision the desk takes: a command is decided against
// a read-only view and one stamp of time, and what it decides is a list of changes — events,
// when to look again, and what is to be said — that commit together or not at all.
//
// It knows no case, no contract and no clock: those are rooms below it, which import it and
// which it never imports. It calls no clock of its own, opens nothing, logs nothing and draws
// no random number; all of these come in as arguments, so that every decision can be replayed.
// It also makes no prose: what people read is a message id with typed arguments (Line).
package domain
