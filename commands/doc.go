// Package commands is the table of what people can say to the desk: how chat
// text becomes words, words a verb with typed values, and values a line again.
// One table of plain structs feeds the parser, the printer, the help and the
// forms, so that none of them can drift from the others.
//
// It refuses rather than guesses: a time that could be read two ways, a word
// nobody declared, a zone that means three places. A refusal is data (a
// [Problem], a [WhenError]): what was wrong, where, and lines that would have
// worked. Drawing it is somebody else's work.
//
// Left out: platforms (they bring an [Input]), stores, authorisation (a verb
// only carries its [Need]), prose, and looking anybody or anything up: a case,
// a person or an account is named here, not known to exist.
package commands
