package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/roster"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/card"
	"github.com/deskhand/deskhand/domain/front"
	"github.com/deskhand/deskhand/storage"
)

type importCmd struct {
	File  string `arg:"" help:"The import file." type:"path"`
	Store string `help:"The store's file." default:"deskhand.db" type:"path" env:"DESKHAND_STORE"`
}

// Run brings the file's people and contracts into the store, also while serve has it open. It
// can be run again and again: what is there already is left as it is.
func (c importCmd) Run(s *session) error {
	src, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.Store); errors.Is(err, fs.ErrNotExist) { // opening it would make one
		return fmt.Errorf("there is no store at %s: run deskhand serve DIR first, or name the right one with --store", c.Store)
	}
	h, err := openHouse(s.ctx, c.Store)
	if errors.Is(err, storage.ErrInUse) {
		return throughSocket(s, c.Store, c.File, src)
	}
	if err != nil {
		return err
	}
	defer h.close()
	d, err := bot.New(s.ctx, bot.Options{Store: h.store, Rooms: h.rooms, Log: s.log})
	if err != nil {
		return err
	}
	defer d.Close()
	return h.bring(s.ctx, d, s.out, c.File, src)
}

// bring reads an import file and runs its steps.
func (h *house) bring(ctx context.Context, d *bot.Desk, out io.Writer, name string, src []byte) error {
	desk := h.shelf.Library().Latest()
	if desk == nil {
		return errors.New("no desk folder is applied to this store yet: run deskhand serve DIR first")
	}
	f, faults := roster.Read(name, src, desk, func(zone string) error { _, err := time.LoadLocation(zone); return err })
	for _, x := range faults {
		fmt.Fprintln(out, x)
	}
	if f == nil {
		return errors.New("nothing was imported: correct the file and import it again")
	}
	id := make([]byte, 8)
	if _, err := rand.Read(id); err != nil {
		return err
	}
	steps := f.Steps()
	for i, step := range steps {
		cause := fmt.Sprintf("import/%s/%d", hex.EncodeToString(id), i)
		if _, err := d.Operate(ctx, cause, step.Command); err != nil {
			if r, refused := domain.AsRefusal(err); refused {
				err = errors.New(refusalText(r))
			}
			return fmt.Errorf("%s: %w\nWhat stands before it in the file was imported; correct it and import the file again", step.About, err)
		}
	}
	cards := 0
	for _, step := range steps {
		if _, ok := step.Command.(front.Greet); ok {
			cards++
		}
	}
	fmt.Fprintf(out, "imported %d accounts, people and channels from %s\n", len(steps)-cards, name)
	var missing [][2]string
	if err := h.store.View(ctx, func(tx storage.Tx) (err error) {
		missing, err = unheard(tx, desk)
		return err
	}); err != nil {
		return err
	}
	for _, m := range missing {
		fmt.Fprintf(out, "warning: %s\n    %s\n", m[0], m[1])
	}
	return nil
}

// refusalText is a refusal in the operator's words.
func refusalText(r *domain.Refusal) string {
	t, err := card.DrawLine(r.Line, domain.Internal, plainNames{})
	if err != nil {
		return r.Error()
	}
	return t.String()
}

// plainNames names things by their ids: at the machine nobody needs more.
type plainNames struct{}

func (plainNames) Word(id domain.WordID) string { return string(id) }
func (plainNames) Person(id string) string      { return id }
func (plainNames) Handle(h string) string       { return h }
func (plainNames) Account(id string) string     { return id }
func (plainNames) Team(id string) string        { return id }

// socketOf is where a serving desk listens for the operator at the machine.
func socketOf(store string) string { return store + ".sock" }

// dialing is a client of the desk that has the store open.
func dialing(store string) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socketOf(store))
	}}}
}

// throughSocket hands the file to the desk that has the store open.
func throughSocket(s *session, store, name string, src []byte) error {
	client := dialing(store)
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, "http://desk/import", bytes.NewReader(src))
	if err != nil {
		return err
	}
	req.Header.Set("X-File", name)
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("another process has the store open and does not answer at %s: %w", socketOf(store), err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(s.out, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return exitError(1)
	}
	return nil
}

// importHandler is the other side of throughSocket.
func (h *house) importHandler(d *bot.Desk) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import", func(w http.ResponseWriter, r *http.Request) {
		src, err := io.ReadAll(io.LimitReader(r.Body, 16<<20))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var out bytes.Buffer
		if err := h.bring(r.Context(), d, &out, r.Header.Get("X-File"), src); err != nil {
			fmt.Fprintln(&out, "deskhand:", err)
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
		_, _ = w.Write(out.Bytes())
	})
	h.handleApply(mux, d)
	return mux
}
