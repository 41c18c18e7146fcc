package offering

import (
	"github.com/deskhand/deskhand/domain/offering/strict"
	"github.com/deskhand/deskhand/domain/sla"
)

// The words a file may choose from. What they mean is said where the chosen value is used.
var (
	clockKinds   = words(sla.Kinds)
	changes      = words([]sla.Change{sla.KeepEarlier, sla.Carry, sla.Restart})
	pauseReasons = words([]sla.Reason{sla.Customer, sla.ThirdParty, sla.Scheduled})
	platforms    = words([]Platform{Cloud, OnPremises})
	roles        = words([]Role{Technical, Renewal, Administration, Partner, Reseller})
	covers       = []string{"all", "listed"}
)

func words[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, w := range in {
		out[i] = string(w)
	}
	return out
}

type kindWord struct {
	strict.At
	V sla.Kind
}

// Scan implements strict.Scalar.
func (w *kindWord) Scan(s string) error {
	w.V = sla.Kind(s)
	return strict.OneOf(s, clockKinds)
}

func (*kindWord) Wanted() string         { return "a kind of clock" }
func (*kindWord) Schema() map[string]any { return strict.Enum(clockKinds) }

type changeWord struct {
	strict.At
	V sla.Change
}

// Scan implements strict.Scalar.
func (w *changeWord) Scan(s string) error {
	w.V = sla.Change(s)
	return strict.OneOf(s, changes)
}

func (*changeWord) Wanted() string         { return "what a changed severity does" }
func (*changeWord) Schema() map[string]any { return strict.Enum(changes) }

type reasonWord struct {
	strict.At
	V sla.Reason
}

// Scan implements strict.Scalar.
func (w *reasonWord) Scan(s string) error {
	w.V = sla.Reason(s)
	return strict.OneOf(s, pauseReasons)
}

func (*reasonWord) Wanted() string         { return "a reason to pause" }
func (*reasonWord) Schema() map[string]any { return strict.Enum(pauseReasons) }

type platformWord struct {
	strict.At
	V Platform
}

// Scan implements strict.Scalar.
func (w *platformWord) Scan(s string) error {
	w.V = Platform(s)
	return strict.OneOf(s, platforms)
}

func (*platformWord) Wanted() string         { return "a platform" }
func (*platformWord) Schema() map[string]any { return strict.Enum(platforms) }

type roleWord struct {
	strict.At
	V Role
}

// Scan implements strict.Scalar.
func (w *roleWord) Scan(s string) error {
	w.V = Role(s)
	return strict.OneOf(s, roles)
}

func (*roleWord) Wanted() string         { return "a contact's role" }
func (*roleWord) Schema() map[string]any { return strict.Enum(roles) }

type coverWord struct {
	strict.At
	V string
}

// Scan implements strict.Scalar.
func (w *coverWord) Scan(s string) error {
	w.V = s
	return strict.OneOf(s, covers)
}

func (*coverWord) Wanted() string         { return "which products are covered" }
func (*coverWord) Schema() map[string]any { return strict.Enum(covers) }
