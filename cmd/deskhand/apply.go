package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
)

type applyCmd struct {
	Dir     string `arg:"" optional:"" help:"The desk folder." type:"path"`
	Store   string `help:"The store's file." default:"deskhand.db" type:"path" env:"DESKHAND_STORE"`
	From    string `help:"In force from then on: 2026-12-25, or \"2026-12-25 08:00\", in the desk's zone; at once if not given." placeholder:"WHEN"`
	By      string `help:"Who applies it, for the record; your name on this machine if not given." placeholder:"NAME"`
	Migrate bool   `help:"Bring open cases to it as well: their running clocks are counted anew. Without it they keep the version they began under."`
	Overdue bool   `name:"and-overdue" help:"With --migrate: also clocks that would be overdue under it. They are due at once. Without it they stay as they are."`
	Yes     bool   `short:"y" help:"Do it. Without it the command asks, or where nobody can be asked only shows what would change."`
	Status  bool   `help:"Show the folders that were applied, and how far open cases were brought to them."`
	JSON    bool   `name:"json" help:"Print everything as JSON."`
}

// An applyRequest is what is asked of whoever has the store open.
type applyRequest struct {
	Files   map[string][]byte `json:"files"`
	From    time.Time         `json:"from,omitzero"`
	By      string            `json:"by"`
	Migrate bool              `json:"migrate,omitempty"`
	Overdue bool              `json:"overdue,omitempty"`
	Do      bool              `json:"do,omitempty"`   // not only show it
	Seen    uint32            `json:"seen,omitempty"` // the last folder when it was shown; of what is only shown 0
}

// An applyReport is what a folder would do, or did.
type applyReport struct {
	Folder  uint32            `json:"folder"` // its number
	Last    uint32            `json:"last"`   // that of the last folder before; 0: none
	Same    bool              `json:"same"`   // it is the last one
	Digest  string            `json:"digest"`
	From    time.Time         `json:"from"`
	By      string            `json:"by"`
	Applied bool              `json:"applied"`
	Migrate bool              `json:"migrate"`
	Preview migration.Preview `json:"preview"`
}

// Run checks the folder, shows what it would change, and applies it where that is confirmed.
func (c applyCmd) Run(s *session) error {
	if c.Status {
		return c.status(s)
	}
	if c.Dir == "" {
		return errors.New("say which desk folder: deskhand apply DIR, or --status")
	}
	if c.Overdue && !c.Migrate {
		return errors.New("--and-overdue says which open cases are brought to the folder; it goes with --migrate")
	}
	files, err := readFolder(c.Dir)
	if err != nil {
		return err
	}
	desk, faults := tellFaults(s, c.Dir, files)
	if desk == nil {
		return errors.New("the desk folder has faults, and nothing was applied: correct them and apply it again")
	}
	req := applyRequest{Files: files, By: c.By, Migrate: c.Migrate, Overdue: c.Overdue}
	if req.By == "" {
		req.By = osUser()
	}
	if req.From, err = whenFrom(c.From, desk.Settings.Zone, time.Now()); err != nil {
		return err
	}
	yes := c.Yes
	if _, err := os.Stat(c.Store); errors.Is(err, fs.ErrNotExist) && !yes {
		return fmt.Errorf("there is no store at %s, and so nothing that could change: deskhand serve DIR makes one, or name the right one with --store", c.Store)
	}
	seen, err := c.ask(s, req)
	if err != nil {
		return err
	}
	if !c.JSON {
		summary(s, desk, len(files), faults)
		showApply(s, desk.Settings.Zone, seen)
	}
	if seen.Same && !c.Migrate {
		return c.end(s, seen, "it is the folder that was applied last: there is nothing to do")
	}
	if !yes && !c.JSON && terminal(s.in) {
		yes = confirmed(s.in, s.out)
	}
	if !yes {
		return c.end(s, seen, "nothing was changed; --yes does it")
	}
	req.Do, req.Seen = true, seen.Last
	done, err := c.ask(s, req)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("applied as folder %d", done.Folder)
	if done.Migrate {
		text += "; open cases are brought to it while the desk is served: deskhand apply --status"
	}
	return c.end(s, done, text)
}

// end says how it ended.
func (c applyCmd) end(s *session, r applyReport, text string) error {
	if c.JSON {
		return printJSON(s, r)
	}
	s.printf("%s\n", text)
	return nil
}

