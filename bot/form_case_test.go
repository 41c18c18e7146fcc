package bot_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
)

// T30, R7: the form that opens a case says what each severity of the asker's own offering means,
// and what helps to have looked at; nothing but the severity and the title must be filled in.
func TestTheOpeningFormSaysWhatTheOfferingSays(t *testing.T) {
	w := newTwoAccounts(t)
	ask := func(who, channel, form string) *bot.Form {
		t.Helper()
		var a bot.Answer
		err := w.store.View(t.Context(), func(tx storage.Tx) (err error) {
			sc := bot.Scene{Who: domain.Handle{Platform: "slack", Team: "T" + who, User: who}, Spot: domain.Spot{Platform: "slack", Channel: channel}, At: w.now}
			a, err = w.rooms.Form(tx, domain.Stamp{Now: w.now, At: w.now}, bot.Question{Scene: sc, Form: form, Run: form})
			return err
		})
		if err != nil || a.Form == nil {
			t.Fatalf("%s has no form: %v", form, err)
		}
		return a.Form
	}
	for _, c := range []struct{ who, channel, name, meaning, looked string }{
		{"ana", "CN", "1 (Sev 1)", "2 (Sev 2): Production works badly", "Which messages or log lines show it?"},
		{"sato", "CS", "1 (L1)", "1 (L1): A production application is down, or a main function is broken for the business or for many of its people.", "Which product, version and instance is it"},
		{"sato", "", "1 (L1)", "4 (L4): A problem with little effect on the business, or a question.", "What was changed before it began"},
	} {
		must := 0
		for _, f := range ask(c.who, c.channel, "case open").Fields {
			if !f.Optional {
				must++
			}
			switch f.Name {
			case "severity":
				if f.Kind != bot.FieldChoice || len(f.Options) != 4 || f.Options[0].Value != "1" || f.Options[0].Label != c.name {
					t.Errorf("%s chooses from %+v", c.who, f.Options)
				}
				if !strings.Contains(f.Help, c.meaning) {
					t.Errorf("%s reads of severities:\n%s", c.who, f.Help)
				}
			case "title":
				if !strings.Contains(f.Help, c.looked) {
					t.Errorf("%s reads of the title:\n%s", c.who, f.Help)
				}
			}
		}
		if must != 2 {
			t.Errorf("%s must fill in %d fields", c.who, must)
		}
	}
	for _, f := range ask("noah", "", "case open").Fields {
		if f.Name == "severity" && len(f.Options) != 0 {
			t.Errorf("staff outside a customer's channel choose from %+v", f.Options)
		}
	}
}
