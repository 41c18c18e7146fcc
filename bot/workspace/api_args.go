package workspace

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// args are a call's arguments, from a form or from JSON, token taken out.
// Values that came by form are JSON strings here.
type args map[string]json.RawMessage

// maxBody bounds what a call may carry.
const maxBody = 8 << 20

// readArgs reads the arguments of a call and the token, which may stand in
// the header, the form or the JSON body.
func readArgs(r *http.Request) (args, string, error) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	in := args{}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		b, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		if err != nil {
			return nil, "", err
		}
		if len(bytes.TrimSpace(b)) > 0 {
			if err := json.Unmarshal(b, &in); err != nil {
				return nil, "", err
			}
		}
		for k, v := range in {
			if string(v) == "null" {
				delete(in, k)
			}
		}
	} else {
		if kind == "multipart/form-data" {
			if err := r.ParseMultipartForm(maxBody); err != nil {
				return nil, "", err
			}
		} else if err := r.ParseForm(); err != nil {
			return nil, "", err
		}
		for k, v := range r.Form {
			in[k] = mustJSON(v[0])
		}
	}
	if t := in.str("token"); t != "" {
		token = t
	}
	delete(in, "token")
	return in, token, nil
}

// str is an argument as a string; numbers and truth values as they stand.
func (a args) str(name string) string {
	raw := a[name]
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// has reports whether an argument was given, even if empty.
func (a args) has(name string) bool { _, ok := a[name]; return ok }

func (a args) truth(name string, fallback bool) bool {
	switch strings.ToLower(a.str(name)) {
	case "":
		return fallback
	case "1", "true", "yes":
		return true
	}
	return false
}

func (a args) number(name string, fallback int) int {
	if n, err := strconv.Atoi(a.str(name)); err == nil {
		return n
	}
	return fallback
}

// list is a comma-separated or JSON list.
func (a args) list(name string) []string {
	var out []string
	if json.Unmarshal(a[name], &out) == nil {
		return out
	}
	for s := range strings.SplitSeq(a.str(name), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// structure is an argument that is JSON: in a form as a string holding JSON,
// in a JSON body either way. Absent, null and "" are nil.
func (a args) structure(name string) (json.RawMessage, bool) {
	raw := bytes.TrimSpace(a[name])
	var s string
	if json.Unmarshal(raw, &s) == nil {
		raw = bytes.TrimSpace([]byte(s))
	}
	if len(raw) == 0 || string(raw) == "null" {
		return nil, true
	}
	return raw, json.Valid(raw)
}
