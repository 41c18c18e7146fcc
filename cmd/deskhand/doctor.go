package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/bot/slack/manifest"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/place"
	"github.com/deskhand/deskhand/storage"
)

// A doctorCmd looks at everything an installation needs and says, line by line, what is right
// and what to do about the rest. It changes nothing.
type doctorCmd struct {
	Dir      string `arg:"" help:"The desk folder." type:"path"`
	Store    string `help:"The store's file." default:"deskhand.db" type:"path" env:"DESKHAND_STORE"`
	BotToken string `name:"slack-bot-token-file" help:"A file with Slack's bot token, xoxb-…; or set DESKHAND_SLACK_BOT_TOKEN." env:"DESKHAND_SLACK_BOT_TOKEN_FILE" placeholder:"FILE"`
	AppToken string `name:"slack-app-token-file" help:"A file with Slack's app token, xapp-…; or set DESKHAND_SLACK_APP_TOKEN." env:"DESKHAND_SLACK_APP_TOKEN_FILE" placeholder:"FILE"`
	Secret   string `name:"slack-signing-secret-file" help:"A file with the Slack app's signing secret, in HTTP mode; or set DESKHAND_SLACK_SIGNING_SECRET." env:"DESKHAND_SLACK_SIGNING_SECRET_FILE" placeholder:"FILE"`
	API      string `name:"slack-api" help:"Another address of Slack's Web API, such as a local workspace's." env:"DESKHAND_SLACK_API" placeholder:"URL"`
	outsideFlags
	SendTest bool `name:"send-test" help:"Send the webhook a test event, and the heartbeat once."`
	JSON     bool `name:"json" help:"Print the findings as JSON."`
}

// A finding is one thing that was looked at.
type finding struct {
	Check string `json:"check"`
	State string `json:"state"` // ok, warning, fault
	Says  string `json:"says"`
	Fix   string `json:"fix,omitempty"`
}

const (
	fine    = "ok"
	warning = "warning"
	fault   = "fault"
)

// Bounds beyond which the doctor speaks.
const (
	mostSkew     = 30 * time.Second
	leastRoom    = 100 << 20 // bytes; below it the next busy night may fill the disk
	lowRoom      = 1 << 30
	holidayDays  = 180
	oldZoneYears = 2
)

// A doctor collects findings.
type doctor struct {
	doctorCmd
	*session
	findings []finding
}

func (d *doctor) found(check, state, fix, format string, args ...any) {
	if state == fine {
		fix = ""
	}
	d.findings = append(d.findings, finding{check, state, fmt.Sprintf(format, args...), fix})
}

// Run looks and prints. It ends with 1 where there is a fault.
func (c doctorCmd) Run(s *session) error {
	d := &doctor{doctorCmd: c, session: s}
	desk := d.folder()
	d.zones()
	d.file()
	d.room()
	d.slack(d.channels())
	d.outside()
	d.heartbeat()
	if c.JSON {
		out := json.NewEncoder(s.out)
		out.SetIndent("", "  ")
		if err := out.Encode(d.findings); err != nil {
			return err
		}
	} else {
		for _, f := range d.findings {
			s.printf("%-8s %-16s %s\n", f.State, f.Check, f.Says)
			if f.Fix != "" {
				s.printf("%-25s -> %s\n", "", f.Fix)
			}
		}
	}
	if desk == nil || slices.ContainsFunc(d.findings, func(f finding) bool { return f.State == fault }) {
		return exitError(1)
	}
	return nil
}

// folder looks at what is sold.
func (d *doctor) folder() *offering.Desk {
	files, err := readFolder(d.Dir)
	if err != nil {
		d.found("desk folder", fault, "make one: deskhand init DIR", "%v", err)
		return nil
	}
	desk, faults := offering.Parse(files, time.LoadLocation)
	if desk == nil {
		d.found("desk folder", fault, "deskhand check "+d.Dir+" tells them all", "%d %s", len(faults), plural(len(faults), "fault"))
		return nil
	}
	d.found("desk folder", fine, "", "%s: %d %s", desk.Settings.Name, len(desk.Offerings()), plural(len(desk.Offerings()), "offering"))
	now := time.Now().UTC()
	ending := desk.Ending(calendar.Date{Year: now.Year(), Month: now.Month(), Day: now.Day()}, holidayDays)
	for _, f := range ending {
		d.found("holidays", warning, "take the list of a newer release, or add days to it and move its end", "%s", f)
	}
	if len(ending) == 0 {
		d.found("holidays", fine, "", "every list in use speaks for the next %d days", holidayDays)
	}
	return desk
}

