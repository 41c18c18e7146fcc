package chat

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// theCode stands in a person's words for the last one-time code that the desk showed: chance makes
// it, so no page can know it.
const theCode = "THE-CODE"

// opens is what somebody does with their own page.
const opens = "(opens)"

func isPage(channel string) bool {
	return strings.HasPrefix(channel, "@") && strings.HasSuffix(channel, " home")
}

func pageOf(who string) string { return "@" + who + " home" }

// grace is how long after an action the desk is given to finish speaking when the next line is
// of the same minute.
const grace = 30 * time.Second

// Play plays a page in a world and answers the page as it came out. An error is a page that
// cannot be played as it is written, with its line, or a fault of the world.
func Play(ctx context.Context, p *Page, w World) ([]byte, error) {
	pl := &player{page: p, world: w, room: &room{zone: p.Zone}, day: p.Start}
	for _, l := range p.head {
		pl.print(l)
	}
	pl.print("")
	for i := range p.items {
		it := &p.items[i]
		if err := pl.play(ctx, it, pl.nextAt(i)); err != nil {
			return pl.out.Bytes(), &Fault{Page: p.Name, Line: it.line, What: err.Error()}
		}
	}
	for _, c := range p.tail {
		pl.print(c)
	}
	return pl.out.Bytes(), nil
}

type player struct {
	page  *Page
	world World
	room  *room
	out   bytes.Buffer
	day   time.Time // of the last line written
	code  string    // the last one-time code that the desk showed
}

func (pl *player) print(line string) { pl.out.WriteString(line + "\n") }

// nextAt is when the item after the i-th happens; zero for the last.
func (pl *player) nextAt(i int) time.Time {
	if i+1 < len(pl.page.items) {
		return pl.page.items[i+1].at
	}
	return time.Time{}
}

func (pl *player) play(ctx context.Context, it *item, next time.Time) error {
	if it.at.After(pl.world.Now()) {
		if err := pl.world.Pass(ctx, it.at); err != nil {
			return err
		}
	}
	pl.see()
	pl.date(it.at)
	for _, c := range it.comments {
		pl.print(c)
	}
	for _, l := range it.written {
		pl.print(l)
	}
	if err := pl.act(ctx, it); err != nil {
		return err
	}
	until := pl.world.Now().Add(grace)
	if next.After(pl.world.Now()) && next.Before(until) {
		until = next
	}
	if err := pl.world.Settle(ctx, until); err != nil {
		return err
	}
	pl.see()
	return nil
}

// see writes what people saw meanwhile.
func (pl *player) see() {
	for _, e := range pl.world.Seen() {
		if code := oneTime.FindString(strings.Join(e.Lines, "\n")); code != "" {
			pl.code = code
		}
		pl.date(e.At)
		pl.room.see(e, pl.print)
	}
}

// date writes the line of a new day.
func (pl *player) date(at time.Time) {
	at = at.In(pl.page.Zone)
	if at.Format(time.DateOnly) == pl.day.Format(time.DateOnly) {
		return
	}
	pl.day = at
	pl.print("")
	pl.print(at.Format("2006-01-02 Monday"))
	pl.print("")
}

var (
	buttonText = regexp.MustCompile(`^\[([^\[\]]+)\]$`)
	editText   = regexp.MustCompile(`^\(edits(?: (\d\d:\d\d))?\) (.+)$`)
	deleteText = regexp.MustCompile(`^\(deletes(?: (\d\d:\d\d))?\)$`)
	oneTime    = regexp.MustCompile(`\b[A-Z2-9]{5}-[A-Z2-9]{5}\b`)
	pickText   = regexp.MustCompile(`^\(opens a case from (\w+)'s message(?: of (\d\d:\d\d))?\)$`)
	removeText = regexp.MustCompile(`^\(removes desk's message(?: of (\d\d:\d\d))?\)$`)
	filesText  = regexp.MustCompile(`^(.*?) ?\(attaches ([^()]+)\)$`)
)

func (pl *player) act(ctx context.Context, it *item) error {
	if it.weather != "" {
		return pl.world.Weather(ctx, it.weather)
	}
	if it.who == "" {
		return nil
	}
	a := Act{Who: it.who, Channel: it.channel, Text: it.text}
	if it.fields == nil && strings.Contains(it.text, theCode) {
		if pl.code == "" {
			return fmt.Errorf("no one-time code was shown to anybody yet")
		}
		a.Text = strings.ReplaceAll(it.text, theCode, pl.code)
	}
	var err error
	if a.Root, err = pl.room.thread(it.channel, it.thread); err != nil {
		return err
	}
	if it.fields != nil {
		if !buttonText.MatchString(it.text) && !pickText.MatchString(it.text) && !strings.HasPrefix(it.text, "/") {
			return fmt.Errorf("only a button, a shortcut or a slash command opens a form that can be filled in")
		}
		a.Fields = map[string]string{}
		for _, f := range it.fields {
			a.Fields[f[0]] = f[1]
		}
	}
	if m := buttonText.FindStringSubmatch(it.text); m != nil {
		a.Deed, a.Button = Press, m[1]
		if a.Message, err = pl.room.button(it.channel, a.Root, it.who, m[1]); err != nil {
			return err
		}
		// A form that is filled in at once need not be shown as opened.
		pl.room.filling = a.Fields != nil
		_, err = pl.world.Act(ctx, a)
		return err
	}
	if it.text == opens {
		if !isPage(it.channel) || it.channel != pageOf(it.who) {
			return fmt.Errorf("%s opens @%s home", it.who, it.who)
		}
		a.Deed = Home
		_, err = pl.world.Act(ctx, a)
		return err
	}
	if m := pickText.FindStringSubmatch(it.text); m != nil {
		a.Deed, a.Form = Pick, "case open"
		if a.Message, err = pl.room.own(it.channel, a.Root, m[1], m[2]); err != nil {
			return err
		}
		pl.room.filling = a.Fields != nil
		_, err = pl.world.Act(ctx, a)
		return err
	}
	if m := editText.FindStringSubmatch(it.text); m != nil {
		a.Deed, a.Text = Edit, m[2]
		if a.Message, err = pl.room.own(it.channel, a.Root, it.who, m[1]); err != nil {
			return err
		}
		_, err = pl.world.Act(ctx, a)
		return err
	}
	if m := removeText.FindStringSubmatch(it.text); m != nil {
		a.Deed = Remove
		if a.Message, err = pl.room.own(it.channel, a.Root, desk, m[1]); err != nil {
			return err
		}
		_, err = pl.world.Act(ctx, a)
		return err
	}
	if m := deleteText.FindStringSubmatch(it.text); m != nil {
		a.Deed = Delete
		if a.Message, err = pl.room.own(it.channel, a.Root, it.who, m[1]); err != nil {
			return err
		}
		_, err = pl.world.Act(ctx, a)
		return err
	}
	if strings.HasPrefix(it.text, "/") {
		a.Deed = Slash
		pl.room.filling = a.Fields != nil
		_, err = pl.world.Act(ctx, a)
		return err
	}
	a.Deed = Say
	if m := filesText.FindStringSubmatch(it.text); m != nil {
		a.Text = m[1]
		for f := range strings.SplitSeq(m[2], ",") {
			a.Files = append(a.Files, strings.TrimSpace(f))
		}
	}
	at := pl.world.Now()
	id, err := pl.world.Act(ctx, a)
	if err == nil {
		pl.room.said(id, it.who, it.channel, a.Root, at)
	}
	return err
}
