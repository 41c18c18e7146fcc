package slack

import (
	"context"
	"errors"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/deskhand/deskhand/bot"
)

// Platform is the name of Slack in handles, spots and envelopes.
const Platform = "slack"

// Options are the choices of the adapter. The bot token is needed, and either of the app token
// and the signing secret, which says how Slack reaches the desk; the rest has defaults.
type Options struct {
	BotToken string // xoxb-…
	AppToken string // xapp-…, with connections:write: Socket Mode
	// SigningSecret is that of the app: HTTP mode, where Slack posts to what Handler answers.
	SigningSecret string
	// API is the base address of the Web API with a slash at its end; empty is Slack's own.
	API string
	// Prefix is the slash command that stands before a whole line, without the slash: "desk"
	// for /desk case open …. Any other slash command of the app is itself the line's first
	// word: /case open … is "case open …".
	Prefix string
	// Phone is the number that people are told while the desk cannot store what they ask;
	// it is asked for each time. Nil is no number.
	Phone func() string
	// Dial opens every connection, for calls and for sockets; nil is the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	Log  zerolog.Logger
}

// A Slack is the desk's connection to one workspace. It implements bot.Platform.
type Slack struct {
	opt    Options
	client client
	log    zerolog.Logger

	mu       sync.Mutex
	me       identity           // zero until Slack was asked
	directs  map[string]string  // user -> channel of the direct conversation
	sharings map[string]sharing // channel -> whether others read it
	people   map[string]person  // user -> what they are called, and where they are
	groups   groups             // what user groups are called
	echoes   echoes

	link   link
	door   door // HTTP mode
	hush   hush
	doubts chan *FatalError // errors that say that no call will succeed, or none of a sort
	blamed map[string]bool  // those that the operator was told of; of the watch alone
}

var _ bot.Platform = (*Slack)(nil)

// New makes an adapter. It connects nothing: Run does.
func New(o Options) *Slack {
	s := &Slack{opt: o, client: newClient(o), log: o.Log, directs: map[string]string{}, sharings: map[string]sharing{}, people: map[string]person{},
		doubts: make(chan *FatalError, 16), blamed: map[string]bool{}}
	s.client.failed = s.doubt
	return s
}

// ErrMode is what Run ends with where it is not said, or said twice, how Slack is to reach the
// desk. An app is in one mode: where both were taken, half of what people do might go to the
// other one, where nobody listens.
var ErrMode = errors.New("slack: give either an app token (Socket Mode) or a signing secret (HTTP mode)")

// Name implements bot.Platform.
func (s *Slack) Name() string { return Platform }

// Run implements bot.Platform. It returns nil when ctx ends, and a *FatalError when Slack says
// that trying again is of no use. Whoever ran it logs that error; Run does not.
func (s *Slack) Run(ctx context.Context, in bot.Intake) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer s.client.close()
	if (s.opt.AppToken == "") == (s.opt.SigningSecret == "") {
		return ErrMode
	}
	s.link.opened(0)
	if err := s.introduce(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	defer s.link.shut()
	r := &reception{Slack: s, in: in}
	defer r.work.Wait()
	r.work.Go(func() { r.listening(ctx) })
	tasks := []func(context.Context) error{r.watch}
	if s.OverHTTP() {
		tasks = append(tasks, r.attend)
	} else {
		for i := range seats {
			tasks = append(tasks, func(ctx context.Context) error { return r.sit(ctx, i) })
		}
	}
	ends := make(chan error, len(tasks))
	for _, task := range tasks {
		r.work.Go(func() { ends <- task(ctx) })
	}
	var first error
	for range tasks {
		if err := <-ends; err != nil && first == nil {
			first = err
			cancel()
		}
	}
	return first
}

// introduce finds out who the bot is, for as long as it takes.
func (s *Slack) introduce(ctx context.Context) error {
	for failures := 1; ; failures++ {
		call, cancel := context.WithTimeout(ctx, openWithin)
		// Not what is remembered: this may be the next Run of an adapter that was refused.
		me, err := s.client.whoAmI(call)
		cancel()
		if err == nil {
			s.mu.Lock()
			s.me = me
			s.mu.Unlock()
		}
		if err == nil || ctx.Err() != nil {
			return nil
		}
		if f, ok := fatal("sign in", err); ok {
			return f
		}
		if failures == 1 {
			s.log.Warn().Str("error", reason(err)).Msg("slack: cannot be reached; trying again")
		}
		wait(ctx, pause(failures, err))
	}
}

// identity is who the bot is; Slack is asked once.
func (s *Slack) identity(ctx context.Context) (identity, error) {
	s.mu.Lock()
	me := s.me
	s.mu.Unlock()
	if me != (identity{}) {
		return me, nil
	}
	me, err := s.client.whoAmI(ctx)
	if err != nil {
		return identity{}, err
	}
	s.mu.Lock()
	s.me = me
	s.mu.Unlock()
	return me, nil
}

// A reception takes in what comes over the sockets of one Run.
type reception struct {
	*Slack
	in    bot.Intake
	work  sync.WaitGroup // everything Run started
	lanes lanes

	presence presence
}

// A request is something Slack sent, over whatever way, and how to acknowledge it. It may be
// acknowledged once.
type request struct {
	kind    string // Socket Mode's type: events_api, slash_commands, interactive
	payload []byte
	event   *eventPayload // what an event's payload says; nil where it could not be read, and of other kinds
	attempt int           // of a redelivery
	ack     func(payload any) error
	drop    func() // says that it will not be acknowledged; nil where that cannot be said
}

// dropped says that a request will not be acknowledged, so that Slack need not wait to find out.
func (q request) dropped() {
	if q.drop != nil {
		q.drop()
	}
}

// safely runs a handler; a panic of it is logged and costs this one request its
// acknowledgement, which Slack then sends again or shows as failed.
func (r *reception) safely(kind string, f func()) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			ok = false
			r.log.Error().Str("kind", kind).Interface("panic", p).Bytes("stack", debug.Stack()).Msg("slack: a handler panicked")
		}
	}()
	f()
	return true
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
