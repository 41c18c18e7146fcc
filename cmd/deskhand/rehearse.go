package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
	"github.com/deskhand/deskhand/storage/record"
)

type rehearseCmd struct {
	Files  []string `arg:"" help:"Conversations (.chat)." type:"existingfile"`
	Desk   string   `help:"The desk folder, whatever the conversation names; without it, the one it names, or the shipped one." type:"existingdir" placeholder:"DIR"`
	Update bool     `short:"u" help:"Write what came out into the files."`
}

// Run plays each conversation on paper and prints where it came out otherwise than it is
// written. It ends with 1 where one did and was not written anew.
func (c rehearseCmd) Run(s *session) error {
	var over map[string][]byte
	if c.Desk != "" {
		var err error
		if over, err = readFolder(c.Desk); err != nil {
			return err
		}
	}
	differ := 0
	for _, name := range c.Files {
		written, played, err := c.play(s, name, over)
		if err != nil {
			return err
		}
		diff := chat.Diff(written, played)
		switch {
		case diff == "":
			s.printf("%s: as written\n", name)
		case c.Update:
			if err := os.WriteFile(name, played, 0o644); err != nil {
				return err
			}
			s.printf("%s: written anew\n%s", name, diff)
		default:
			differ++
			s.printf("%s: comes out otherwise\n%s", name, diff)
		}
	}
	if differ > 0 {
		s.printf("%d of %d came out otherwise; -u writes them anew\n", differ, len(c.Files))
		return exitError(1)
	}
	return nil
}

// play plays one conversation over a store of its own that is thrown away.
func (c rehearseCmd) play(s *session, name string, over map[string][]byte) (written, played []byte, err error) {
	if written, err = os.ReadFile(name); err != nil {
		return nil, nil, err
	}
	played, err = playOut(s.ctx, os.DirFS(filepath.Dir(name)), name, written, over)
	return written, played, err
}

// playOut plays a conversation, as written, under a desk folder; nil is the one it names. What
// else it names lies under root.
func playOut(ctx context.Context, root fs.FS, name string, written []byte, over map[string][]byte) ([]byte, error) {
	page, err := chat.Parse(name, written, time.LoadLocation)
	if err != nil {
		return nil, err
	}
	cast, err := chat.LoadCast(root, page, over, time.LoadLocation)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "rehearse")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	open := func(reg *record.Registry, policy func() any) (storage.Store, error) {
		return bolt.Open(filepath.Join(dir, "desk.db"), reg, bolt.Options{Policy: policy, Unsynced: true})
	}
	w, err := chat.OnPaper(ctx, page, cast, open, time.LoadLocation, zerolog.Nop())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer w.Close()
	return chat.Play(ctx, page, w)
}
