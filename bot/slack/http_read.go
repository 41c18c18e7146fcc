package slack

import (
	"encoding/json"
	"mime"
	"net/url"
)

// kindCheck is a request that asks only whether somebody is there; its payload is the answer.
const kindCheck = "check"

// understood reads what Slack posted as the envelope that Socket Mode would have brought: events
// come as JSON, commands as a form, interactions as JSON in a form. Only the body counts: what
// the address says beside it, nobody signed.
func understood(contentType string, body []byte) (request, error) {
	sort, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return request{}, errStrange
	}
	switch sort {
	case "application/json":
		return understoodJSON(body)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return request{}, errStrange
		}
		return understoodForm(form)
	}
	return request{}, errStrange
}

func understoodJSON(body []byte) (request, error) {
	var outer struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	if json.Unmarshal(body, &outer) != nil {
		return request{}, errStrange
	}
	switch outer.Type {
	case "url_verification":
		said, err := json.Marshal(map[string]string{"challenge": outer.Challenge})
		if err != nil {
			return request{}, errStrange
		}
		return request{kind: kindCheck, payload: said}, nil
	case "":
		return request{}, errStrange
	}
	return request{kind: kindEvent, payload: body}, nil
}

func understoodForm(form url.Values) (request, error) {
	switch {
	case form.Get("payload") != "":
		payload := []byte(form.Get("payload"))
		if !json.Valid(payload) {
			return request{}, errStrange
		}
		return request{kind: kindAction, payload: payload}, nil
	case form.Get("command") != "":
		fields := map[string]string{}
		for name := range form {
			fields[name] = form.Get(name)
		}
		payload, err := json.Marshal(fields)
		if err != nil {
			return request{}, errStrange
		}
		return request{kind: kindSlash, payload: payload}, nil
	case form.Get("ssl_check") == "1":
		return request{kind: kindCheck}, nil
	}
	return request{}, errStrange
}
