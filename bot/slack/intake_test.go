package slack

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
)

func TestSlashIsStoredThenAcknowledged(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.slow = time.Second })
		d, err := r.w.Slash("noah", "#queue", "/case", "take CASE-1 a & b")
		r.ok(err)
		answer, err := d.Wait(context.Background())
		r.ok(err)
		if len(answer) > 0 {
			t.Errorf("answered %s", answer)
		}
		l := only[bot.Line](r)
		noah, _ := r.w.User("noah")
		if l.Text != "case take CASE-1 a & b" || !l.Slash || l.Outside || l.Who != (domain.Handle{Platform: "slack", Team: noah.Team, User: noah.ID}) {
			t.Errorf("line %+v", l)
		}
		if l.Spot.Channel != r.queue.ID || !strings.HasPrefix(l.Spot.URL, "http://workspace.test/response/") {
			t.Errorf("spot %+v", l.Spot)
		}
		d, err = r.w.Slash("noah", "#queue", "/desk", "help")
		r.ok(err)
		_, err = d.Wait(context.Background())
		r.ok(err)
		if l := r.desk.all()[1].(bot.Line); l.Text != "help" {
			t.Errorf("after the prefix: %q", l.Text)
		}
	})
}

func TestMentionIsOneRequest(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		ts, err := r.w.Say("ana", "#northwind", "", "@deskhand case open 1 Payments are <down> & out, see https://x.example/a?b=1&c=2")
		r.ok(err)
		r.settle()
		l := only[bot.Line](r) // it came as message and as app_mention
		ana, _ := r.w.User("ana")
		if want := "case open 1 Payments are <down> & out, see https://x.example/a?b=1&c=2"; l.Text != want || l.Slash {
			t.Errorf("text %q", l.Text)
		}
		if l.Who.Team != r.customer.ID || l.Who.User != ana.ID || !l.Outside || l.Direct {
			t.Errorf("who %+v", l.Scene)
		}
		if l.Spot.Message != ts || l.Spot.Thread != "" || !l.At.Equal(workspace.Instant(ts).Truncate(time.Millisecond)) {
			t.Errorf("where %+v at %s", l.Spot, l.At)
		}
		if n := len(r.desk.all()); n != 1 {
			t.Errorf("%d stored", n)
		}
	})
}

func TestPlainWords(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		head, err := r.w.Say("noah", "#northwind", "", "good morning")
		r.ok(err)
		r.settle()
		ts, err := r.w.SayWith("ana", "#northwind", head, "the log, as @noah asked", workspace.File{Name: "trace.log", Data: []byte("x")})
		r.ok(err)
		r.settle()
		all := r.desk.all()
		if len(all) != 2 {
			t.Fatalf("stored %+v", all)
		}
		first, reply := all[0].(bot.Message), all[1].(bot.Message)
		if first.Spot.Thread != "" || first.Text != "good morning" || first.Outside {
			t.Errorf("first %+v", first)
		}
		if reply.Spot.Thread != head || reply.Spot.Message != ts || reply.Text != "the log, as @noah asked" ||
			len(reply.Files) != 1 || reply.Files[0].Name != "trace.log" || reply.Files[0].Size != 1 {
			t.Errorf("reply %+v", reply)
		}
	})
}

func TestEditAndDeletion(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		head, err := r.w.Say("noah", "#northwind", "", "good morning")
		r.ok(err)
		ts, err := r.w.Say("ana", "#northwind", head, "it fails")
		r.ok(err)
		r.ok(r.w.Edit("ana", "#northwind", ts, "it fails since 9 < 10"))
		r.settle()
		e := only[bot.Edited](r)
		if e.Text != "it fails since 9 < 10" || e.Spot.Message != ts || e.Spot.Thread != head || e.Who.Team != r.customer.ID {
			t.Errorf("edited %+v", e)
		}
		r.ok(r.w.Delete("ana", "#northwind", ts))
		r.settle()
		d := only[bot.Deleted](r)
		if d.Spot.Message != ts || d.Spot.Thread != head || d.Who != e.Who {
			t.Errorf("deleted %+v", d)
		}
	})
}

func TestDirectConversation(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		_, err := r.w.Say("ana", "@deskhand", "", "link K4-PLUM")
		r.ok(err)
		r.settle()
		l := only[bot.Line](r)
		if l.Text != "link K4-PLUM" || !l.Direct || l.Slash || l.Who.Team != r.customer.ID || !l.Outside {
			t.Errorf("line %+v", l)
		}
	})
}

func TestOwnAndOtherBots(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		other := r.w.Install(workspace.App{Name: "monitor", Scopes: workspace.AllScopes()})
		r.ok(r.w.Join("monitor", "#queue"))
		r.settle()
		spoken := New(Options{BotToken: other.BotToken, API: r.s.opt.API, Dial: r.pipe.DialContext})
		defer spoken.client.close()
		for _, s := range []*Slack{r.s, spoken} {
			_, _, err := s.client.post(context.Background(), outgoing{channel: r.queue.ID, sheet: sheet{text: "beep <@" + r.app.BotUser + "> case list"}})
			r.ok(err)
		}
		r.settle()
		all := r.desk.all()
		if len(all) != 1 {
			t.Fatalf("stored %+v", all)
		}
		if m, ok := all[0].(bot.Message); !ok || !m.Bot {
			t.Errorf("another bot's words became %+v", all[0])
		}
	})
}

