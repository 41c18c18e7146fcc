package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/storage"
)

var overHTTP = rigOptions{http: true}

// TestOverHTTP: what people do comes in over HTTP as it comes in over sockets.
func TestOverHTTP(t *testing.T) {
	t.Run("the address is verified", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			r.ok(r.w.Verify(context.Background(), "deskhand"))
			if n := len(r.desk.all()); n != 0 {
				t.Errorf("%d stored", n)
			}
		})
	})
	t.Run("a command", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			r.desk.set(func(n *notebook) { n.slow = time.Second })
			d, err := r.w.Slash("noah", "#queue", "/case", "take CASE-1 a & b = <c>")
			r.ok(err)
			answer, err := d.Wait(context.Background())
			r.ok(err)
			if l := only[bot.Line](r); len(answer) > 0 || l.Text != "case take CASE-1 a & b = <c>" || !l.Slash || l.Spot.URL == "" {
				t.Errorf("answered %s, line %+v", answer, l)
			}
			if n := r.w.Sockets(r.app.ID); n != 0 {
				t.Errorf("%d sockets", n)
			}
		})
	})
	t.Run("an event", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			_, err := r.w.Say("ana", "#northwind", "", "@deskhand case open 1 Payments are down")
			r.ok(err)
			r.settle()
			if l := only[bot.Line](r); l.Text != "case open 1 Payments are down" || !l.Outside {
				t.Errorf("line %+v", l)
			}
			if n := len(r.post.all()); n != 2 {
				t.Errorf("%d requests: it comes as message and as mention", n)
			}
		})
	})
	t.Run("a form with field errors, and a search", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			r.desk.set(func(n *notebook) {
				n.form, n.problems = &aForm, bot.Problems{"how": "say how"}
				n.options = []bot.Option{{Value: "cvad", Label: "CVAD"}}
			})
			at := r.posted(card.DrawnButton{Label: "Restored", Run: "case restore CASE-12", Form: "case restore"})
			r.acked(r.w.Press("ana", at, "Restored"))
			v, open := r.w.Front("ana")
			if !open {
				t.Fatal("no form opened")
			}
			for range 2 { // the same again within a second
				d, err := r.w.Suggest("ana", workspace.Ref{View: v.ID}, "Product", "cv")
				r.ok(err)
				_, err = d.Wait(context.Background())
				r.ok(err)
				if len(d.Options) != 1 || d.Options[0].Value != "cvad" {
					t.Errorf("offered %+v", d.Options)
				}
			}
			fill := workspace.Values{"How": {"rebooted it"}, "Kind": {"Fix"}}
			r.acked(r.w.Submit("ana", v.ID, fill))
			if v, open = r.w.Front("ana"); !open || v.Errors["how"] != "say how" {
				t.Fatalf("open %v, errors %v", open, v.Errors)
			}
			r.desk.set(func(n *notebook) { n.problems, n.got = nil, nil })
			r.acked(r.w.Submit("ana", v.ID, fill))
			if _, open = r.w.Front("ana"); open {
				t.Error("an accepted form stays open")
			}
			if f := only[bot.Filled](r); f.Values["how"] != "rebooted it" {
				t.Errorf("filled %+v", f)
			}
		})
	})
	t.Run("a button", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			at := r.posted(card.DrawnButton{Label: "Take it", Run: "case take CASE-12"})
			for range 2 { // an impatient finger
				r.acked(r.w.Press("ana", at, "Take it"))
			}
			only[bot.Pressed](r)
		})
	})
	t.Run("what nobody listens to", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			if rec := r.send(r.signed(time.Now(), asJSON, `{"type":"app_rate_limited","minute_rate_limited":1}`)); rec.Code != http.StatusOK {
				t.Errorf("%d", rec.Code)
			}
			if n := len(r.desk.all()); n != 0 {
				t.Errorf("%d stored", n)
			}
		})
	})
}

// acked waits until what somebody did is acknowledged.
func (r *rig) acked(d *workspace.Delivery, err error) {
	r.t.Helper()
	r.ok(err)
	_, err = d.Wait(context.Background())
	r.ok(err)
}

