// Package bolt keeps a desk in one file, through go.etcd.io/bbolt. Every commit is flushed to
// the disk before it is answered; there is no way to turn that off.
//
// Many units share one flush: a single committer takes what waits, people first, runs each
// unit on a buffer of its own over the transaction of the flush, and answers all of them after
// its commit. When things are due stands in memory, in a heap that is built from the heads of
// the records at the start; there is no index of it on disk that could disagree.
//
// It knows no rule of the desk and no form of a record (package record), copies nothing to
// other machines (WriteTo is for that) and never gives freed pages back to the disk: the text
// of a forgotten word may stand in a free page of the file until it is used again.
package bolt
