package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
)

type checkCmd struct {
	Dir       string `arg:"" help:"The desk folder." type:"path"`
	Disagree  bool   `name:"disagreements" help:"List where the cited sources contradict each other, and what was chosen."`
	Today     string `help:"Judge holiday lists as of this date, 2026-12-25, instead of today." placeholder:"DATE"`
	ListsLast int    `name:"holidays" help:"Warn of holiday lists that speak for fewer days than this." default:"180" placeholder:"DAYS"`
}

// Run prints every fault with its place and a proposal, and what was found. It ends with 1 where
// a fault is more than a warning.
func (c checkCmd) Run(s *session) error {
	files, err := readFolder(c.Dir)
	if err != nil {
		return err
	}
	desk, faults := offering.Parse(files, time.LoadLocation)
	today, err := c.today()
	if err != nil {
		return err
	}
	if desk != nil {
		faults = append(faults, desk.Ending(today, c.ListsLast)...)
	}
	for _, f := range faults {
		s.printf("%s\n", placed(c.Dir, f.String()))
	}
	if desk == nil {
		bad := len(faults) - len(faults.Warnings())
		s.printf("%d %s, %d %s: the folder cannot be applied\n", bad, plural(bad, "fault"), len(faults)-bad, plural(len(faults)-bad, "warning"))
		return exitError(1)
	}
	summary(s, desk, len(files), len(faults))
	if c.Disagree {
		disagreements(s, desk)
	}
	return nil
}

func (c checkCmd) today() (calendar.Date, error) {
	t := time.Now().UTC()
	if c.Today != "" {
		var err error
		if t, err = time.Parse(time.DateOnly, c.Today); err != nil {
			return calendar.Date{}, fmt.Errorf("--today %q is not a date such as 2026-12-25", c.Today)
		}
	}
	return calendar.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, nil
}

// summary says what a folder holds, so that a forgotten file is seen.
func summary(s *session, d *offering.Desk, files, warnings int) {
	counted := func(n int, word string) string { return fmt.Sprintf("%d %s", n, plural(n, word)) }
	s.printf("%s: %s, %s, %s, %s\n", d.Settings.Name, counted(files, "file"), counted(len(d.Calendars()), "calendar"),
		counted(len(d.Teams()), "team"), counted(warnings, "warning"))
	for _, o := range d.Offerings() {
		var tiers []string
		for _, t := range o.Tiers {
			tiers = append(tiers, t.Name)
		}
		s.printf("  %s %s, in force from %s: %s\n", o.Name, o.Version, o.Effective, strings.Join(tiers, ", "))
	}
}

// disagreements lists where cited sources contradict each other (P9).
func disagreements(s *session, d *offering.Desk) {
	for _, o := range d.Offerings() {
		for _, g := range o.Disagreements {
			s.printf("%s: %s\n", o.ID, g.About)
			for _, says := range g.Says {
				s.printf("    %s says: %s\n", says.Source, says.What)
			}
			s.printf("    chosen: %s (%s)\n", g.Chosen, strings.Join(g.Rows, ", "))
		}
	}
}

// parseDesk reads the files of a desk folder; what is wrong with them is one error.
func parseDesk(files map[string][]byte) (*offering.Desk, error) {
	desk, faults := offering.Parse(files, time.LoadLocation)
	if desk == nil {
		return nil, fmt.Errorf("the desk folder has faults: %w", faults.Err())
	}
	return desk, nil
}

// tellFaults reads the files of a desk folder and prints what is wrong with them, each with its
// place; the desk is nil where a fault is more than a warning.
func tellFaults(s *session, dir string, files map[string][]byte) (desk *offering.Desk, n int) {
	desk, faults := offering.Parse(files, time.LoadLocation)
	for _, f := range faults {
		fmt.Fprintln(s.err, placed(dir, f.String()))
	}
	return desk, len(faults)
}

// readFolder reads a desk folder from disk; "-" stands for the shipped one.
func readFolder(dir string) (map[string][]byte, error) {
	if dir == shippedDir {
		root, err := fs.Sub(deploy.Desk, "desk")
		if err != nil {
			return nil, err
		}
		return folder.Read(root)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("desk folder: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file; name the desk folder it lies in", dir)
	}
	files, err := folder.Read(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("desk folder %s: %w", dir, err)
	}
	return files, nil
}

// shippedDir names the desk folder that is built in.
const shippedDir = ""

// placed puts the folder before a fault's file, so that an editor can open it.
func placed(dir, fault string) string {
	if dir == shippedDir {
		return fault
	}
	return filepath.Join(dir, ".") + string(filepath.Separator) + fault
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