// TestOnlySlackIsHeard: what is not signed by Slack, and now, is turned away before anything of
// it is looked at, nothing is stored, and the log is not filled with it.
func TestOnlySlackIsHeard(t *testing.T) {
	const body = "command=%2Fcase&text=list&trigger_id=1.2.x&user_id=U1&team_id=T1&channel_id=C1"
	with := func(name, value string) func(letter) letter {
		return func(l letter) letter { l.header.Set(name, value); return l }
	}
	at := func(d time.Duration) func(*rig) letter {
		return func(r *rig) letter { return r.signed(time.Now().Add(d), asForm, body) }
	}
	for _, tt := range []struct {
		name   string
		letter func(*rig) letter
		change func(letter) letter
		want   int
	}{
		{"signed now", at(0), nil, 200},
		{"signed five minutes ago", at(-5*time.Minute + time.Second), nil, 200},
		{"signed in five minutes by a clock before ours", at(5 * time.Minute), nil, 200},
		{"stale", at(-5*time.Minute - time.Second), nil, 401},
		{"from the future", at(5*time.Minute + time.Second), nil, 401},
		{"from a far future", at(0), with("X-Slack-Request-Timestamp", "9223372036854775807"), 401},
		{"another secret", func(r *rig) letter {
			l := r.signed(time.Now(), asForm, body)
			l.header.Set("X-Slack-Signature", workspace.Sign("another", time.Now(), []byte(body)).Get("X-Slack-Signature"))
			return l
		}, nil, 401},
		{"another body", at(0), func(l letter) letter { l.body = append(l.body, '1'); return l }, 401},
		{"another instant", at(0), with("X-Slack-Request-Timestamp", "946684801"), 401},
		{"no signature", at(0), with("X-Slack-Signature", ""), 401},
		{"no version", at(0), func(l letter) letter {
			return with("X-Slack-Signature", strings.TrimPrefix(l.header.Get("X-Slack-Signature"), "v0="))(l)
		}, 401},
		{"half a signature", at(0), func(l letter) letter { return with("X-Slack-Signature", l.header.Get("X-Slack-Signature")[:35])(l) }, 401},
		{"a longer signature", at(0), func(l letter) letter { return with("X-Slack-Signature", l.header.Get("X-Slack-Signature")+"00")(l) }, 401},
		{"no instant", at(0), with("X-Slack-Request-Timestamp", ""), 401},
		{"an instant in words", at(0), with("X-Slack-Request-Timestamp", "now"), 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, overHTTP, func(r *rig) {
				written := func() letter {
					l := tt.letter(r)
					if tt.change != nil {
						l = tt.change(l)
					}
					return l
				}
				l := written()
				for range 50 {
					rec := r.send(l)
					if tt.want == 200 {
						if rec.Code != 200 {
							t.Errorf("answered %d", rec.Code)
						}
						only[bot.Line](r)
						return
					}
					if rec.Code != tt.want || rec.Body.Len() > 0 || rec.Header().Get("X-Slack-No-Retry") != "" {
						t.Fatalf("answered %d %q %v", rec.Code, rec.Body, rec.Header())
					}
				}
				if n := len(r.desk.all()); n != 0 {
					t.Errorf("%d stored", n)
				}
				if n := strings.Count(r.log.String(), "turned away"); n != 1 {
					t.Errorf("%d lines of log:\n%s", n, r.log)
				}
				r.pass(seldomEvery)
				r.send(written())
				if n := strings.Count(r.log.String(), `"more":49`); n != 1 {
					t.Errorf("a minute later:\n%s", r.log)
				}
			})
		})
	}
}

