package bot

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/storage"
)

func aboutBy(user, channel, thread, text string) About {
	a := About{Spot: domain.Spot{Platform: "fake", Channel: channel, Thread: thread, Message: "m9"}, At: toyStart.Add(-5 * 60e9), Text: text}
	if user != "" {
		a.By = domain.Handle{Platform: "fake", Team: "T", User: user}
	}
	return a
}

// A form on a message opens where the desk is at work, for who may open a case there; everybody
// else is told why it does not, and what to do.
func TestWhoMayPick(t *testing.T) {
	d := town(t)
	outside := seat("ana", "C-north", "")
	outside.Outside = true
	direct := seat("noah", "D-noah", "")
	direct.Direct = true
	own := aboutBy("", "C-north", "", "CASE-7")
	own.Own = true
	for _, c := range []struct {
		name  string
		scene Scene
		about About
		form  string
		want  string // the refusal, or "" where the form opens
	}{
		{"staff in a customer's channel", seat("noah", "C-north", ""), aboutBy("ana", "C-north", "", "all down"), openCase, ""},
		{"a colleague of the author", seat("ben", "C-north", ""), aboutBy("ana", "C-north", "", "all down"), openCase, ""},
		{"an app's message", seat("noah", "C-north", ""), aboutBy("", "C-north", "", "disk full"), openCase, ""},
		{"staff, in their own conversation", direct, aboutBy("noah", "D-noah", "", "they called"), openCase, ""},
		{"another customer's contact", seat("fay", "C-north", ""), aboutBy("ana", "C-north", "", "all down"), openCase, "open.not_yours"},
		{"somebody the desk does not know", seat("eve", "C-north", ""), aboutBy("ana", "C-north", "", "all down"), openCase, "need.linked"},
		{"somebody of another company", outside, aboutBy("ana", "C-north", "", "all down"), openCase, "pick.outside"},
		{"where the desk is not at work", seat("noah", "C-random", ""), aboutBy("ana", "C-random", "", "all down"), openCase, "pick.unserved"},
		{"the desk's own message", seat("noah", "C-north", ""), own, openCase, "pick.own"},
		{"a shortcut that is none of ours", seat("noah", "C-north", ""), aboutBy("ana", "C-north", "", "all down"), "case dance", "form.unknown"},
		{"another form", seat("noah", "C-north", ""), aboutBy("ana", "C-north", "", "all down"), "case list", "form.unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.look(t, func(tx storage.Tx) {
				s := domain.Stamp{Now: toyStart, At: toyStart, Cause: "k"}
				a, err := d.rooms.Form(tx, s, Question{Scene: c.scene, Form: c.form, About: &c.about})
				if got := string(answered(err)); got != c.want || (a.Form != nil) != (c.want == "") {
					t.Errorf("the form: %q (%v), want %q", got, err, c.want)
				}
				want := c.want
				if want == "" {
					want = "pick.again" // it was asked for, and did not open
				}
				_, err = d.rooms.Read(tx, s, Picked{Scene: c.scene, Form: c.form, About: c.about})
				if got := string(answered(err)); got != want {
					t.Errorf("without a form: %q (%v), want %q", got, err, want)
				}
				_, err = d.rooms.Read(tx, s, Filled{Scene: c.scene, Form: c.form, Values: map[string]string{"severity": "2", "title": "x"}, About: &c.about})
				if got := string(answered(err)); got != c.want {
					t.Errorf("filled in: %q (%v), want %q", got, err, c.want)
				}
			})
		})
	}
}

// The message's words stand in the form, and its author and moment go into the case.
func TestAFormOnAMessageIsBegunWithIt(t *testing.T) {
	d := town(t)
	d.look(t, func(tx storage.Tx) {
		s := domain.Stamp{Now: toyStart, At: toyStart, Cause: "k"}
		about := aboutBy("ana", "C-north", "", "  All is down \r\nsince 8:40\n\nit says \"no licence\"\n")
		a, err := d.rooms.Form(tx, s, Question{Scene: seat("noah", "C-north", ""), Form: openCase, About: &about})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]Field{}
		for _, f := range a.Form.Fields {
			got[f.Name] = f
		}
		if got["title"].Value != "All is down" || !strings.HasSuffix(got["description"].Value, "it says \"no licence\"") || got["description"].Kind != FieldText {
			t.Errorf("the form holds %+v", a.Form.Fields)
		}
		if _, asked := got["account"]; asked {
			t.Error("the form asks whose channel it is")
		}
		if !strings.HasPrefix(a.Form.Intro, "Opened from the message that Ana wrote at ") {
			t.Errorf("it begins: %s", a.Form.Intro)
		}
		asked, err := d.rooms.Read(tx, s, Filled{Scene: seat("noah", "C-north", ""), Form: openCase, About: &about,
			Values: map[string]string{"severity": "2", "title": "All is down", "description": "since 8:40\nit says"}})
		if err != nil {
			t.Fatal(err)
		}
		want := casework.OpenCase{Account: "north", Severity: 2, Title: "All is down", Description: "since 8:40\nit says",
			From: casework.Source{Spot: about.Spot, By: about.By, At: about.At}}
		if spell(asked.Command) != spell(want) {
			t.Errorf("asked for %s, want %s", spell(asked.Command), spell(want))
		}
	})
}

func TestHeadline(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"one line":    {"  all down ", "all down"},
		"several":     {"\n\nall down\nsince eight", "all down"},
		"nothing":     {" \n ", ""},
		"a long one":  {strings.Repeat("é", 300), strings.Repeat("é", 119) + "…"},
		"just enough": {strings.Repeat("é", 120), strings.Repeat("é", 120)},
	} {
		if got := headline(c.text); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// What somebody takes away of the desk's own takes back nobody's words.
func TestTheDesksOwnMessageIsTakenAway(t *testing.T) {
	d := town(t)
	d.look(t, func(tx storage.Tx) {
		asked, err := d.rooms.Read(tx, domain.Stamp{Now: toyStart, At: toyStart, Cause: "k"}, Deleted{Scene: seat("desk", "C-north", "m7"), Own: true})
		if err != nil || asked.Command != nil || !asked.Reply.IsZero() {
			t.Errorf("asked %+v, %v", asked, err)
		}
	})
}
