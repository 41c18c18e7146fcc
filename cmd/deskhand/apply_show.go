package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
)

// groupsShown is how many groups of a preview are printed; --json has them all.
const groupsShown = 20

// showApply prints what a folder would change.
func showApply(s *session, zone *time.Location, r applyReport) {
	place := "the first one"
	switch {
	case r.Same:
		place = "the one that was applied last"
	case r.Last > 0:
		place = fmt.Sprintf("after folder %d", r.Last)
	}
	s.printf("folder %d, %s; in force from %s; applied by %s; digest %s\n", r.Folder, place, stamp(r.From, zone), r.By, r.Digest[:12])
	p := r.Preview
	s.printf("\nWhat begins later, in %d open %s, whether they are brought to it or not:\n", p.Cases, plural(p.Cases, "case"))
	if len(p.Cycles) == 0 {
		s.printf("  as before\n")
	}
	for i, g := range p.Cycles {
		if i == groupsShown {
			s.printf("  and %d more groups: --json has them all\n", len(p.Cycles)-i)
			break
		}
		s.printf("  %s: %d %s\n", groupText(g.Group), g.Cases, plural(g.Cases, "case"))
		hoursText(s, g.Hours)
	}
	s.printf("\nWhat --migrate would move, of %d running %s: %d %s earlier, %d later, in %d %s; %d as before\n", p.Clocks, plural(p.Clocks, "clock"),
		p.Earlier, plural(p.Earlier, "due"), p.Tally.Later, p.Touched, plural(p.Touched, "case"), p.Same)
	if p.Overdue > 0 {
		s.printf("  CARE: %d would be overdue at once. They stay as they are, unless --and-overdue: then they are due at once, and missed\n", p.Overdue)
	}
	if p.Unpromised > 0 {
		s.printf("  %d stay: nothing of their kind is promised any more, and a promise once given stands\n", p.Unpromised)
	}
	if p.Broken > 0 {
		s.printf("  %d stay: the promise is broken already\n", p.Broken)
	}
	if p.Apart > 0 {
		s.printf("  %d %s not touched: the folder sells nothing of what %s sold under\n", p.Apart, plural(p.Apart, "case"), map[bool]string{true: "it was", false: "they were"}[p.Apart == 1])
	}
	for i, g := range p.Dues {
		if i == groupsShown {
			s.printf("  and %d more groups: --json has them all\n", len(p.Dues)-i)
			break
		}
		s.printf("  %s: %s\n", groupText(g.Group), tallyText(g.Tally))
		hoursText(s, g.Hours)
		for _, m := range g.Moves {
			s.printf("      CASE-%s  %s\n", m.Case, moveText(m, zone))
		}
		if n := g.Clocks - len(g.Moves); n > 0 {
			s.printf("      and %d more\n", n)
		}
	}
	s.printf("\n")
}

func stamp(t time.Time, zone *time.Location) string { return t.In(zone).Format("2006-01-02 15:04 MST") }

func groupText(g migration.Group) string {
	return fmt.Sprintf("%s %s, severity %d, %s: %s, was %s (%s; version %s of folder %d, was %s of %d)", g.Offering, g.Tier, g.Severity, clockText(g.Clock),
		promiseText(g.Is), promiseText(g.Was), g.Why, g.To.Version, g.To.Folder, g.From.Version, g.From.Folder)
}

func clockText(k sla.Kind) string { return strings.ReplaceAll(string(k), "_", " ") }

func promiseText(p migration.Promise) string {
	if p.Length == "" {
		return "nothing promised"
	}
	word := "within "
	if p.Under {
		word = "under "
	}
	out := word + p.Length
	if p.Calendar != "" {
		out += " on " + p.Calendar
	}
	return out
}

func tallyText(t migration.Tally) string {
	var out []string
	for _, x := range []struct {
		n    int
		word string
	}{{t.Earlier, "earlier"}, {t.Later, "later"}, {t.Overdue, "would be overdue"}, {t.Unpromised, "stay"}} {
		if x.n > 0 {
			out = append(out, fmt.Sprintf("%d %s", x.n, x.word))
		}
	}
	return strings.Join(out, ", ")
}

func moveText(m migration.Move, zone *time.Location) string {
	switch m.Kept {
	case casework.KeptOverdue:
		return "stays due " + stamp(m.Due, zone) + ": it would be overdue"
	case casework.KeptUnpromised:
		return "stays due " + stamp(m.Due, zone)
	}
	return stamp(m.Due, zone) + " -> " + stamp(m.Then, zone)
}

