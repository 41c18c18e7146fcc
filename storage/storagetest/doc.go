// Package storagetest is what every store promises, as tests: Run holds a store to all of it.
// A store's own test is one call of Run; what a store promises beyond (that it survives a
// power cut, how fast it is) it tests itself.
//
// The things in it (boxes) are made for the tests and known to no room of the domain.
package storagetest
