package workspace_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// TestSlice walks once through everything with slack-go: a slash command
// that opens a form, its submission, a card with a button, an ephemeral
// answer, a mention by a customer.
func TestSlice(t *testing.T) {
	run := func(t *testing.T, r *rig) {
		ctx := context.Background()
		api := r.client()
		b := r.connect(func(b *bot, e socketmode.Event) {
			switch d := e.Data.(type) {
			case slack.SlashCommand:
				r.ok(b.Ack(*e.Request, map[string]any{"text": "a form follows"}))
				view := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "open",
					Title:  slack.NewTextBlockObject("plain_text", "Open a case", false, false),
					Submit: slack.NewTextBlockObject("plain_text", "Open", false, false),
					Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("what",
						slack.NewTextBlockObject("plain_text", "What is wrong?", false, false), nil,
						slack.NewPlainTextInputBlockElement(nil, "words"))}}}
				_, err := api.OpenViewContext(ctx, d.TriggerID, view)
				r.ok(err)
			case slack.InteractionCallback:
				r.ok(b.Ack(*e.Request))
				switch d.Type {
				case slack.InteractionTypeViewSubmission:
					words := d.View.State.Values["what"]["words"].Value
					_, _, err := api.PostMessageContext(ctx, r.internal.ID, slack.MsgOptionText("CASE-1: "+words, false),
						slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "*CASE-1* · "+words, false, false), nil, nil),
							slack.NewActionBlock("b", slack.NewButtonBlockElement("take", "CASE-1/1", slack.NewTextBlockObject("plain_text", "Take it", false, false)))))
					r.ok(err)
				case slack.InteractionTypeBlockActions:
					_, err := api.PostEphemeralContext(ctx, d.Channel.ID, d.User.ID, slack.MsgOptionText("yours, <@"+d.User.ID+">", false))
					r.ok(err)
					_, _, _, err = api.UpdateMessageContext(ctx, d.Channel.ID, d.Message.Timestamp, slack.MsgOptionText("CASE-1 taken", false))
					r.ok(err)
				}
			default:
				r.ok(b.Ack(*e.Request))
			}
		})
		settle := settler(t, r)

		d, err := r.w.Slash("noah", "#queue", "/case", "open 1 a < b")
		r.ok(err)
		_, err = d.Wait(ctx)
		r.ok(err)
		if cmd := b.next(socketmode.EventTypeSlashCommand).Data.(slack.SlashCommand); cmd.Text != "open 1 a &lt; b" || cmd.ChannelName != "queue" {
			t.Errorf("slash came as %+v", cmd)
		}
		settle(workspace.Opened)
		view, open := r.w.Front("noah")
		if !open || view.Title != "Open a case" {
			t.Fatalf("no form: %+v", view)
		}
		d, err = r.w.Submit("noah", view.ID, workspace.Values{"What is wrong?": {"Payments & more"}})
		r.ok(err)
		_, err = d.Wait(ctx)
		r.ok(err)
		settle(workspace.Posted)
		if _, open := r.w.Front("noah"); open {
			t.Error("the form stayed open")
		}
		seen, err := r.w.Messages("noah", "#queue")
		r.ok(err)
		card := seen[len(seen)-1]
		doc := r.w.Read("noah", card)
		if !slices.Equal(doc.Lines, []string{"CASE-1 · Payments & more"}) || doc.Controls[0].Label != "Take it" {
			t.Errorf("card reads %+v", doc)
		}
		d, err = r.w.Press("noah", card.At(), "Take it")
		r.ok(err)
		_, err = d.Wait(ctx)
		r.ok(err)
		settle(workspace.Edited)
		seen, _ = r.w.Messages("noah", "#queue")
		if last := r.w.Read("noah", seen[len(seen)-1]); last.Lines[0] != "yours, @noah" {
			t.Errorf("ephemeral answer reads %+v", last)
		}
		if other, _ := r.w.Messages("mira", "#queue"); len(other) != 1 || other[0].Text != "CASE-1 taken" || other[0].Blocks != nil {
			t.Errorf("mira sees %+v", other)
		}

		_, err = r.w.Say("ana", "#northwind", "", "@deskhand help, please")
		r.ok(err)
		for {
			e := b.next(socketmode.EventTypeEventsAPI).Data.(slackevents.EventsAPIEvent)
			if m, ok := e.InnerEvent.Data.(*slackevents.AppMentionEvent); ok {
				if m.Text != "<@"+r.app.BotUser+"> help, please" || m.UserTeam != r.customer.ID || e.TeamID != r.w.Team().ID {
					t.Errorf("mention came as %+v", m)
				}
				break
			}
		}
	}
	t.Run("tcp", func(t *testing.T) { run(t, people(t, workspace.Options{}).overTCP()) })
	t.Run("bubble", func(t *testing.T) { bubble(t, workspace.Options{}, func(r *rig) { run(r.t.(*testing.T), r) }) })
}

// settler returns a function that waits until the feed shows a deed it has
// not shown before.
func settler(t *testing.T, r *rig) func(workspace.Deed) {
	after := 0
	return func(want workspace.Deed) {
		t.Helper()
		if r.pipe != nil {
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for h := range r.w.Watch(ctx, after) {
			after = h.Seq
			if h.Kind == want {
				return
			}
		}
		t.Fatalf("never %s", want)
	}
}