// zones looks at how old the zones' rules are (K28).
func (d *doctor) zones() {
	version, from := zoneRules()
	var year int
	_, _ = fmt.Sscanf(version, "%4d", &year)
	state := fine
	if year > 0 && year <= time.Now().Year()-oldZoneYears {
		state = warning
	}
	d.found("zones", state, "update the machine's tzdata package", "the rules of the time zones are %s, %s", cmp.Or(version, "of an unnamed version"), from)
}

// zoneRules finds which release of the rules is used: the machine's, where it has them.
func zoneRules() (version, from string) {
	dir := cmp.Or(os.Getenv("ZONEINFO"), "/usr/share/zoneinfo")
	if b, err := os.ReadFile(filepath.Join(dir, "tzdata.zi")); err == nil {
		line, _, _ := strings.Cut(string(b), "\n")
		return strings.TrimSpace(strings.TrimPrefix(line, "# version")), "from " + dir
	}
	if b, err := os.ReadFile(filepath.Join(dir, "+VERSION")); err == nil {
		return strings.TrimSpace(string(b)), "from " + dir
	}
	if _, err := os.Stat(filepath.Join(dir, "Europe")); err == nil {
		return "", "from " + dir
	}
	return "", "those built into deskhand"
}

// file looks at the store and at the files of tokens: nobody else may read them.
func (d *doctor) file() {
	info, err := os.Stat(d.Store)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.found("store", fine, "", "%s is not there yet: serve makes it", d.Store)
	case err != nil:
		d.found("store", fault, "let the user that deskhand runs as read it", "%v", err)
	case info.Mode().Perm()&0o077 != 0:
		d.found("store", fault, "chmod 600 "+d.Store, "%s can be read by others (%s)", d.Store, info.Mode().Perm())
	default:
		d.found("store", fine, "", "%s, %d MiB, for its owner alone", d.Store, info.Size()>>20)
	}
	for _, name := range []string{d.BotToken, d.AppToken, d.Secret, d.Webhook, d.WebhookSecret, d.Heartbeat} {
		if name == "" {
			continue
		}
		info, err := os.Stat(name)
		switch {
		case err != nil:
			d.found("token file", fault, "write the token into it", "%v", err)
		case info.Mode().Perm()&0o077 != 0:
			d.found("token file", warning, "chmod 600 "+name, "%s can be read by others (%s)", name, info.Mode().Perm())
		default:
			d.found("token file", fine, "", "%s, for its owner alone", name)
		}
	}
}

// room looks at the disk.
func (d *doctor) room() {
	dir := filepath.Dir(d.Store)
	free, ok := freeSpace(dir)
	switch {
	case !ok:
		d.found("disk", warning, "see for yourself that "+dir+" has room", "free space cannot be read here")
	case free < leastRoom:
		d.found("disk", fault, "free some room, or move the store", "%d MiB free at %s", free>>20, dir)
	case free < lowRoom:
		d.found("disk", warning, "free some room, or move the store", "%d MiB free at %s", free>>20, dir)
	default:
		d.found("disk", fine, "", "%d GiB free at %s", free>>30, dir)
	}
}

// channels are those of the store, where it is there and nobody serves.
func (d *doctor) channels() (list []domain.Spot) {
	if _, err := os.Stat(d.Store); err != nil {
		return nil
	}
	h, err := openHouse(d.ctx, d.Store)
	if errors.Is(err, storage.ErrInUse) {
		d.found("channels", fine, "", "not looked at: a desk serves; stop it to have them looked at")
		return nil
	}
	if err != nil {
		d.found("store", fault, "", "%v", err)
		return nil
	}
	defer h.close()
	var missing [][2]string
	err = h.store.View(d.ctx, func(tx storage.Tx) error {
		refs, err := tx.Refs(place.Kind, "", 0)
		for _, ref := range refs {
			t, err := tx.Load(ref)
			if err != nil {
				return err
			}
			if b := t.(*place.Bound); !b.Lost && b.Spot.Platform == slack.Platform && b.Spot.Thread == "" && b.Spot.Channel != "" {
				list = append(list, b.Spot)
			}
		}
		if err == nil && len(list) > 0 {
			missing, err = unheard(tx, h.shelf.Library().Latest())
		}
		return err
	})
	for _, m := range missing {
		d.found("told", warning, m[1], "%s", m[0])
	}
	if err != nil {
		d.found("store", fault, "", "%v", err)
	}
	if len(list) == 0 {
		d.found("channels", warning, "deskhand import FILE", "no channel is known yet")
	}
	return list
}

