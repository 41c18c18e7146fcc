package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthcheck(t *testing.T) {
	desk := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintln(w, "this is", r.URL.Path)
	}))
	at := strings.TrimPrefix(desk.URL, "http://")
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"not well", []string{"--listen", at}, 1, "this is /healthz"},
		{"ready", []string{"--listen", at, "--ready"}, 0, "this is /readyz"},
		{"nowhere", []string{"--listen="}, 1, "the same --listen"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if code, out := cli(t, append([]string{"healthcheck"}, c.args...)...); code != c.code || !strings.Contains(out, c.says) {
				t.Errorf("exit %d:\n%s", code, out)
			}
		})
	}
	desk.Close()
	if code, out := cli(t, "healthcheck", "--listen", at); code != 1 || !strings.Contains(out, "no desk answers at "+at) {
		t.Errorf("exit %d:\n%s", code, out)
	}
}
