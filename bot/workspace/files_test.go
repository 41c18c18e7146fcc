package workspace_test

import (
	"context"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/slack-go/slack"
)

// TestBesideFiles: beside a file stand a comment, or blocks where there is none, and these are held to
// what holds of a message's.
func TestBesideFiles(t *testing.T) {
	ctx := context.Background()
	r := people(t, workspace.Options{Rates: workspace.Rates{Off: true}}).overTCP()
	api := r.client()
	send := func(comment string, blocks ...slack.Block) error {
		up, err := api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: "a.txt", FileSize: 3})
		r.ok(err)
		r.ok(api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: up.UploadURL, Content: "abc", Filename: "a.txt"}))
		_, err = api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: up.FileID, Title: "A"}},
			Channel: r.internal.ID, InitialComment: comment, Blocks: slack.Blocks{BlockSet: blocks}})
		return err
	}
	section := func(text string) slack.Block {
		return slack.NewSectionBlock(slack.NewTextBlockObject("plain_text", text, false, false), nil, nil)
	}
	r.ok(send("in words", section("in a block")))
	r.ok(send("", section("in a block")))
	got, _ := r.w.Messages("noah", "#queue")
	words, block := got[len(got)-2], got[len(got)-1]
	if words.Text != "in words" || words.Blocks != nil || len(block.Files) != 1 || !strings.Contains(string(block.Blocks), "in a block") {
		t.Errorf("beside the files stand %+v and %+v", words, block)
	}
	if err := send("", section(strings.Repeat("a", 3001))); err == nil || err.Error() != "invalid_blocks" {
		t.Errorf("3,001 characters: %v", err)
	}
}

// TestBookmarks: one is named and leads somewhere, and can be led elsewhere; what there is not cannot.
func TestBookmarks(t *testing.T) {
	ctx := context.Background()
	r := people(t, workspace.Options{Rates: workspace.Rates{Off: true}}).overTCP()
	api := r.client()
	b, err := api.AddBookmarkContext(ctx, r.internal.ID, slack.AddBookmarkParameters{Title: "Status", Type: "link", Link: "https://status.example.com"})
	r.ok(err)
	_, err = api.EditBookmarkContext(ctx, r.internal.ID, b.ID, slack.EditBookmarkParameters{Link: "https://status.example.com/new"})
	r.ok(err)
	if all := r.w.Bookmarks(r.internal.ID); len(all) != 1 || all[0].Title != "Status" || all[0].Link != "https://status.example.com/new" {
		t.Errorf("bookmarks %+v", all)
	}
	for what, err := range map[string]error{
		"not_found": func() error {
			_, err := api.EditBookmarkContext(ctx, r.internal.ID, "Bk0", slack.EditBookmarkParameters{Link: "https://x"})
			return err
		}(),
		"invalid_link": func() error {
			_, err := api.EditBookmarkContext(ctx, r.internal.ID, b.ID, slack.EditBookmarkParameters{Link: "x"})
			return err
		}(),
	} {
		if err == nil || err.Error() != what {
			t.Errorf("%s: %v", what, err)
		}
	}
}
