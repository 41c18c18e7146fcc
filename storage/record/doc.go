// Package record is how things, events, words, rows and envelopes look on disk, for every
// store: which kinds there are (Registry), how a value becomes bytes, and how the events of a
// thing are chained so that a change to the past is seen.
//
// It opens no file and keeps no order: where a record lies and what is flushed when is the
// business of a store. It knows no room of the domain either: kinds come in as domain.Kinds.
//
// Values are CBOR in its deterministic form (RFC 8949 section 4.2), by
// github.com/fxamacker/cbor: chains need one form for one value, field names stay readable
// without this program, and it takes half to three quarters of the time of encoding/json
// (BenchmarkCodec). A codec of our own took a quarter of it to write and a sixth to read; it was
// not worth keeping one.
//
// Names and layouts here are for ever: golden files guard them. Fields are only added, zero
// meaning "as before"; a record with a field that this release does not know is read without
// it, a record of a kind it does not know is storage.ErrUnknownKind.
package record