// hoursText says in what the calendars differ.
func hoursText(s *session, hours []migration.Hour) {
	words := map[string]string{"hours": "other hours", "day_came": "came", "day_went": "went", "day_is_other": "other hours on that day", "list_end": "the list ends then"}
	for _, h := range hours {
		if h.What == "more" {
			s.printf("      and %s more differences\n", h.Day)
			continue
		}
		s.printf("      %s: %s\n", strings.Join(strings.Fields(h.Of+" "+h.Date+" "+h.Day), " "), words[h.What])
	}
}

// An appliedFolder is a line of --status.
type appliedFolder struct {
	Folder  uint32    `json:"folder"`
	State   string    `json:"state"` // in force, before, coming
	From    time.Time `json:"from,omitzero"`
	Applied time.Time `json:"applied,omitzero"`
	By      string    `json:"by,omitempty"`
	Digest  string    `json:"digest,omitempty"`
}

// A migrationJob is how far open cases were brought to a folder.
type migrationJob struct {
	Job    string    `json:"job"`
	Folder uint32    `json:"folder"`
	State  string    `json:"state"` // waiting, running, done, overtaken
	By     string    `json:"by,omitempty"`
	Asked  time.Time `json:"asked"`
	Ended  time.Time `json:"ended,omitzero"`
	migration.Counts
}

// An applyStatus is all that was applied.
type applyStatus struct {
	Folders []appliedFolder `json:"folders"` // the last first
	Jobs    []migrationJob  `json:"jobs"`    // the last first
}

func (c applyCmd) status(s *session) error {
	if _, err := os.Stat(c.Store); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no store at %s: name the right one with --store", c.Store)
	}
	var st applyStatus
	h, err := openHouse(s.ctx, c.Store)
	switch {
	case errors.Is(err, storage.ErrInUse):
		st, err = applySocket[applyStatus](s.ctx, c.Store, http.MethodGet, nil)
	case err == nil:
		defer h.close()
		st, err = h.applied(s.ctx)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(s, st)
	}
	if len(st.Folders) == 0 {
		s.printf("no desk folder is applied\n")
	}
	for _, f := range st.Folders {
		if f.Digest == "" {
			s.printf("folder %d  %s\n", f.Folder, f.State)
			continue
		}
		s.printf("folder %d  %s  from %s, applied %s by %s, digest %s\n", f.Folder, f.State, stamp(f.From, time.UTC), stamp(f.Applied, time.UTC), f.By, f.Digest[:12])
	}
	for _, j := range st.Jobs {
		s.printf("migration %s to folder %d, asked for by %s  %s  %d open cases looked at, %d brought there; %d dues earlier, %d later; kept: %d that would be overdue, %d promised no longer\n",
			j.Job, j.Folder, j.By, j.State, j.Looked, j.Cases, j.Earlier, j.Later, j.KeptOverdue, j.KeptUnpromised)
	}
	return nil
}

// applied reads what was applied.
func (h *house) applied(ctx context.Context) (applyStatus, error) {
	st := applyStatus{Folders: []appliedFolder{}, Jobs: []migrationJob{}}
	now := time.Now()
	inForce := uint32(0)
	if d := h.shelf.Library().Latest(); d != nil {
		inForce = d.Number
	}
	err := h.store.View(ctx, func(tx storage.Tx) error {
		last := h.shelf.All().Latest()
		if last == nil {
			return nil
		}
		for n := last.Number; n > 0; n-- {
			a, err := offering.AppliedAs(tx, n)
			if err != nil {
				return err
			}
			f := appliedFolder{Folder: n, State: "before"}
			switch {
			case n == inForce:
				f.State = "in force"
			case a != nil && a.From.After(now):
				f.State = "coming"
			}
			if a != nil {
				f.From, f.Applied, f.Digest = a.From, a.At, a.Digest
				if a.By != "" {
					if f.By, err = tx.Word(a.By); err != nil {
						return err
					}
				}
			}
			st.Folders = append(st.Folders, f)
		}
		jobs, err := migration.All(tx)
		for i := len(jobs) - 1; i >= 0; i-- {
			j := jobs[i]
			x := migrationJob{Job: j.ID, Folder: j.Folder, State: "running", Asked: j.At, Ended: j.Ended, Counts: j.Counts}
			switch {
			case j.Overtaken:
				x.State = "overtaken"
			case !j.Ended.IsZero():
				x.State = "done"
			case j.From.After(now):
				x.State = "waiting"
			}
			if j.By != "" {
				if x.By, err = tx.Word(j.By); err != nil {
					return err
				}
			}
			st.Jobs = append(st.Jobs, x)
		}
		return err
	})
	return st, err
}
