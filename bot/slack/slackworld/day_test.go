package slackworld

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// A day is a world that a test plays in itself, where a page would not do: the desk, the adapter
// and the workspace, with the log kept.
type day struct {
	*World
	t    *testing.T
	log  *kept
	disk storage.Store
	n    int // commands of the operator so far
	read int // of what happened
}

type kept struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.b.Write(p)
}

// lines are the lines logged so far that hold the words.
func (k *kept) lines(words string) (out []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for l := range strings.SplitSeq(k.b.String(), "\n") {
		if strings.Contains(l, words) && l != "" {
			out = append(out, l)
		}
	}
	return out
}

// onADay runs a test with the cast of most pages.
func onADay(t *testing.T, header string, o Options, f func(d *day)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		page, err := chat.Parse("day", []byte("2026-03-02 Monday. A day.\ncast: northwind.yaml\n"+header+"\n09:00 …\n"), time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		cast, err := chat.LoadCast(os.DirFS(pages), page, nil, time.LoadLocation)
		if err != nil {
			t.Fatal(err)
		}
		d := &day{t: t, log: &kept{}}
		open := memory()
		o.Open = func(reg *record.Registry, policy func() any) (s storage.Store, err error) {
			d.disk, err = open(reg, policy)
			return d.disk, err
		}
		o.Zones, o.Log, o.Quiet = time.LoadLocation, zerolog.New(d.log).Level(zerolog.InfoLevel), synctest.Wait
		if d.World, err = New(t.Context(), page, cast, o); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		}()
		d.ok(d.Pass(t.Context(), page.Begin().Add(time.Minute)))
		f(d)
	})
}

func (d *day) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// pass lets time pass.
func (d *day) pass(by time.Duration) {
	d.t.Helper()
	d.ok(d.Pass(d.t.Context(), d.Now().Add(by)))
}

// view looks at the store.
func (d *day) view(f func(storage.Tx) error) {
	d.t.Helper()
	d.ok(d.disk.View(d.t.Context(), f))
}

// operate decides a command of the operator.
func (d *day) operate(c domain.Command) {
	d.t.Helper()
	d.n++
	_, err := d.Desk().Operate(d.t.Context(), fmt.Sprintf("operator/%d", d.n), c)
	d.ok(err)
}

// say lets somebody say something, and the desk answer.
func (d *day) say(who, channel, thread, text string) (ts string) {
	d.t.Helper()
	ts, err := d.w.Say(who, channel, thread, text)
	d.ok(err)
	d.opt.Quiet()
	d.pass(time.Minute)
	return ts
}

// press lets somebody press a button, and the desk answer.
func (d *day) press(who string, m workspace.Message, button string) {
	d.t.Helper()
	p, err := d.w.Press(who, workspace.Ref{Channel: m.Channel, TS: m.TS}, button)
	d.ok(err)
	_, err = p.Wait(d.t.Context())
	d.ok(err)
	d.opt.Quiet()
	d.pass(time.Minute)
}

// A heard message is one of the desk's as people read it.
type heard struct {
	workspace.Message
	to   string // the one person who sees it
	text string
}

// news is what the desk has said, or changed, since it was last asked.
func (d *day) news() (out []heard) {
	for _, h := range d.w.Happened(d.read) {
		d.read = h.Seq
		if h.Kind != workspace.Posted && h.Kind != workspace.Whispered && h.Kind != workspace.Edited || h.Message.App != d.app.ID {
			continue
		}
		lines, _ := d.words(h.Message, h.At)
		out = append(out, heard{h.Message, h.To, strings.Join(lines, "\n")})
	}
	return out
}

// one is the one piece of news in a channel that holds the words.
func (d *day) one(news []heard, channel, words string) heard {
	d.t.Helper()
	var found []heard
	for _, n := range news {
		if d.name(n.Channel) == channel && strings.Contains(n.text, words) {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		d.t.Fatalf("%d messages in %s hold %q among:\n%s", len(found), channel, words, d.all(news))
	}
	return found[0]
}

func (d *day) all(news []heard) string {
	var b strings.Builder
	for _, n := range news {
		fmt.Fprintf(&b, "%s %s (only %q): %s\n", d.name(n.Channel), n.ThreadTS, n.to, n.text)
	}
	return b.String()
}

// slashed lets somebody use a command, and the desk answer.
func (d *day) slashed(who, channel, command, text string) {
	d.t.Helper()
	p, err := d.w.Slash(who, channel, command, text)
	d.ok(err)
	_, err = p.Wait(d.t.Context())
	d.ok(err)
	d.opt.Quiet()
	d.pass(time.Minute)
}