func printJSON(s *session, v any) error {
	e := json.NewEncoder(s.out)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// ask asks whoever has the store open, which is this process where nobody serves.
func (c applyCmd) ask(s *session, req applyRequest) (applyReport, error) {
	h, err := openHouse(s.ctx, c.Store)
	if errors.Is(err, storage.ErrInUse) {
		return applySocket[applyReport](s.ctx, c.Store, http.MethodPost, req)
	}
	if err != nil {
		return applyReport{}, err
	}
	defer h.close()
	d, err := bot.New(s.ctx, bot.Options{Store: h.store, Rooms: h.rooms, Log: s.log})
	if err != nil {
		return applyReport{}, err
	}
	defer d.Close()
	return h.applyFolder(s.ctx, d, req)
}

// applyFolder shows what a folder would change, and applies it where that is asked for.
func (h *house) applyFolder(ctx context.Context, d *bot.Desk, req applyRequest) (applyReport, error) {
	desk, err := parseDesk(req.Files)
	if err != nil {
		return applyReport{}, err
	}
	now := d.Now()
	r := applyReport{Digest: folder.Digest(req.Files), From: req.From, By: req.By, Migrate: req.Migrate}
	if r.From.Before(now) {
		r.From = now
	}
	var coming time.Time
	err = h.store.View(ctx, func(tx storage.Tx) (err error) {
		var last map[string][]byte
		if r.Last, last, err = folder.Last(tx); err != nil {
			return err
		}
		if r.Same = r.Last > 0 && folder.Digest(last) == r.Digest; !r.Same {
			return nil
		}
		a, err := offering.AppliedAs(tx, r.Last)
		if a != nil {
			coming = a.From
		}
		return err
	})
	if err != nil {
		return r, err
	}
	after := h.shelf.All()
	if r.Folder = r.Last; r.Same {
		if r.From = now; coming.After(now) {
			r.From = coming
		}
	} else {
		r.Folder++
		after = after.With(desk.Numbered(r.Folder))
	}
	if r.Preview, err = bot.Preview(ctx, h.store, h.shelf.At(r.From), after, r.From, req.Overdue); err != nil || !req.Do {
		return r, err
	}
	r.Folder, err = d.Apply(ctx, h.shelf, bot.Application{Files: req.Files, From: r.From, By: req.By, Migrate: req.Migrate, Overdue: req.Overdue, Seen: req.Seen})
	if errors.Is(err, bot.ErrOtherFolder) {
		return r, fmt.Errorf("%w\nNothing was changed: look again at what yours would do", err)
	}
	r.Applied = err == nil
	return r, err
}

// handleApply is the other side of applySocket.
func (h *house) handleApply(mux *http.ServeMux, d *bot.Desk) {
	answer := func(w http.ResponseWriter, v any, err error) {
		w.Header().Set("Content-Type", "application/json")
		if err != nil {
			w.WriteHeader(http.StatusUnprocessableEntity)
			v = map[string]string{"error": err.Error()}
		}
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("POST /apply", func(w http.ResponseWriter, r *http.Request) {
		var req applyRequest
		if err := json.NewDecoder(io.LimitReader(r.Body, 2*folder.Most)).Decode(&req); err != nil {
			answer(w, nil, err)
			return
		}
		report, err := h.applyFolder(r.Context(), d, req)
		answer(w, report, err)
	})
	mux.HandleFunc("GET /apply", func(w http.ResponseWriter, r *http.Request) {
		st, err := h.applied(r.Context())
		answer(w, st, err)
	})
}

// applySocket asks the desk that serves.
func applySocket[T any](ctx context.Context, store, method string, req any) (out T, err error) {
	body, err := json.Marshal(req)
	if err != nil {
		return out, err
	}
	call, err := http.NewRequestWithContext(ctx, method, "http://desk/apply", bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	res, err := dialing(store).Do(call)
	if err != nil {
		return out, fmt.Errorf("another process has the store open and does not answer at %s: %w", socketOf(store), err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		var bad struct {
			Error string `json:"error"`
		}
		if err := json.NewDecoder(res.Body).Decode(&bad); err != nil || bad.Error == "" {
			return out, fmt.Errorf("the desk that serves answers %s", res.Status)
		}
		return out, errors.New(bad.Error)
	}
	return out, json.NewDecoder(res.Body).Decode(&out)
}

// whenFrom reads --from. Without it the folder is in force at once; an instant that is over is refused:
// nothing was promised by a folder before it was applied.
func whenFrom(text string, zone *time.Location, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.RFC3339} {
		at, err := time.ParseInLocation(layout, text, zone)
		if err != nil {
			continue
		}
		if at.Before(now) {
			return at, fmt.Errorf("--from %q is over: what was promised before a folder was applied stands; leave it out to apply at once", text)
		}
		return at.UTC(), nil
	}
	return time.Time{}, fmt.Errorf("--from %q is no date such as 2026-12-25, nor an instant such as \"2026-12-25 08:00\"", text)
}

// osUser is who runs this program.
func osUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "operator"
}

// terminal reports whether somebody can be asked.
func terminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// confirmed asks whether to do it; silence is no.
func confirmed(in io.Reader, out io.Writer) bool {
	fmt.Fprint(out, "Apply it? [y/N] ")
	line, _ := bufio.NewReader(in).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true
	}
	return false
}
