package workspace

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxDeed bounds what a person sends at once, in bytes.
const maxDeed = 8 << 20

// deeds are what the page can do; each answers with words for the person, or
// an error they are shown.
var deeds = map[string]func(*page, url.Values) (any, error){
	"say": func(p *page, f url.Values) (any, error) {
		text := f.Get("text")
		if command, rest, ok := slashed(text); ok {
			if f.Get("t") != "" {
				return nil, errors.New("slash commands do not work in threads")
			}
			_, err := p.w.Slash(f.Get("as"), f.Get("c"), command, rest)
			return nil, err
		}
		_, err := p.w.Say(f.Get("as"), f.Get("c"), f.Get("t"), text)
		return nil, err
	},
	"edit": func(p *page, f url.Values) (any, error) {
		return nil, p.w.Edit(f.Get("as"), f.Get("c"), f.Get("ts"), f.Get("text"))
	},
	"delete": func(p *page, f url.Values) (any, error) {
		return nil, p.w.Delete(f.Get("as"), f.Get("c"), f.Get("ts"))
	},
	"react": func(p *page, f url.Values) (any, error) {
		return nil, p.w.React(f.Get("as"), f.Get("c"), f.Get("ts"), f.Get("name"))
	},
	"press": func(p *page, f url.Values) (any, error) {
		_, err := p.w.act(f.Get("as"), ref(f), func(e *element) bool { return e.block == f.Get("block") && e.Action == f.Get("action") },
			"control "+f.Get("action"), f.Get("choice"))
		return nil, err
	},
	"shortcut": func(p *page, f url.Values) (any, error) {
		_, err := p.w.Shortcut(f.Get("as"), ref(f), f.Get("name"))
		return nil, err
	},
	"submit": func(p *page, f url.Values) (any, error) {
		_, err := p.w.Submit(f.Get("as"), f.Get("view"), p.values(f))
		return nil, err
	},
	"close": func(p *page, f url.Values) (any, error) { return nil, p.w.CloseView(f.Get("as"), false) },
	"suggest": func(p *page, f url.Values) (any, error) {
		return p.suggest(f)
	},
	"home": func(p *page, f url.Values) (any, error) {
		return nil, p.w.OpenHome(f.Get("as"), strings.TrimPrefix(f.Get("c"), "home:"))
	},
	"direct": func(p *page, f url.Values) (any, error) { return p.w.openDirect(f.Get("as"), f.Get("with")) },
	"read": func(p *page, f url.Values) (any, error) {
		return nil, p.w.markRead(f.Get("as"), f.Get("c"), f.Get("ts"))
	},
	"fault": func(p *page, f url.Values) (any, error) {
		r, err := ParseRule(f.Get("rule"))
		if err == nil {
			p.w.Fault(r)
		}
		return nil, err
	},
	"weather": func(p *page, f url.Values) (any, error) { return nil, p.w.weather(f.Get("name")) },
	"tour":    func(p *page, f url.Values) (any, error) { return p.runStep(f.Get("name")) },
	"clock":   func(p *page, f url.Values) (any, error) { return nil, p.setClock(f) },
}

func (p *page) serveDeed(rw http.ResponseWriter, r *http.Request) {
	do := deeds[r.PathValue("deed")]
	r.Body = http.MaxBytesReader(rw, r.Body, maxDeed)
	if err := r.ParseMultipartForm(maxDeed); do == nil || err != nil && !errors.Is(err, http.ErrNotMultipart) {
		http.Error(rw, "no such deed, or more than 8 MB", http.StatusNotFound)
		return
	}
	files, err := attached(r)
	var out any
	switch {
	case err != nil:
	case len(files) > 0:
		_, err = p.w.SayWith(r.PostForm.Get("as"), r.PostForm.Get("c"), r.PostForm.Get("t"), r.PostForm.Get("text"), files...)
	default:
		out, err = do(p, r.PostForm)
	}
	var form *FormError
	switch {
	case errors.As(err, &form):
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(http.StatusUnprocessableEntity)
		_ = json.NewEncoder(rw).Encode(form.Fields)
	case err != nil:
		http.Error(rw, strings.TrimPrefix(err.Error(), "workspace: "), http.StatusConflict)
	case out != nil:
		rw.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(rw).Encode(out)
	default:
		rw.WriteHeader(http.StatusNoContent)
	}
}