// K: what a person waits for is acknowledged within three seconds even where the disk is slow,
// and they are told how it ended.
func TestSlowStore(t *testing.T) {
	t.Run("stored late", func(t *testing.T) {
		inBubble(t, rigOptions{}, func(r *rig) {
			r.desk.set(func(n *notebook) { n.slow = 2800 * time.Millisecond })
			d, err := r.w.Slash("noah", "#queue", "/case", "take CASE-1")
			r.ok(err)
			answer, err := d.Wait(context.Background())
			r.ok(err)
			if !strings.Contains(string(answer), "Not yet stored") || !strings.Contains(string(answer), "+47 1") {
				t.Errorf("answered %s", answer)
			}
			r.pass(5 * time.Second)
			only[bot.Line](r)
			if n := len(r.whispers("noah")); n != 1 {
				t.Errorf("told %d times", n)
			}
		})
	})
	t.Run("not stored", func(t *testing.T) {
		inBubble(t, rigOptions{}, func(r *rig) {
			r.desk.set(func(n *notebook) { n.slow, n.broken = 2800*time.Millisecond, errors.New("disk") })
			_, err := r.w.Slash("noah", "#queue", "/case", "take CASE-1")
			r.ok(err)
			r.pass(5 * time.Second)
			told := r.whispers("noah")
			if len(told) != 2 || !strings.Contains(told[0], "Not yet stored") || !strings.Contains(told[1], "not stored") {
				t.Errorf("told %q", told)
			}
			if f := r.failures(); f != nil {
				t.Errorf("saw fail: %q", f)
			}
		})
	})
	t.Run("an event waits and is known when it comes again", func(t *testing.T) {
		inBubble(t, rigOptions{}, func(r *rig) {
			r.desk.set(func(n *notebook) { n.slow = 4 * time.Second })
			_, err := r.w.Say("noah", "#queue", "", "good morning")
			r.ok(err)
			r.pass(10 * time.Second)
			only[bot.Message](r)
		})
	})
}

// Where no number is known, none is promised.
func TestSlowStoreWithoutANumber(t *testing.T) {
	inBubble(t, rigOptions{slack: func(o *Options) { o.Phone = nil }}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.broken = errors.New("disk full") })
		d, err := r.w.Slash("noah", "#queue", "/case", "show CASE-1")
		r.ok(err)
		if answer, err := d.Wait(context.Background()); err != nil || !strings.Contains(string(answer), "send it again") || strings.Contains(string(answer), "call") {
			t.Errorf("answered %s, %v", answer, err)
		}
	})
}

// What is not stored is not acknowledged, so that Slack sends it again.
func TestNotStoredIsNotAcknowledged(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.broken = errors.New("disk full") })
		_, err := r.w.Say("noah", "#queue", "", "hello")
		r.ok(err)
		d, err := r.w.Slash("noah", "#queue", "/case", "show CASE-1")
		r.ok(err)
		if answer, err := d.Wait(context.Background()); err != nil || !strings.Contains(string(answer), "not stored") {
			t.Errorf("answered %s, %v", answer, err)
		}
		r.pass(2 * time.Second)
		r.desk.set(func(n *notebook) { n.broken = nil })
		r.pass(2 * time.Minute)
		only[bot.Message](r)
	})
}

func (r *rig) whispers(user string) (out []string) {
	u, _ := r.w.User(user)
	for _, h := range r.w.Happened(0) {
		if h.Kind == workspace.Whispered && h.To == u.ID {
			out = append(out, r.read(user, h.Message))
		}
	}
	return out
}

func TestOrderWithinAChannel(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.slow = 20 * time.Millisecond })
		for _, s := range []string{"one", "two", "three", "four", "five"} {
			_, err := r.w.Say("noah", "#queue", "", s)
			r.ok(err)
			if s == "one" {
				r.settle() // it is being stored while the others come, over both connections
			}
		}
		r.pass(time.Second)
		var got []string
		for _, in := range r.desk.all() {
			got = append(got, in.(bot.Message).Text)
		}
		if want := []string{"one", "two", "three", "four", "five"}; !reflect.DeepEqual(got, want) {
			t.Errorf("stored %q", got)
		}
	})
}

func TestPanicCostsOneRequest(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		r.desk.set(func(n *notebook) { n.panics = true })
		_, err := r.w.Say("noah", "#queue", "", "boom")
		r.ok(err)
		r.settle()
		r.desk.set(func(n *notebook) { n.panics = false })
		r.pass(10 * time.Second) // it is sent again, since it was not acknowledged
		only[bot.Message](r)
		if !strings.Contains(r.log.String(), "panicked") {
			t.Error("nothing was logged")
		}
	})
}