// TestStrangeRequests: what cannot be read is answered so that it is not sent again.
func TestStrangeRequests(t *testing.T) {
	for _, tt := range []struct {
		name, kind, body string
		want             int
		final            bool
	}{
		{"no content type", "", "{}", 400, true},
		{"another content type", "text/xml", "<a/>", 400, true},
		{"no JSON", asJSON, "{", 400, true},
		{"JSON of no type", asJSON, "{}", 400, true},
		{"JSON that is no object", asJSON, "[1]", 400, true},
		{"no form", asForm, "%zz", 400, true},
		{"a form of nothing", asForm, "a=b", 400, true},
		{"an interaction that is no JSON", asForm, "payload=%7B", 400, true},
		{"an interaction of no sort", asForm, "payload=%7B%7D", 200, false},
		{"a certificate check", asForm, "ssl_check=1&token=x", 200, false},
		{"an event of no sort", asJSON, `{"type":"event_callback","event":{}}`, 200, false},
		{"too large", asJSON, `{"type":"` + strings.Repeat("x", maxBody) + `"}`, 413, true},
		{"as large as may be", asJSON, `{"type":"` + strings.Repeat("x", maxBody-11) + `"}`, 200, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, overHTTP, func(r *rig) {
				rec := r.send(r.signed(time.Now(), tt.kind, tt.body))
				if final := rec.Header().Get("X-Slack-No-Retry") == "1"; rec.Code != tt.want || final != tt.final {
					t.Errorf("answered %d, final %v", rec.Code, final)
				}
				if n := len(r.desk.all()); n != 0 {
					t.Errorf("%d stored", n)
				}
			})
		})
	}
	t.Run("what the address says counts for nothing", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			l := r.signed(time.Now(), asForm, "a=b")
			req := httptest.NewRequest(http.MethodPost, "/slack?command=%2Fcase&text=list&trigger_id=1&payload=%7B%7D", strings.NewReader(string(l.body)))
			req.Header = l.header
			rec := httptest.NewRecorder()
			r.s.Handler().ServeHTTP(rec, req)
			if rec.Code != 400 || len(r.desk.all()) != 0 {
				t.Errorf("answered %d", rec.Code)
			}
		})
	})
	t.Run("other methods", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			for target, want := range map[string]int{"/slack": 405, "/slack?ssl_check=1": 200} {
				rec := httptest.NewRecorder()
				r.s.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, target, nil))
				if rec.Code != want {
					t.Errorf("GET %s: %d", target, rec.Code)
				}
			}
		})
	})
}

// TestNotStoredIsSentAgain: an event that could not be stored is answered so at once, comes
// again, and counts once; also where the store was merely slow.
func TestNotStoredIsSentAgain(t *testing.T) {
	for _, tt := range []struct {
		name string
		bad  func(*notebook)
		good func(*notebook)
		want []int
		took time.Duration // of the first answer
	}{
		{"the store fails", func(n *notebook) { n.broken = errors.New("disk full") }, func(n *notebook) { n.broken = nil }, []int{503, 503, 200}, 0},
		{"the store is slow", func(n *notebook) { n.slow = 4 * time.Second }, func(n *notebook) { n.slow = 0 }, []int{503, 503, 200}, answerWithin},
		{"the store takes two seconds", func(n *notebook) { n.slow = 2 * time.Second }, func(n *notebook) {}, []int{200}, 2 * time.Second},
		{"the desk panics", func(n *notebook) { n.panics = true }, func(n *notebook) { n.panics = false }, []int{503, 503, 200}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, overHTTP, func(r *rig) {
				r.desk.set(tt.bad)
				_, err := r.w.Say("noah", "#queue", "", "hello")
				r.ok(err)
				r.pass(10 * time.Second)
				r.desk.set(tt.good)
				r.pass(2 * time.Minute)
				only[bot.Message](r)
				var got []int
				for _, l := range r.post.all() {
					got = append(got, l.status)
				}
				if took := r.post.all()[0].took; !slices.Equal(got, tt.want) || took != tt.took {
					t.Errorf("answered %v, at first after %s", got, took)
				}
				if again := strings.Contains(r.log.String(), `"reason":"http_error"`); again != (len(tt.want) > 1) {
					t.Errorf("log:\n%s", r.log)
				}
			})
		})
	}
	t.Run("a person is told", func(t *testing.T) {
		inBubble(t, overHTTP, func(r *rig) {
			r.desk.set(func(n *notebook) { n.broken = errors.New("disk full") })
			d, err := r.w.Slash("noah", "#queue", "/case", "show CASE-1")
			r.ok(err)
			if answer, err := d.Wait(context.Background()); err != nil || !strings.Contains(string(answer), "not stored") {
				t.Errorf("answered %s, %v", answer, err)
			}
		})
	})
}

