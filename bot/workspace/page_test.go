package workspace_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot/workspace"
)

func (r *rig) page(o workspace.PageOptions) *httptest.Server {
	s := httptest.NewServer(r.w.Page(o))
	r.t.Cleanup(s.Close)
	return s
}

func body(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

// TestPageShows: what each person's page shows, and to whom it does not.
func TestPageShows(t *testing.T) {
	r := people(t, workspace.Options{Now: clockAt(begin)}).overTCP()
	s := r.page(workspace.PageOptions{})
	api := r.client()
	_, ts, err := api.PostMessageContext(t.Context(), r.shared.ID, buttons("*CASE-1* for <@"+r.app.BotUser+"> &lt;script&gt;alert(1)&lt;/script&gt;", "Worse now"))
	r.ok(err)
	_, err = r.w.Say("ana", "#northwind", ts, "in the thread")
	r.ok(err)
	ana, _ := r.w.User("ana")
	_, err = api.PostEphemeralContext(t.Context(), r.shared.ID, ana.ID, words("for ana alone"))
	r.ok(err)
	for _, tt := range []struct {
		name, as, query string
		has, lacks      []string
	}{
		{"labelled", "noah", "", []string{"local workspace, not Slack", "You are", "Northwind", "#queue", "Mon 2 Mar 10:00:00", "Oslo"}, nil},
		{"a card", "noah", "c=" + r.shared.ID, []string{"<b>CASE-1</b>", "@deskhand", "Worse now", "&lt;script&gt;", "1 reply", "shared with Northwind"}, []string{"<script>alert", "for ana alone", "in the thread"}},
		{"a thread", "noah", "c=" + r.shared.ID + "&t=" + ts, []string{"in the thread"}, nil},
		{"an ephemeral message to its reader", "ana", "c=" + r.shared.ID, []string{"for ana alone", "only you can see this"}, nil},
		{"an outsider's page", "ana", "", []string{"slash commands do not cross Slack Connect; mention @deskhand instead", "shared with Vendor"}, []string{"#queue", "Home</span>"}},
		{"the inspector", "noah", "i=1", []string{"chat.postMessage"}, []string{"xoxb-"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, got := body(t, s.URL+"/?as="+tt.as+"&"+tt.query)
			if status != 200 {
				t.Fatalf("%d: %s", status, got)
			}
			for _, want := range tt.has {
				if !strings.Contains(got, want) {
					t.Errorf("lacks %q", want)
				}
			}
			for _, not := range tt.lacks {
				if strings.Contains(got, not) {
					t.Errorf("shows %q", not)
				}
			}
		})
	}
}

// TestPageGuard: other hosts' names and other sites' requests are refused,
// and the browser is told to load nothing from elsewhere.
func TestPageGuard(t *testing.T) {
	r := people(t, workspace.Options{}).overTCP()
	s := r.page(workspace.PageOptions{Hosts: []string{"desk.test"}})
	get := func(host string) *http.Response {
		req, _ := http.NewRequest("GET", s.URL+"/", nil)
		req.Host = host
		resp, err := http.DefaultClient.Do(req)
		r.ok(err)
		resp.Body.Close()
		return resp
	}
	for host, want := range map[string]int{"localhost:80": 200, "127.0.0.1": 200, "[::1]:8080": 200, "desk.test": 200, "evil.example": 403, "127.0.0.1.evil.example": 403} {
		if got := get(host).StatusCode; got != want {
			t.Errorf("as %s: %d", host, got)
		}
	}
	csp := get("localhost").Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	for site, want := range map[string]int{"same-origin": 204, "cross-site": 403, "same-site": 403} {
		req, _ := http.NewRequest("POST", s.URL+"/do/say", strings.NewReader(url.Values{"as": {"noah"}, "c": {"#queue"}, "text": {"hi"}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", site)
		resp, err := http.DefaultClient.Do(req)
		r.ok(err)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("a %s request: %d", site, resp.StatusCode)
		}
	}
	for _, path := range []string{"/page/page.css", "/page/page.js"} {
		if status, got := body(t, s.URL+path); status != 200 || got == "" {
			t.Errorf("%s: %d", path, status)
		}
	}
	if _, html := body(t, s.URL+"/"); strings.Contains(html, "style=") || strings.Contains(html, "<script>") || strings.Contains(html, "onclick") {
		t.Error("the page has script or style inside it, which its own policy forbids")
	}
}

// TestPageFiles: a person attaches a picture and a file; a picture is shown, a file can be had.
func TestPageFiles(t *testing.T) {
	r := people(t, workspace.Options{Now: clockAt(begin)}).overTCP()
	s := r.page(workspace.PageOptions{})
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for k, v := range map[string]string{"as": "ana", "c": "#northwind", "t": "", "text": "here it is"} {
		r.ok(form.WriteField(k, v))
	}
	for name, data := range map[string]string{"screen.png": "\x89PNG\r\n\x1a\n", "trace.txt": "a line"} {
		w, err := form.CreateFormFile("file", name)
		r.ok(err)
		_, err = io.WriteString(w, data)
		r.ok(err)
	}
	r.ok(form.Close())
	resp, err := http.Post(s.URL+"/do/say", form.FormDataContentType(), &b)
	r.ok(err)
	resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		t.Fatalf("sent: %s", resp.Status)
	}
	_, html := body(t, s.URL+"/?as=noah&c="+r.shared.ID)
	file := regexp.MustCompile(`href="(/file/[^"]+)">trace.txt`).FindStringSubmatch(html)
	if file == nil || !regexp.MustCompile(`<img src="/file/[^"]+" alt="screen.png">`).MatchString(html) || !strings.Contains(html, "here it is") {
		t.Fatalf("the page lacks the words, the picture or the file: %s", html[strings.Index(html, `id="log"`):])
	}
	if status, got := body(t, s.URL+file[1]); status != 200 || got != "a line" {
		t.Errorf("the file: %d %q", status, got)
	}
}
