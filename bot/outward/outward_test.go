package outward

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		loopback   bool
		want       error
	}{
		{"https", "https://hooks.example/x?k=secret", false, nil},
		{"http", "http://hooks.example/x", false, ErrScheme},
		{"http, with loopback allowed", "http://hooks.example/x", true, ErrScheme},
		{"of this machine", "http://127.0.0.1:9/x", false, ErrLoopback},
		{"of this machine, https", "https://localhost/x", false, ErrLoopback},
		{"of this machine, allowed", "http://127.0.0.1:9/x", true, nil},
		{"of this machine, six", "http://[::1]:9/x", true, nil},
		{"mapped", "http://[::ffff:127.0.0.1]/x", false, ErrLoopback},
		{"another scheme", "ftp://127.0.0.1/x", true, ErrScheme},
		{"a password", "https://me:secret@hooks.example/x", false, ErrUserinfo},
		{"no host", "https:///secret", false, ErrAddress},
		{"not an address", "https://%zz-secret", false, ErrAddress},
		{"a secret alone", "whsec_secret", false, ErrAddress},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, err := Address(tt.text, tt.loopback)
			if !errors.Is(err, tt.want) || (u == nil) != (err != nil) {
				t.Errorf("%v %v, want %v", u, err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("%v tells the address", err)
			}
		})
	}
}

func TestInside(t *testing.T) {
	for ip, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "0.0.0.0": true, "169.254.169.254": true, "fe80::1": true, "224.0.0.1": true, "fd00:ec2::254": true,
		"100.100.100.200": true, "10.1.2.3": false, "192.168.0.1": false, "fd12::1": false, "93.184.216.34": false,
	} {
		if got := inside(netip.MustParseAddr(ip), false); got != want {
			t.Errorf("%s: %v", ip, got)
		}
	}
	if inside(netip.MustParseAddr("127.0.0.1"), true) {
		t.Error("loopback was allowed")
	}
}

// TestClient: what a call does not do, whatever answers.
func TestClient(t *testing.T) {
	calls := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/secret", http.StatusTemporaryRedirect)
		case "/long":
			for range 1 << 10 {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
			t.Error("64 MiB were read")
		case "/busy":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	defer srv.Close()
	get := func(c *Client, path string) (Answer, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		return c.Do(t.Context(), req)
	}
	c := New(true)
	defer c.Close()
	if a, err := get(c, "/moved"); err != nil || a.Status != http.StatusTemporaryRedirect || calls != 1 {
		t.Errorf("moved: %+v %v, %d calls", a, err, calls)
	}
	if a, err := get(c, "/busy"); err != nil || a.After != "7" {
		t.Errorf("busy: %+v %v", a, err)
	}
	if a, err := get(c, "/long"); err != nil || a.Status != 200 {
		t.Errorf("long: %+v %v", a, err)
	}
	if _, err := get(New(false), "/secret"); !errors.Is(err, ErrInside) || strings.Contains(err.Error(), "secret") {
		t.Errorf("this machine: %v", err)
	}
	srv.Close()
	if _, err := get(c, "/secret"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("nobody there: %v", err)
	}
}
