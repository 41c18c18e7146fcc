package slack

import (
	"slices"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/workspace"
)

// TestPeopleOfAnotherCompany: outsiders come with the team they are of, as strangers too, and
// nobody is ever asked for, or found by, an e-mail address.
func TestPeopleOfAnotherCompany(t *testing.T) {
	scopes := slices.DeleteFunc(workspace.AllScopes(), func(s string) bool { return s == "users:read.email" })
	inBubble(t, rigOptions{app: func(a *workspace.App) { a.Scopes = scopes }}, func(r *rig) {
		third := r.w.AddTeam(workspace.Team{Name: "A partner of theirs"})
		r.w.AddUser(workspace.User{Name: "zoe", RealName: "Zoe Park", Team: third.ID, Stranger: true})
		both := r.channel(workspace.Channel{Name: "three-companies", Connected: []string{r.customer.ID, third.ID}, Members: []string{"noah", "ana", "zoe", "deskhand"}})
		for _, who := range []string{"noah", "ana", "zoe"} {
			_, err := r.w.Say(who, both.ID, "", "@deskhand case list")
			r.ok(err)
			r.settle()
		}
		home, _ := r.w.User("noah")
		teams := []string{home.Team, r.customer.ID, third.ID}
		for i, in := range r.desk.all() {
			l, ok := in.(bot.Line)
			if !ok || l.Who.Team != teams[i] || l.Outside != (i > 0) || l.Text != "case list" {
				t.Errorf("%d: %+v", i, in)
			}
		}
		if n := r.calls("users.lookupByEmail") + r.calls("users.list"); n != 0 {
			t.Errorf("%d calls ask for more than who somebody is", n)
		}
		for _, i := range r.w.Inspected(0) {
			if i.Kind == "call" && i.Error != "" {
				t.Errorf("%s was refused: %s", i.Name, i.Error)
			}
		}
	})
}

// TestATeamThatIsNotTold: where others read the channel and Slack does not say of which company
// somebody is, they are an outsider, and nobody the desk knows.
func TestATeamThatIsNotTold(t *testing.T) {
	s := New(Options{Prefix: "desk"})
	for _, c := range []struct {
		name, kind, payload string
		team                string
		outside             bool
	}{
		{"in a shared channel", kindEvent, `{"is_ext_shared_channel":true,"event":{"type":"message","channel":"C1","user":"U1","ts":"1.2","text":"a"}}`, "", true},
		{"among ourselves", kindEvent, `{"event":{"type":"message","channel":"C1","user":"U1","ts":"1.2","text":"a"}}`, "T1", false},
		{"by the message alone", kindEvent, `{"is_ext_shared_channel":true,"event":{"type":"message","channel":"C1","user":"U1","team":"T2","ts":"1.2","text":"a"}}`, "T2", true},
		{"the author's, not the channel's", kindEvent, `{"is_ext_shared_channel":true,"event":{"type":"message","channel":"C1","user":"U1","team":"T1","user_team":"T2","ts":"1.2","text":"a"}}`, "T2", true},
		{"where it was said from", kindEvent, `{"is_ext_shared_channel":true,"event":{"type":"message","channel":"C1","user":"U1","source_team":"T3","ts":"1.2","text":"a"}}`, "T3", true},
		{"a button", kindAction, `{"type":"block_actions","user":{"id":"U1"},"channel":{"id":"C1"},"container":{"message_ts":"1.2"},"actions":[{"type":"button","value":"[\"e\",\"\",\"case take CASE-1\"]"}]}`, "", true},
		{"a form", kindAction, `{"type":"view_submission","user":{"id":"U1","team_id":"T2"},"view":{"id":"V1","private_metadata":"{\"f\":\"case worse\"}"}}`, "T2", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, _, err := s.read(c.kind, kept{Home: "T1", Self: "U0", Payload: []byte(c.payload)})
			if err != nil {
				t.Fatal(err)
			}
			var sc bot.Scene
			switch in := in.(type) {
			case bot.Message:
				sc = in.Scene
			case bot.Pressed:
				sc = in.Scene
			case bot.Filled:
				sc = in.Scene
			default:
				t.Fatalf("read as %T", in)
			}
			if sc.Who.Team != c.team || sc.Outside != c.outside {
				t.Errorf("of %q, outside: %v", sc.Who.Team, sc.Outside)
			}
		})
	}
}

// TestWhoIsNamedInAnAnswer: an answer that names a person tells who is meant, whatever they are
// called.
func TestWhoIsNamedInAnAnswer(t *testing.T) {
	inBubble(t, rigOptions{}, func(r *rig) {
		head, err := r.w.Say("noah", "#northwind", "", "a thread")
		r.ok(err)
		_, err = r.w.Say("ana", "#northwind", head, "it is @noah")
		r.ok(err)
		r.settle()
		noah, _ := r.w.User("noah")
		last := r.desk.all()[1].(bot.Message)
		if last.Text != "it is @noah" || last.Named != "it is <@"+noah.ID+"|noah>" {
			t.Errorf("%q, and named %q", last.Text, last.Named)
		}
		if first := r.desk.all()[0].(bot.Message); first.Named != "" || strings.Contains(first.Text, "<@") {
			t.Errorf("%+v", first)
		}
	})
}
