// Package record is how things, events, words, rows and envelopes look on disk, for every
// store: which kinds there are (Registry), how a value becomes bytes, and how the events of a
// thing are chained so that a change to the past is seen.
//
// It opens no file and keeps no order: where a record lies and what is flushed when is the
// business of a store. It knows no room of the domain either: kinds come in as domain.Kinds.
//
// Values are CBOR in its deterministic form (RFC 8949 section 4.2), by
// github.com/fxamacker/cbor: chains need one form for one value, field names stay readable
// without this program, and of what was measured (BenchmarkCodec; encoding/json is 1) it takes
// a quarter to a third of the time. A codec of our own was three times
// as fast again; it was not worth keeping one.
//
// Names and layouts here are for ever: golden files guard them. Fields are only added, zero
// meaning "as before"; a record with a field that this release does not know is read without
// it, a record of a kind it does not know is storage.ErrUnknownKind.
package record
