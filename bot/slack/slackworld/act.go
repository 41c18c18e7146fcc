package slackworld

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/chat"
	"github.com/deskhand/deskhand/bot/workspace"
)

// Act implements chat.World.
func (w *World) Act(ctx context.Context, a chat.Act) (string, error) {
	time.Sleep(time.Millisecond) // two things never happen at once
	id, err := w.act(ctx, a)
	w.opt.Quiet()
	if w.opt.Bad != nil {
		// The page's clock stands until Slack has seen what nobody took, and sent it again.
		if w.opt.Bad.Refresh {
			w.w.Refresh()
		}
		time.Sleep(noticed)
		w.opt.Quiet()
	}
	return id, err
}

func (w *World) act(ctx context.Context, a chat.Act) (string, error) {
	switch a.Deed {
	case chat.Say:
		var files []workspace.File
		for _, f := range a.Files {
			files = append(files, workspace.File{Name: f, Data: []byte(f)})
		}
		_, root := split(a.Root)
		before := w.last()
		ts, err := w.w.SayWith(a.Who, w.channel(a.Channel), root, a.Text, files...)
		if err != nil {
			return "", err
		}
		for _, h := range w.w.Happened(before) {
			if h.Kind == workspace.Posted && h.Message.TS == ts {
				return join(h.Message.Channel, ts), nil
			}
		}
		return "", fmt.Errorf("nobody saw what %s said", a.Who)
	case chat.Slash:
		return "", w.slash(ctx, a)
	case chat.Press:
		return "", w.press(ctx, a)
	case chat.Home:
		return "", w.home(a)
	case chat.Pick:
		return "", w.pick(ctx, a)
	case chat.Edit:
		ch, ts := split(a.Message)
		return "", w.w.Edit(a.Who, ch, ts, a.Text)
	case chat.Delete, chat.Remove:
		ch, ts := split(a.Message)
		return "", w.w.Delete(a.Who, ch, ts)
	}
	return "", fmt.Errorf("nobody does %q in Slack", a.Deed)
}

// last is how much has happened so far.
func (w *World) last() int {
	all := w.w.Happened(0)
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1].Seq
}

// slash types a command. What Slack's own client refuses is its own words.
func (w *World) slash(ctx context.Context, a chat.Act) error {
	command, rest, _ := strings.Cut(a.Text, " ")
	d, err := w.w.Slash(a.Who, w.channel(a.Channel), command, rest)
	words := ""
	switch {
	case err == nil:
		return w.fill(ctx, d, a)
	case errors.Is(err, workspace.ErrConnectSlash):
		words = command + " is not available to people of another company"
	case strings.Contains(err.Error(), "not a valid command"):
		words = command + " is not a command here"
	default:
		return err
	}
	w.own = append(w.own, chat.Event{At: w.Now(), Kind: chat.Noticed, Channel: a.Channel, Root: a.Root, Only: a.Who, Lines: []string{words}})
	return nil
}

// press presses a button.
func (w *World) press(ctx context.Context, a chat.Act) error {
	ch, ts := split(a.Message)
	at := workspace.Ref{Channel: ch, TS: ts}
	if ch == homes {
		at = workspace.Ref{View: ts}
	}
	d, err := w.w.Press(a.Who, at, a.Button)
	if err != nil {
		return err
	}
	return w.fill(ctx, d, a)
}

// homes stands for the channel in the id of a Home tab.
const homes = "home"

// home opens somebody's Home tab.
func (w *World) home(a chat.Act) error {
	if w.w.OpenHome(a.Who, "") == nil {
		return nil
	}
	w.own = append(w.own, chat.Event{At: w.Now(), Kind: chat.Noticed, Channel: a.Channel, Only: a.Who, Lines: []string{"pages are not shown to people of another company"}})
	return nil
}

