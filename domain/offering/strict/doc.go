// Package strict reads one YAML document into Go structs and forgives nothing: an unknown or
// repeated key, a wrong type, an empty value, a missing key, an anchor. It finds all faults of a
// document in one pass, each with file, line, column and a proposal, and every value it read
// keeps its place, so that whoever judges what the values mean can point at them too. The same
// structs give the JSON Schema that editors check with.
//
// It leaves out what the values mean (package offering, package account), reading files (it is
// handed their contents), and everything of YAML that makes a policy hard to review: anchors,
// aliases, merge keys, tags, several documents in a file. After a fault of syntax a document is
// not read further, since the parser cannot tell where the next value begins.
//
// A struct field is a key of the document when it carries a tag:
//
//	Name strict.Text `key:"name,must" doc:"shown in editors"`
//
// The words after the comma: must (the key may not be missing), one (a list may be written as
// its single element), short (the whole struct may be written as this field's scalar). An
// embedded struct with the tag `key:",inline"` lends its keys to the outer one.
package strict