// runStep does what a step of the tour has a button for.
func (p *page) runStep(number string) (any, error) {
	n, err := strconv.Atoi(number)
	if p.o.Tour == nil || err != nil {
		return nil, errors.New("no such step")
	}
	steps := p.o.Tour()
	if n < 1 || n > len(steps) || steps[n-1].Run == nil {
		return nil, errors.New("no such step")
	}
	said, err := steps[n-1].Run()
	p.w.mu.Lock()
	p.w.nudge()
	p.w.mu.Unlock()
	return said, err
}

// attached are the files of a form.
func attached(r *http.Request) ([]File, error) {
	var out []File
	if r.MultipartForm == nil {
		return nil, nil
	}
	for _, h := range r.MultipartForm.File["file"] {
		if h.Size == 0 && h.Filename == "" {
			continue
		}
		f, err := h.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			return nil, err
		}
		out = append(out, File{Name: h.Filename, MIME: http.DetectContentType(data), Data: data})
	}
	return out, nil
}

// slashed splits a slash command off what was typed.
func slashed(text string) (command, rest string, ok bool) {
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") {
		return "", "", false
	}
	command, rest, _ = strings.Cut(text, " ")
	return command, strings.TrimSpace(rest), len(command) > 1
}

func ref(f url.Values) Ref {
	return Ref{Channel: f.Get("c"), TS: f.Get("ts"), View: f.Get("view")}
}

// values are a form's fields: every key but the page's own. A date and time
// is typed in the person's own zone.
func (p *page) values(f url.Values) Values {
	zone := p.w.Reader(f.Get("as")).Zone
	out := Values{}
	for k, v := range f {
		if id, ok := strings.CutPrefix(k, "at|"); ok {
			if t, err := time.ParseInLocation("2006-01-02T15:04", v[0], zone); err == nil {
				out[id] = []string{strconv.FormatInt(t.Unix(), 10)}
			}
			continue
		}
		if id, ok := strings.CutPrefix(k, "in|"); ok {
			out[id] = v
		}
	}
	return out
}

// suggest waits for the app's options, as a person searching does.
func (p *page) suggest(f url.Values) (any, error) {
	s, err := p.w.Suggest(f.Get("as"), ref(f), f.Get("action"), f.Get("query"))
	if err != nil {
		return nil, err
	}
	<-s.Done()
	if s.err != nil {
		return nil, s.err
	}
	labels := []string{}
	for _, o := range s.Options {
		labels = append(labels, o.Label)
	}
	return labels, nil
}

// openDirect returns the direct messages between two people.
func (w *Workspace) openDirect(user, with string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(user)
	if err != nil {
		return "", err
	}
	o, err := w.user(with)
	if err != nil {
		return "", err
	}
	return w.direct(u.ID, o.ID).ID, nil
}

// markRead notes how far a person has read a channel.
func (w *Workspace) markRead(user, channel, ts string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.place(user, channel)
	if err != nil {
		return err
	}
	if ts > c.read[u.ID] {
		c.read[u.ID] = ts
		w.nudge()
	}
	return nil
}

func (p *page) setClock(f url.Values) error {
	c := p.o.Clock
	if c == nil {
		return errors.New("this clock cannot be set")
	}
	if s := f.Get("speed"); s != "" {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || v < 0 || v > 100_000 {
			return errors.New("a speed is a number from 0 to 100000")
		}
		c.SetSpeed(v)
	}
	if s := f.Get("jump"); s != "" {
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 {
			return errors.New("a jump ahead looks like 10m or 1h30m")
		}
		c.Jump(d)
	}
	p.w.mu.Lock()
	p.w.nudge()
	p.w.mu.Unlock()
	return nil
}
