package commands

import (
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

// The arguments that many rows share.
var (
	theCase = Arg{Name: "case", Kind: Case, Help: "Which case; in its own thread it can be left out."}
	words   = Arg{Name: "text", Kind: Text, Help: "Your words."}
	reason  = Arg{Name: "reason", Kind: Text, Help: "Why; it is recorded."}
	maybe   = func(a Arg) Arg { a.Optional = true; return a }
	earlier = Arg{Name: "at", Kind: When, Named: true, Optional: true, Past: true, Help: "When it was so, if not now; then say why."}
	clock   = Arg{Name: "clock", Kind: Choice, Choices: []string{"first_response", "next_response", "next_update", "restore", "resolve"}, Help: "Which promise."}
)

// id is a case's id out of its number.
func id(v Values, name string) string {
	n := v.Case(name)
	return n[strings.LastIndexByte(n, '-')+1:]
}

// who is a person as the line named them.
func who(in Input, v Values, name string) account.Who {
	p := v.Person(name)
	if p.ID != "" {
		return account.Who{Platform: in.Platform, User: p.ID}
	}
	if p.Word == "me" {
		return account.Who{Platform: in.Platform, User: in.By.User}
	}
	return account.Who{Word: p.Word}
}

func caseRows() []Verb {
	return append(append(openRows(), workRows()...), finishRows()...)
}

func openRows() []Verb {
	return []Verb{
		{
			Path: "case open", Help: "Open a case; the worst severity is 1.", Needs: Anyone,
			Example: "case open 1 product:cvad Payments are down",
			Args: []Arg{
				{Name: "severity", Kind: Number, Help: "How bad it is; 1 is the worst."},
				{Name: "product", Kind: Product, Named: true, Optional: true, Help: "Which product it is about."},
				{Name: "environment", Kind: WordKind, Named: true, Optional: true, Help: "Production, staging or test."},
				{Name: "account", Kind: Account, Named: true, Optional: true, Help: "For which customer; staff only."},
				{Name: "contact", Kind: Person, Named: true, Optional: true, Help: "In whose name, of the customer's people; staff only."},
				{Name: "private", Kind: Flag, Named: true, Optional: true, Help: "Between the opener and the support desk, as a matter of security is."},
				{Name: "description", Kind: WordKind, Named: true, Optional: true, Help: "What else is known: since when, who is struck, what it says."},
				{Name: "title", Kind: Text, Help: "What is wrong, in a few words."},
			},
			Build: func(in Input, v Values) (domain.Command, error) {
				company := v.Text("account")
				if company == "" {
					company = in.Account
				}
				severity := int(v.Number("severity"))
				if severity == 0 {
					severity = casework.NoSeverity // said, and there is none: elsewhere 0 is the gravest
				}
				return casework.OpenCase{Account: company, Severity: severity, Title: v.Text("title"),
					Product: v.Text("product"), Environment: v.Text("environment"), Private: v.Flag("private"), Contact: who(in, v, "contact"), Description: v.Text("description"), From: in.From}, nil
			},
		},
		{
			Path: "case different", Help: "Open what was held back because a case had just been opened.", Needs: Anyone,
			Example: "case different 3f2a9c",
			Args:    []Arg{{Name: "opening", Kind: WordKind, Help: "The opening that the button names."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.OpenDraft{ID: v.Text("opening")}, nil
			},
		},
		{
			Path: "case same", Help: "Say that what was held back is the same trouble; follow the case that there is.", Needs: Anyone,
			Example: "case same 3f2a9c",
			Args:    []Arg{{Name: "opening", Kind: WordKind, Help: "The opening that the button names."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.JoinDraft{ID: v.Text("opening")}, nil
			},
		},
		{
			Path: "case show", Help: "Show a case as it stands.", Needs: Anyone, Thread: true, Example: "case show CASE-12", Args: []Arg{theCase},
			Build: func(_ Input, v Values) (domain.Command, error) { return casework.Show{Case: id(v, "case")}, nil },
		},
		{
			Path: "case list", Alias: []string{"case queue"}, Help: "List open cases in the order in which they are worked.", Needs: Anyone, Example: "case list --mine",
			Args: []Arg{
				{Name: "team", Kind: WordKind, Named: true, Optional: true, Help: "One team's cases; staff only."},
				{Name: "mine", Kind: Flag, Named: true, Optional: true, Help: "Only those that are yours."},
			},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.List{Mine: v.Flag("mine"), Team: v.Text("team")}, nil
			},
		},
		{
			Path: "case timeline", Help: "Show what happened on a case, or send you all of it as a file.", Needs: Anyone, Thread: true, Example: "case timeline CASE-12 file",
			Args: []Arg{theCase, {Name: "as", Kind: Choice, Choices: []string{"file"}, Optional: true, Help: "All of it, as a file for you alone."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.ShowTimeline{Case: id(v, "case"), File: v.Text("as") == "file"}, nil
			},
		},
		{
			Path: "case clock", Alias: []string{"case why"}, Help: "Explain a due span by span, or why it is not another.", Needs: Anyone, Thread: true,
			Example: "case clock CASE-12 first_response",
			Args: []Arg{theCase, maybe(clock),
				{Name: "why", Or: "not", Kind: When, Named: true, Optional: true, Either: true, Help: "The moment you expected instead; 15:00 alone is the one before the due."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				c := casework.ShowClock{Case: id(v, "case"), Clock: sla.Kind(v.Text("clock")), Why: v.When("why")}
				if v.Bare("why") {
					if c.Zone = in.Zone; c.Zone == nil {
						c.Zone = time.UTC
					}
				}
				return c, nil
			},
		},
		{
			Path: "case nudge", Help: "Ask for news of a case.", Needs: Anyone, Thread: true, Example: "case nudge CASE-12", Args: []Arg{theCase},
			Build: func(_ Input, v Values) (domain.Command, error) { return casework.Nudge{Case: id(v, "case")}, nil },
		},
		{
			Path: "case watch", Help: "Follow a case, or let a colleague follow it.", Needs: Linked, Thread: true, Example: "case watch CASE-12 who:@ben",
			Args: []Arg{theCase,
				{Name: "who", Kind: Person, Named: true, Optional: true, Help: "Who follows it, if not you."},
				{Name: "off", Kind: Flag, Named: true, Optional: true, Help: "Follow it no more."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return casework.Watch{Case: id(v, "case"), Who: who(in, v, "who"), Off: v.Flag("off")}, nil
			},
		},
	}
}

func workRows() []Verb {
	return []Verb{
		{
			Path: "case take", Help: "Make a case yours; the customer still waits for your words.", Needs: Engineer, Thread: true, Example: "case take CASE-12", Args: []Arg{theCase},
			Build: func(_ Input, v Values) (domain.Command, error) { return casework.Take{Case: id(v, "case")}, nil },
		},
		{
			Path: "case assign", Help: "Give a case to a colleague.", Needs: Engineer, Thread: true, Example: "case assign CASE-12 @ben",
			Args: []Arg{theCase, {Name: "to", Kind: Person, Help: "Who gets it."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return casework.Assign{Case: id(v, "case"), To: who(in, v, "to")}, nil
			},
		},
		{
			Path: "case reply", Help: "Say something to the other side in your own name.", Needs: Linked, Thread: true,
			Example: "case reply CASE-12 We found it, hold on", Args: []Arg{theCase, words},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Reply{Case: id(v, "case"), Text: v.Text("text")}, nil
			},
		},
		{
			Path: "case note", Help: "Note something that only staff read.", Needs: Engineer, Thread: true,
			Example: "case note CASE-12 Looks like the licence server again", Args: []Arg{theCase, words},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Note{Case: id(v, "case"), Text: v.Text("text")}, nil
			},
		},
		{
			Path: "case room", Help: "Make a room in which we work on a case, or join the one there is; customers never see it.", Needs: Engineer, Thread: true,
			Example: "case room CASE-12 who:@ben",
			Args:    []Arg{theCase, {Name: "who", Kind: Person, Named: true, Optional: true, Help: "Who is asked in, if not you."}},
			Build: func(in Input, v Values) (domain.Command, error) {
				return casework.OpenRoom{Case: id(v, "case"), Who: who(in, v, "who")}, nil
			},
		},
		{
			Path: "case wait", Help: "Say whom a case waits for, and what for; clocks stand as the offering says.", Needs: Engineer, Thread: true,
			Example: "case wait CASE-12 customer traces; the configuration",
			Args: []Arg{theCase,
				{Name: "for", Kind: Choice, Choices: []string{"customer", "third_party", "scheduled"}, Help: "Whom it waits for."},
				{Name: "until", Kind: When, Named: true, Optional: true, Help: "When it goes on by itself, if scheduled."},
				{Name: "text", Kind: Text, Help: "What it waits for; parts with a semicolon become a list to tick."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Wait{Case: id(v, "case"), For: sla.Reason(v.Text("for")), Until: v.When("until"), Text: v.Text("text")}, nil
			},
		},
		{
			Path: "case received", Help: "Tick something that was asked for.", Needs: Linked, Thread: true, Example: "case received CASE-12 2",
			Args: []Arg{theCase, {Name: "number", Kind: Number, Help: "Its number on the list."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Receive{Case: id(v, "case"), N: int(v.Number("number"))}, nil
			},
		},
		{
			Path: "case resume", Help: "End a wait; the clocks run again.", Needs: Engineer, Thread: true, Example: "case resume CASE-12", Args: []Arg{theCase, maybe(words)},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Resume{Case: id(v, "case"), Text: v.Text("text")}, nil
			},
		},
		{
			Path: "case severity", Help: "Change how grave a case is.", Needs: Anyone, Thread: true, Example: "case severity CASE-12 1 Now all sites are down",
			Args: []Arg{theCase, {Name: "to", Kind: Number, Help: "The new severity; 1 is the worst."}, reason},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.SetSeverity{Case: id(v, "case"), To: int(v.Number("to")), Why: v.Text("reason")}, nil
			},
		},
		{
			Path: "case worse", Help: "Raise the severity by one step.", Needs: Anyone, Thread: true, Example: "case worse CASE-12 Now all sites are down", Args: []Arg{theCase, reason},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Worse{Case: id(v, "case"), Why: v.Text("reason")}, nil
			},
		},
		{
			Path: "case admit", Help: "Let a provisional case stand.", Needs: Duty, Thread: true, Example: "case admit CASE-12", Args: []Arg{theCase, maybe(reason)},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Admit{Case: id(v, "case"), Why: v.Text("reason")}, nil
			},
		},
		{
			Path: "case refuse", Help: "Refuse a provisional case; the customer reads the reason.", Needs: Duty, Thread: true,
			Example: "case refuse CASE-12 Not covered by your contract", Args: []Arg{theCase, reason},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.RefuseCase{Case: id(v, "case"), Why: v.Text("reason")}, nil
			},
		},
	}
}

func finishRows() []Verb {
	return []Verb{
		{
			Path: "case restore", Help: "Say that the service works again, by a workaround or a fix.", Needs: Engineer, Thread: true,
			Example: "case restore CASE-12 Failed over to the second site", Args: []Arg{theCase, earlier, maybe(words)},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Restore{Case: id(v, "case"), At: v.When("at"), Text: v.Text("text")}, nil
			},
		},
		{
			Path: "case resolve", Help: "Say that a case is solved, and how.", Needs: Engineer, Thread: true,
			Example: "case resolve CASE-12 The hotfix is in place", Args: []Arg{theCase, earlier, words},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Resolve{Case: id(v, "case"), At: v.When("at"), Text: v.Text("text")}, nil
			},
		},
		{
			Path: "case reopen", Help: "Say that it was not over.", Needs: Linked, Thread: true, Example: "case reopen CASE-12", Args: []Arg{theCase, maybe(reason)},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.ReopenCase{Case: id(v, "case"), Why: v.Text("reason")}, nil
			},
		},
		{
			Path: "case close", Help: "Close a case; for a while it can be reopened.", Needs: Linked, Thread: true, Example: "case close CASE-12", Args: []Arg{theCase, maybe(reason)},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.CloseCase{Case: id(v, "case"), Why: v.Text("reason")}, nil
			},
		},
		{
			Path: "case merge", Help: "Let a case go on as another of the same customer.", Needs: Engineer, Thread: true, Example: "case merge CASE-12 CASE-9",
			Args: []Arg{theCase, {Name: "into", Kind: Case, Help: "The case that goes on."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Merge{From: id(v, "case"), Into: id(v, "into")}, nil
			},
		},
		{
			Path: "case link", Help: "Say that two cases belong together.", Needs: Engineer, Thread: true, Example: "case link CASE-12 CASE-9",
			Args: []Arg{theCase, {Name: "with", Kind: Case, Help: "The other case."}},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Link{A: id(v, "case"), B: id(v, "with")}, nil
			},
		},
		{
			Path: "case correct", Help: "Correct when a promise was kept; a breach needs a second person.", Needs: Engineer, Thread: true,
			Example: "case correct CASE-12 restore at:2026-03-02T04:10Z The fail-over log says so",
			Args: []Arg{theCase, clock,
				{Name: "at", Kind: When, Named: true, Past: true, Help: "When it was so."}, reason},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.CorrectClock{Case: id(v, "case"), Clock: sla.Kind(v.Text("clock")), At: v.When("at"), Why: v.Text("reason")}, nil
			},
		},
		{
			Path: "case agree", Help: "Agree, as a second person, to a moment that turns a breach.", Needs: Engineer, Thread: true, Example: "case agree CASE-12", Args: []Arg{theCase},
			Build: func(_ Input, v Values) (domain.Command, error) {
				return casework.Agree{Case: id(v, "case"), Yes: true}, nil
			},
		},
		{
			Path: "case disagree", Help: "Leave it as it was recorded.", Needs: Engineer, Thread: true, Example: "case disagree CASE-12", Args: []Arg{theCase},
			Build: func(_ Input, v Values) (domain.Command, error) { return casework.Agree{Case: id(v, "case")}, nil },
		},
	}
}
