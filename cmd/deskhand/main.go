// Command deskhand is the support desk's hand in chat. This package is flags and wiring: it
// reads a desk folder, opens the store, and joins the process (package bot) to its platforms.
// It decides nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // a machine without zone files knows every zone all the same

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// A desk at rest lives in a few megabytes; letting a busy one grow to three times that
		// before it is swept saves a sixth of its work.
		debug.SetGCPercent(200)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A session is what a command may use of the machine around it.
type session struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	log      zerolog.Logger
	config   *configFile
}

func (s *session) printf(format string, args ...any) { fmt.Fprintf(s.out, format, args...) }

// options are everything that can be typed after deskhand.
type options struct {
	Config string `help:"A file that says what flags say; deskhand config --example prints one." type:"path" env:"DESKHAND_CONFIG" placeholder:"FILE"`

	Init        initCmd        `cmd:"" help:"Make a desk folder to begin with."`
	Serve       serveCmd       `cmd:"" help:"Run the desk of the folder DIR."`
	Demo        demoCmd        `cmd:"" help:"Run a desk with a workspace of its own on this machine, to try in a browser."`
	Workspace   workspaceCmd   `cmd:"" help:"Run a workspace of its own on this machine, for serve to talk to instead of Slack."`
	Check       checkCmd       `cmd:"" help:"Check a desk folder: every fault at once, nothing opened, nothing written."`
	Apply       applyCmd       `cmd:"" help:"Apply a desk folder: show what it would change, and with --yes do it."`
	Show        configCmd      `cmd:"" name:"config" help:"Show what serve would run with, and where each value comes from; secrets are masked."`
	Doctor      doctorCmd      `cmd:"" help:"Look at everything an installation needs: one line each, with what to do."`
	Rehearse    rehearseCmd    `cmd:"" help:"Play conversations against a desk folder and print what comes out otherwise."`
	Import      importCmd      `cmd:"" help:"Bring accounts, contacts, contracts, channels and staff from a file."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask the desk on this machine how it is; exit 1 where it is not well."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// exitError ends the program with a code; what there is to say was said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// run is main without the process, so that tests can call it. It answers the exit code: 0, 1
// for faults of what was given, 2 for a command line that cannot be read.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	var o options
	args = slices.Clone(args)
	if i := slices.Index(args, "-update"); i >= 0 { // as go test writes it
		args[i] = "--update"
	}
	parser, err := kong.New(&o, kong.Name("deskhand"), kong.Description("The support desk's hand in chat."),
		kong.Writers(out, errs), kong.Exit(func(code int) { panic(exitError(code)) }), kong.UsageOnError(), kong.Vars{"holidays": strings.Join(holidayLists(), " ")})
	if err != nil {
		fmt.Fprintln(errs, "deskhand:", err)
		return 2
	}
	config, err := readConfig(configPath(args), parser.Model)
	if err != nil {
		fmt.Fprintln(errs, "deskhand:", err)
		return 2
	}
	code, chosen := parse(parser, config, args, errs)
	if chosen == nil {
		return code
	}
	s := &session{ctx: ctx, in: in, out: out, err: errs, log: zerolog.New(errs).With().Timestamp().Logger(), config: config}
	err = chosen.Run(s)
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return int(exit)
	}
	fmt.Fprintln(errs, "deskhand:", err)
	return 1
}

// parse reads the command line; where kong itself ends the program (help, a wrong flag), the
// chosen command is nil and the code says how.
func parse(parser *kong.Kong, config *configFile, args []string, errs io.Writer) (code int, chosen *kong.Context) {
	defer func() {
		if r := recover(); r != nil {
			exit, ok := r.(exitError)
			if !ok {
				panic(r)
			}
			code, chosen = int(exit), nil
		}
	}()
	if err := kong.Resolvers(config).Apply(parser); err != nil {
		fmt.Fprintln(errs, "deskhand:", err)
		return 2, nil
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(errs, "deskhand:", config.placed(err))
		fmt.Fprintln(errs, "Try: deskhand --help")
		return 2, nil
	}
	return 0, chosen
}
