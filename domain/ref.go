package domain

import "strings"

// A Kind is a sort of thing the desk keeps: "case", "account", "person".
type Kind string

// A Ref names one thing. Its text form is "case/12"; an id may itself hold slashes, a kind never.
type Ref struct {
	Kind Kind   `json:"kind"`
	ID   string `json:"id"`
}

// String prints the name as kind/id.
func (r Ref) String() string { return string(r.Kind) + "/" + r.ID }

// IsZero reports whether the name names nothing.
func (r Ref) IsZero() bool { return r.Kind == "" && r.ID == "" }

// ParseRef reads what String prints; ok is false where there is no kind or no id.
func ParseRef(s string) (r Ref, ok bool) {
	kind, id, ok := strings.Cut(s, "/")
	if !ok || kind == "" || id == "" {
		return Ref{}, false
	}
	return Ref{Kind: Kind(kind), ID: id}, true
}
