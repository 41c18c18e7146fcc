package webhook

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

var (
	oldSecret = "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("o", 24)))
	newSecret = "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("n", 64)))
	when      = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

// A receiver is a program that listens at the address.
type receiver struct {
	*httptest.Server
	answer func(w http.ResponseWriter)
	bodies []string
	heads  []http.Header
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil || q.Method != http.MethodPost {
			t.Errorf("%s: %v", q.Method, err)
		}
		r.bodies, r.heads = append(r.bodies, string(body)), append(r.heads, q.Header.Clone())
		if r.answer != nil {
			r.answer(w)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) hook(t *testing.T, secrets ...string) *Webhook {
	t.Helper()
	w, err := New(Options{URL: r.URL + "/secret-path", Secrets: secrets, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.client.Close)
	return w
}

func note() bot.Delivery {
	return bot.Delivery{
		Key: "0d6f3c1e", Attempt: 1, Kind: domain.Webhook, To: domain.Spot{Platform: bot.Outside, Channel: "operator"}, Audience: domain.Internal,
		About: "audit.late", Recorded: when,
		Card: card.Drawn{Tone: domain.Urgent, Head: card.Text{{S: "3 things are late since "}, {At: when}}, Lines: []card.Text{{{S: "CASE-1: "}, {S: "Payments are down", Quoted: true}}}},
	}
}

// TestSigned: the reference library takes what is sent, with either of two secrets, and takes
// nothing that was changed on the way.
func TestSigned(t *testing.T) {
	r := newReceiver(t)
	got, err := r.hook(t, newSecret, oldSecret).Send(t.Context(), note())
	if err != nil || got.Spot.Message != "0d6f3c1e" {
		t.Fatalf("%+v %v", got, err)
	}
	for _, secret := range []string{oldSecret, newSecret} {
		oracle, err := standard.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := oracle.Verify([]byte(r.bodies[0]), r.heads[0]); err != nil {
			t.Error(err)
		}
		if err := oracle.Verify([]byte(r.bodies[0]+" "), r.heads[0]); err == nil {
			t.Error("a body that was changed is taken")
		}
		forged := r.heads[0].Clone()
		forged.Set("webhook-id", "another")
		if err := oracle.Verify([]byte(r.bodies[0]), forged); err == nil {
			t.Error("another id is taken")
		}
	}
	want := `{"type":"deskhand.audit.late","timestamp":"2026-03-02T09:00:00Z","data":{"id":"0d6f3c1e","tone":"urgent","text":"3 things are late since 2026-03-02 09:00 UTC","lines":["CASE-1: (…)"]}}`
	if r.bodies[0] != want {
		t.Errorf("it says\n%s\nwant\n%s", r.bodies[0], want)
	}
	if h := r.heads[0]; h.Get("Webhook-Id") != "0d6f3c1e" || h.Get("Content-Type") != "application/json" {
		t.Errorf("%v", h)
	}
}

// TestSameAgain: a repetition says the same under the same id, signed anew.
func TestSameAgain(t *testing.T) {
	r := newReceiver(t)
	w := r.hook(t, oldSecret)
	at := time.Now()
	for i := range 2 {
		w.now = func() time.Time { return at.Add(time.Duration(i) * time.Minute) }
		if _, err := w.Send(t.Context(), note()); err != nil {
			t.Fatal(err)
		}
	}
	if r.bodies[0] != r.bodies[1] || r.heads[0].Get("Webhook-Id") != r.heads[1].Get("Webhook-Id") || r.heads[0].Get("Webhook-Timestamp") == r.heads[1].Get("Webhook-Timestamp") {
		t.Errorf("%v\n%v", r.bodies, r.heads)
	}
}

// TestPutOff: whatever a receiver answers but yes, the event is put off, for as long as it asks or
// a little longer each time; no error tells the address.
func TestPutOff(t *testing.T) {
	for _, tt := range []struct {
		name    string
		status  int
		after   string
		attempt int
		want    time.Duration
	}{
		{"gone", 410, "", 1, firstPause},
		{"not allowed", 401, "", 1, firstPause},
		{"broken", 500, "", 3, 4 * firstPause},
		{"broken for long", 502, "", 100, lastPause},
		{"moved", 307, "", 1, firstPause},
		{"busy", 429, "30", 1, 30 * time.Second},
		{"busy for ever", 503, "86400", 1, mostPause},
		{"busy until", 503, when.Add(5 * time.Minute).Format(http.TimeFormat), 1, 5 * time.Minute},
		{"nonsense", 503, "soon", 1, firstPause},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newReceiver(t)
			r.answer = func(w http.ResponseWriter) {
				w.Header().Set("Location", "/elsewhere")
				w.Header().Set("Retry-After", tt.after)
				w.WriteHeader(tt.status)
			}
			w := r.hook(t, oldSecret)
			w.now = func() time.Time { return when }
			d := note()
			d.Attempt = tt.attempt
			_, err := w.Send(t.Context(), d)
			f := bot.AsFailure(err)
			if f.Class != bot.NotSent || f.Scope != bot.ThisChannel || f.After != tt.want {
				t.Errorf("%+v", f)
			}
			if len(r.bodies) != 1 {
				t.Errorf("called %d times", len(r.bodies))
			}
			if strings.Contains(err.Error(), "secret-path") {
				t.Errorf("%v tells the address", err)
			}
		})
	}
	r := newReceiver(t)
	r.Close()
	_, err := r.hook(t, oldSecret).Send(t.Context(), note())
	if f := bot.AsFailure(err); f.Class != bot.NotSent || f.After != firstPause || strings.Contains(err.Error(), "secret") {
		t.Errorf("nobody there: %v", err)
	}
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		name, url string
		secrets   []string
		says      string
	}{
		{"plain http", "http://hooks.example/hidden", []string{oldSecret}, "https"},
		{"this machine", "https://127.0.0.1/hidden", []string{oldSecret}, "allowed apart"},
		{"no secret", "https://hooks.example/hidden", nil, "whsec_"},
		{"three", "https://hooks.example/hidden", []string{oldSecret, newSecret, oldSecret}, "two while you change it"},
		{"without its prefix", "https://hooks.example/hidden", []string{strings.TrimPrefix(oldSecret, "whsec_")}, "whsec_"},
		{"short", "https://hooks.example/hidden", []string{"whsec_" + base64.StdEncoding.EncodeToString([]byte("hidden"))}, "24 to 64 bytes"},
		{"no base64", "https://hooks.example/hidden", []string{"whsec_hidden!"}, "base64"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(Options{URL: tt.url, Secrets: tt.secrets})
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("%v", err)
			}
			for _, s := range append(slices.Clone(tt.secrets), "hidden") {
				if strings.Contains(err.Error(), s) {
					t.Errorf("%v tells a secret", err)
				}
			}
		})
	}
}

// TestPlainTone: a program need not know that no tone is one.
func TestPlainTone(t *testing.T) {
	d := note()
	d.Card = card.Drawn{Head: card.Text{{S: "x"}}}
	text, err := json.Marshal(EventOf(d))
	if err != nil || !strings.Contains(string(text), `"tone":"plain","text":"x"}`) {
		t.Errorf("%s %v", text, err)
	}
}
