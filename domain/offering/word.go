package offering

import (
	"regexp"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// phone is a number people can dial from anywhere.
type phone struct {
	strict.At
	V string
}

const phonePattern = `^\+[1-9][0-9 -]{5,22}$`

var phoneForm = regexp.MustCompile(phonePattern)

// Scan implements strict.Scalar.
func (p *phone) Scan(s string) error {
	p.V = s
	if !phoneForm.MatchString(s) {
		return strict.Wrong{}
	}
	return nil
}

func (*phone) Wanted() string         { return "an international number such as +44 20 7946 0100" }
func (*phone) Schema() map[string]any { return pattern(phonePattern) }

// zone is an IANA zone name. Whether it exists is asked of the zones that Parse was given.
type zone struct {
	strict.At
	V string
}

// Scan implements strict.Scalar.
func (z *zone) Scan(s string) error {
	z.V = s
	return nil
}

func (*zone) Wanted() string         { return "a zone such as Europe/Oslo" }
func (*zone) Schema() map[string]any { return map[string]any{"type": "string", "minLength": 3} }

// ref names an offering of the folder, or one version of it: citrix-css, citrix-css@2026-01.
type ref struct {
	strict.At
	V string
}

const refPattern = `^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(@[A-Za-z0-9][A-Za-z0-9_.-]{0,63})?$`

var refForm = regexp.MustCompile(refPattern)

// Scan implements strict.Scalar.
func (r *ref) Scan(s string) error {
	r.V = s
	if !refForm.MatchString(s) {
		return strict.Wrong{}
	}
	return nil
}

func (*ref) Wanted() string         { return "an offering such as citrix-css or citrix-css@2026-01" }
func (*ref) Schema() map[string]any { return pattern(refPattern) }

// prefix is what people type before a command, without the slash.
type prefix struct {
	strict.At
	V string
}

const prefixPattern = `^[a-z][a-z0-9-]{0,19}$`

var prefixForm = regexp.MustCompile(prefixPattern)

// Scan implements strict.Scalar.
func (p *prefix) Scan(s string) error {
	p.V = s
	if !prefixForm.MatchString(s) {
		return strict.Wrong{}
	}
	return nil
}

func (*prefix) Wanted() string         { return "up to 20 small letters, digits and dashes" }
func (*prefix) Schema() map[string]any { return pattern(prefixPattern) }