func TestDecodeSurvivesWhatItDoesNotKnow(t *testing.T) {
	s := New(Options{Prefix: "desk"})
	k := kept{Home: "T1", Self: "U0", Payload: []byte(`{"event_id":"Ev1","api_app_id":"A1","event":{"type":"message","channel":"C1","user":"U1",
		"ts":"1772442900.000100","text":"hello","files":[{"id":"F1","size":"large"}],"blocks":[{"type":"hologram","depth":3}],"edited":true}}`)}
	in, key, err := s.read(kindEvent, k)
	if m, ok := in.(bot.Message); err != nil || !ok || m.Text != "hello" || key != "slack/T1/message/C1/1772442900.000100" {
		t.Errorf("%+v %q %v", in, key, err)
	}
	k.Payload = []byte(`{"api_app_id":"A1","event":{"type":"message","channel":"C1","user":"U1","ts":"1772442900.000100","thread_ts":"1772442900.000100","text":"head"}}`)
	if in, _, _ := s.read(kindEvent, k); in.(bot.Message).Spot.Thread != "" {
		t.Errorf("a thread's head is taken for a reply: %+v", in)
	}
	if in, _, err := s.read("hologram", kept{Payload: []byte(`{}`)}); err != nil || in != (bot.Unheard{}) {
		t.Errorf("%+v %v", in, err)
	}
	if _, _, err := s.read(kindEvent, kept{Payload: []byte(`{"event":`)}); err == nil {
		t.Error("half an envelope was read")
	}
}

// Where somebody is, and what the people they mention are called, is asked once and stored with
// what they said: reading it later asks nobody.
func TestZonesAndNames(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		for range 2 {
			_, err := r.w.Say("mira", "@deskhand", "", "case assign CASE-1 @noah because @noah knows")
			r.ok(err)
			r.settle()
		}
		noah, _ := r.w.User("noah")
		l := r.desk.all()[0].(bot.Line)
		if want := "case assign CASE-1 <@" + noah.ID + "|noah> because <@" + noah.ID + "|noah> knows"; l.Text != want || l.Zone != "Asia/Singapore" {
			t.Errorf("line %q in %q", l.Text, l.Zone)
		}
		if n := r.calls("users.info"); n != 2 {
			t.Errorf("asked %d times about two people", n)
		}
		_, err := r.w.Say("mira", "#queue", "", "ask @noah & co")
		r.ok(err)
		r.settle()
		if m := only[bot.Message](r); m.Text != "ask @noah & co" {
			t.Errorf("message %q", m.Text)
		}
		r.w.Fault(workspace.Rule{Method: "users.info", Kind: workspace.Slow, Wait: time.Hour})
		_, err = r.w.Say("ana", "#northwind", "", "@deskhand case list")
		r.ok(err)
		r.pass(2 * time.Second)
		if l := r.desk.all()[3].(bot.Line); l.Text != "case list" || l.Zone != "" {
			t.Errorf("while Slack does not answer: %+v", l)
		}
	})
	s := draw(card.Drawn{Head: quotedWords("ask <@U7|noah> or <@U8>")}, nil, "e", "")
	if doc := workspace.Plain(wire(t, s.blocks), s.text, workspace.Reader{}); doc.Lines[0] != "ask @noah or <@U8>" {
		t.Errorf("drawn as %q", doc.Lines[0])
	}
}

// FuzzRead: whatever Slack sends, reading it ends, and what was kept is read back the same.
func FuzzRead(f *testing.F) {
	f.Add(byte(0), `{"event_id":"Ev1","event":{"type":"message","subtype":"message_changed","channel":{"id":"C1"},"message":{"text":"<@U0|x> a","ts":"1.2"},"previous_message":null}}`)
	f.Add(byte(1), `{"command":"/case","text":"open 1 <https://a|b>","user_id":"U1"}`)
	f.Add(byte(2), `{"type":"block_actions","actions":[{"type":"button","value":"[\"e\",\"\",\"case take CASE-1\"]"}],"user":{"id":"U1"},"container":{}}`)
	f.Add(byte(2), `{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","private_metadata":"{\"f\":\"case open\"}","state":{"values":{"a":{"v":{"value":null}}}}}}`)
	f.Fuzz(func(t *testing.T, kind byte, payload string) {
		if !json.Valid([]byte(payload)) {
			return // the connection passes such a frame over
		}
		s := New(Options{Prefix: "desk"})
		name := []string{kindEvent, kindSlash, kindAction, "hologram"}[kind%4]
		k := kept{Home: "T1", Self: "U0", Payload: []byte(payload), Names: map[string]string{"U1": "noah"}}
		in, key, err := s.read(name, k)
		if err != nil {
			return
		}
		if _, unheard := in.(bot.Unheard); unheard != (key == "") {
			t.Errorf("%+v under the key %q", in, key)
		}
		e, err := k.envelope(name, key)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Decode(e); err != nil || !reflect.DeepEqual(again, in) {
			t.Errorf("%+v, and again %+v, %v", in, again, err)
		}
	})
}