// slack looks at the tokens and at what they are good for.
func (d *doctor) slack(channels []domain.Spot) {
	bot := d.token("bot token", d.BotToken, "DESKHAND_SLACK_BOT_TOKEN", "xoxb-", "it is under OAuth & Permissions of the app")
	if held, err := secret(d.Secret, "DESKHAND_SLACK_SIGNING_SECRET"); held != "" || err != nil {
		d.overHTTP(bot, held, channels)
		return
	}
	app := d.token("app token", d.AppToken, "DESKHAND_SLACK_APP_TOKEN", "xapp-", "make one with connections:write under Basic Information of the app")
	if bot == "" && app == "" {
		return
	}
	s := slack.New(slack.Options{BotToken: bot, AppToken: app, API: d.API, Log: d.log})
	if bot != "" {
		d.app(s, channels)
	}
	if app != "" {
		if err := s.Connects(d.ctx); err != nil {
			d.found("socket", fault, "switch Socket Mode on, and see that this machine may reach Slack", "%v", err)
		} else {
			d.found("socket", fine, "", "Slack greets over Socket Mode")
		}
	}
}

// overHTTP looks at what HTTP mode needs. Whether Slack reaches the desk, only Slack can say: it
// asks when the address is entered at the app.
func (d *doctor) overHTTP(bot, held string, channels []domain.Spot) {
	app, err := secret(d.AppToken, "DESKHAND_SLACK_APP_TOKEN")
	switch fix := "32 hexadecimal digits, under Basic Information of the app"; {
	case held == "":
		// its file was told about
	case !isHex(held):
		d.found("signing secret", fault, fix, "it is of another kind")
	case app != "" || err != nil:
		d.found("signing secret", fault, "give the one that fits the app's settings", "an app token was given too: an app is in Socket Mode or in HTTP mode")
	default:
		d.found("signing secret", fine, "", "HTTP mode: Slack says whether it reaches the desk when you enter the address at the app")
	}
	if bot != "" {
		d.app(slack.New(slack.Options{BotToken: bot, API: d.API, Log: d.log}), channels)
	}
}

func (d *doctor) app(s *slack.Slack, channels []domain.Spot) {
	e, err := s.Examine(d.ctx)
	if err != nil {
		d.found("bot token", fault, "see what Slack says, and that this machine may reach it", "%v", err)
		return
	}
	d.found("bot token", fine, "", "%s in %s", e.User, e.Team)
	d.scopes(e.Scopes)
	skew := fine
	if e.Skew.Abs() > mostSkew {
		skew = fault
	}
	d.found("clock", skew, "let the machine keep its clock by NTP: every promise is kept by it", "%s", skewed(e.Skew))
	for _, at := range channels {
		name, in, err := s.Reads(d.ctx, at.Channel)
		switch {
		case err != nil:
			d.found("channel", fault, "invite the bot: /invite @"+e.User+", or import the channel's new id", "%s: %v", at.Channel, err)
		case !in:
			d.found("channel", fault, "invite the bot there: /invite @"+e.User, "#%s (%s): the bot is not in it", name, at.Channel)
		default:
			d.found("channel", fine, "", "#%s", name)
		}
	}
}

func skewed(d time.Duration) string {
	switch {
	case d.Abs() <= 2*time.Second:
		return "this machine's clock agrees with Slack's"
	case d > 0:
		return fmt.Sprintf("this machine's clock is %s before Slack's", d)
	}
	return fmt.Sprintf("this machine's clock is %s behind Slack's", -d)
}

// scopes holds what was granted against what the manifest asks for.
func (d *doctor) scopes(granted []string) {
	if granted == nil {
		d.found("scopes", warning, "compare the app with deploy/slack/manifest.yaml by eye", "Slack does not say which were granted")
		return
	}
	m, err := manifest.Read(deploy.SlackManifest)
	if err != nil {
		d.found("scopes", fault, "", "%v", err)
		return
	}
	var missing, more []string
	for _, scope := range m.OAuth.Scopes.Bot {
		if !slices.Contains(granted, scope) {
			missing = append(missing, scope)
		}
	}
	for _, scope := range granted {
		if !slices.Contains(m.OAuth.Scopes.Bot, scope) {
			more = append(more, scope)
		}
	}
	if len(missing) > 0 {
		d.found("scopes", fault, "give the app the manifest deploy/slack/manifest.yaml anew and install it again", "not granted: %s", strings.Join(missing, " "))
	}
	if len(more) > 0 {
		d.found("scopes", warning, "take them away: a stolen token can do less", "granted and not needed: %s", strings.Join(more, " "))
	}
	if len(missing)+len(more) == 0 {
		d.found("scopes", fine, "", "all %d that are needed, and no more", len(granted))
	}
}

// token reads a token and looks at its kind; it is never printed.
func (d *doctor) token(check, file, env, prefix, where string) string {
	t, err := secret(file, env)
	switch {
	case err != nil:
		return "" // its file was told about
	case t == "":
		d.found(check, fault, "write it into a file and name the file; "+where, "none was given")
		return ""
	case !strings.HasPrefix(t, prefix):
		d.found(check, fault, where, "it does not begin with %s: it is of another kind", prefix)
		return ""
	}
	return t
}