// pick uses the shortcut on a message.
func (w *World) pick(ctx context.Context, a chat.Act) error {
	ch, ts := split(a.Message)
	d, err := w.w.Shortcut(a.Who, workspace.Ref{Channel: ch, TS: ts}, a.Form)
	if errors.Is(err, workspace.ErrConnectShortcut) {
		w.own = append(w.own, chat.Event{At: w.Now(), Kind: chat.Noticed, Channel: a.Channel, Root: a.Root, Only: a.Who,
			Lines: []string{"shortcuts are not available to people of another company"}})
		return nil
	}
	if err != nil {
		return err
	}
	return w.fill(ctx, d, a)
}

// fill fills in and sends the form that a deed opened, where it opened one.
func (w *World) fill(ctx context.Context, d *workspace.Delivery, a chat.Act) error {
	if _, err := d.Wait(ctx); err != nil || a.Fields == nil {
		return nil // that it failed, the person sees
	}
	w.opt.Quiet()
	v, open := w.w.Front(a.Who)
	if !open {
		return w.talk(ctx, a)
	}
	values := workspace.Values{}
	for name, value := range a.Fields {
		values[name] = []string{value}
	}
	d, err := w.w.Submit(a.Who, v.ID, values)
	if err != nil {
		return err
	}
	_, _ = d.Wait(ctx)
	return nil
}

var (
	waitWords    = regexp.MustCompile(`^the platform asks to wait (\S+)$`)
	channelWords = regexp.MustCompile(`^#(\S+) is (gone|shared|disconnected|connected again)( quietly)?$`)
)

// Weather implements chat.World.
func (w *World) Weather(ctx context.Context, words string) error {
	if applied, err := w.Applied(ctx, words); applied {
		return err
	}
	l := w.line
	set := func(f func()) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		f()
		return nil
	}
	switch words {
	case "the platform goes down":
		w.net.cut(true)
		w.opt.Quiet()
		return nil
	case "the platform is back":
		w.net.cut(false)
		w.catchUp()
		return nil
	case "an answer is lost":
		return set(func() { l.lose++ })
	case "nobody can tell what arrived":
		return set(func() { l.blind = true })
	case "no form opens for people of another company":
		w.w.RefuseExternalForms(true)
		return nil
	case "one can tell again":
		return set(func() { l.blind = false })
	case "the process dies here":
		return w.die()
	case "the process starts again":
		if err := w.start(ctx); err != nil {
			return err
		}
		w.catchUp()
		return nil
	case "the process dies while speaking":
		return set(func() { l.dies = diesBefore })
	case "the process dies after speaking":
		return set(func() { l.dies = diesAfter })
	}
	if m := waitWords.FindStringSubmatch(words); m != nil {
		d, err := time.ParseDuration(m[1])
		return errors.Join(err, set(func() { l.wait = d }))
	}
	if m := channelWords.FindStringSubmatch(words); m != nil {
		if m[2] != "gone" && m[2] != "shared" {
			return w.connect(m[1], m[2] == "connected again")
		}
		return w.around(m[1], m[2] == "gone", m[3] != "")
	}
	return fmt.Errorf("(%s): %w", words, chat.ErrWeather)
}

// around archives a channel, or lets another company into it; quietly: the event is lost.
func (w *World) around(name string, gone, quietly bool) error {
	event := "channel_shared"
	if gone {
		event = "channel_archive"
	}
	if quietly {
		w.w.Fault(workspace.Rule{Method: event, Times: 1, Kind: workspace.Lost})
	}
	var err error
	if gone {
		err = w.w.Archive(w.anyVendor(), w.channel(name))
	} else {
		other := w.w.AddTeam(workspace.Team{ID: "T-other-company", Name: "Another company"})
		_, err = w.w.Share("#"+name, other.ID)
	}
	w.opt.Quiet()
	return err
}

func (w *World) anyVendor() string {
	for _, p := range w.cast.People {
		if p.Handle.Team == w.cast.Home {
			return p.Name
		}
	}
	return ""
}

// A message's id in the world is its channel and its timestamp.
func join(channel, ts string) string { return channel + "/" + ts }

func split(id string) (channel, ts string) {
	channel, ts, _ = strings.Cut(id, "/")
	return channel, ts
}