// TestDoor: before and after its run the adapter takes nothing in, and a run waits for what came
// in before it ended.
func TestDoor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, overHTTP)
		event := func(ts string) letter {
			return r.signed(time.Now(), asJSON, `{"type":"event_callback","event_id":"E`+ts+`","event":{"type":"message","channel":"`+r.queue.ID+`","user":"U1","text":"hello","ts":"`+ts+`","event_ts":"`+ts+`"}}`)
		}
		if rec := r.send(event("1.000001")); rec.Code != 503 || rec.Header().Get("X-Slack-No-Retry") != "" {
			t.Errorf("before the run: %d", rec.Code)
		}
		r.run()
		r.desk.set(func(n *notebook) { n.slow = time.Second })
		answered := make(chan int, 1)
		go func() { answered <- r.send(event("1.000002")).Code }()
		synctest.Wait()
		r.ok(r.stop())
		if code := <-answered; code != 200 {
			t.Errorf("while the run ended: %d", code)
		}
		only[bot.Message](r)
		if rec := r.send(event("1.000003")); rec.Code != 503 {
			t.Errorf("after the run: %d", rec.Code)
		}
	})
}

// TestMode: it must be clear how Slack reaches the desk.
func TestMode(t *testing.T) {
	for name, o := range map[string]Options{
		"neither": {BotToken: "xoxb-1"},
		"both":    {BotToken: "xoxb-1", AppToken: "xapp-1", SigningSecret: "s"},
	} {
		if err := New(o).Run(context.Background(), &notebook{}); !errors.Is(err, ErrMode) {
			t.Errorf("%s: %v", name, err)
		}
	}
	rec := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodPost, "/slack", strings.NewReader("{}"))
	req.Header = workspace.Sign("", time.Now(), []byte("{}"))
	if New(Options{BotToken: "xoxb-1", AppToken: "xapp-1"}).Handler().ServeHTTP(rec, req); rec.Code != 401 {
		t.Errorf("without a secret an empty one would do: %d", rec.Code)
	}
}

// TestOnceIsUnheard: what is stored only for its key is of no interest later.
func TestOnceIsUnheard(t *testing.T) {
	e, err := kept{Home: "T1"}.envelope(kindOnce, "k")
	if err != nil {
		t.Fatal(err)
	}
	in, err := New(Options{}).Decode(storage.Envelope{Kind: e.Kind, Raw: e.Raw})
	if _, ok := in.(bot.Unheard); !ok || err != nil || !json.Valid(e.Raw) {
		t.Errorf("%+v, %v", in, err)
	}
}

// TestLateMailIsNotAll: where Slack had to try for longer than a minute, what it sends no more is
// read from the histories.
func TestLateMailIsNotAll(t *testing.T) {
	for num, want := range map[string]int{"1": 0, "2": 1} {
		inBubble(t, overHTTP, func(r *rig) {
			r.desk.set(func(n *notebook) { n.missed = bot.Missed{Since: time.Now(), Until: time.Now()} })
			before := r.calls("users.conversations")
			l := r.signed(time.Now(), asJSON, `{"type":"event_callback","event":{"type":"app_home_opened"}}`)
			l.header.Set("X-Slack-Retry-Num", num)
			l.header.Set("X-Slack-Retry-Reason", "connection_failed")
			r.send(l)
			r.pass(2 * heardEvery)
			if n := r.calls("users.conversations") - before; n != want {
				t.Errorf("attempt %s: the histories were read %d times", num, n)
			}
		})
	}
}

// TestCutOffOverHTTP: while Slack could not be reached it could not reach the desk either, for
// all that is known; the histories are read when it is back.
func TestCutOffOverHTTP(t *testing.T) {
	for name, away := range map[string]time.Duration{"not at all": 0, "longer than Slack tries": 7 * time.Minute} {
		inBubble(t, overHTTP, func(r *rig) {
			r.desk.set(func(n *notebook) { n.missed = bot.Missed{Since: time.Now(), Until: time.Now()} })
			before := r.calls("users.conversations")
			r.w.SetDown(away > 0)
			r.pass(away)
			r.w.SetDown(false)
			r.pass(3 * heardEvery)
			if n := r.calls("users.conversations") - before; (n > 0) != (away > 0) {
				t.Errorf("away %s: the histories were read %d times", name, n)
			}
		})
	}
}
