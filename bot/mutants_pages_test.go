package bot_test

const (
	cw   = "domain/casework/"
	css  = "deploy/desk/offerings/citrix-css.yaml"
	prem = "deploy/desk/offerings/atlassian-premier.yaml"
)

// pageMutants break the rules that the pages show.
var pageMutants = []mutant{
	// Tiers, targets, hours.
	{"a tier takes what it extends before its own", "C1", "", "domain/offering/under.go", "own.Len()+other.Len()), own), other)", "own.Len()+other.Len()), other), own)"},
	{"the highest tier lacks what the middle one adds", "C1", "", css, "    extends: priority # C1", "    extends: select # C1"},
	{"a claim counts as an answer", "C2", "", cw + "take.go", "	b.add(Taken{Owner: who.person.ID})\n", "	b.add(Taken{Owner: who.person.ID})\n	b.reply(\"\", \"\")\n"},
	{"the desk's receipt counts as an answer", "C2", "", cw + "open.go", "	lane := domain.LanePost\n", "	b.reply(\"\", \"\")\n	lane := domain.LanePost\n"},
	{"a first response where none was sold", "C2", "k18-severity-raised", css, "- {kind: first_response, severity: 1, under: 30m, warn: [50%, 8m left]}", "- {kind: first_response, under: 30m, warn: [50%, 8m left]}"},
	{"within for under", "C2 K17", "", css, "under: 15m", "within: 15m"},
	{"under for within", "K17", "", "domain/sla/fold.go", "if !f.begun || f.breached || !f.target.Under {", "if !f.begun || f.breached {"},
	{"no restore clock", "C3", "", cw + "open.go", "{sla.FirstResponse, sla.Restore, sla.Resolve}", "{sla.FirstResponse, sla.Resolve}"},
	{"restored is nothing until resolved", "C3", "", cw + "finish.go", "	if b.live(sla.Restore) {", "	if false {"},
	{"the cloud platform has a restore clock", "C3", "c1-three-tiers", css, "platform: on_premises, under: 4h", "under: 4h"},
	{"the queue forgets the tier", "C5", "", cw + "show.go", "			cmp.Compare(a.rank(lib), b.rank(lib)),\n", ""},
	{"the queue forgets the severity", "C5", "c5-queue", cw + "show.go", "			cmp.Compare(a.Severity, b.Severity),\n", ""},
	{"the queue forgets the clocks", "C5", "c5-queue", cw + "show.go", "			x.Compare(y),\n", ""},
	{"Sev 2 of Priority waits for the morning", "C6", "c6-who-is-there-at-night", css, "- {severity: [1, 2], calendar: always}", "- {severity: 1, calendar: always}"},
	{"Select is worked round the clock", "C6", "", css, "      - {severity: 1, calendar: always}\n      - {calendar: business}", "      - {severity: 1, calendar: always}\n      - {calendar: always}"},
	{"an account's own calendar is passed over", "P1", "p1-regional-hours", "domain/offering/ask.go", `if a.Calendar != "" {`, "if false {"},
	{"everybody lies in one region", "P1", "c6-who-is-there-at-night", "domain/offering/ask.go", "r.by[a.Region]", `r.by["EMEA"]`},
	{"the priority team goes home at night", "R6", "", "deploy/desk/teams.yaml", "    name: Priority Support\n    calendar: always", "    name: Priority Support\n    calendar: css-emea"},
	{"a later clock keeps the older version", "R12 K20", "", cw + "terms.go", "lib.InForce(c.Pin.Offering, at)", "lib.Pinned(c.Pin)"},
	{"a version takes effect a day early", "R12", "", "bot/testdata/desks/versions/offerings/watch-2.yaml", "effective: 2026-03-03", "effective: 2026-03-02"},
	{"a target forgets its minutes", "T15", "", prem, "severity: 3, within: 8h", "severity: 3, within: 6h"},
	{"staging is answered later", "T16", "", prem, "- {environment: staging, as: production}", "- {environment: staging, as: production, at_most: 2}"},
	{"Premier rests at weekends", "T26", "", prem, "    hours: # T26\n      - {calendar: always}", "    hours: # T26\n      - {calendar: premier-week}"},
	{"severities do not say what they mean", "T30", "", cw + "verdict.go", "domain.Named(x.Definition)", "domain.Named(x.Name)"},

	// Who has the queue.
	{"a team is not told that the queue is theirs", "T1 T2", "", cw + "book.go", "	if moved && b.c.Active() {", "	if false && moved {"},
	{"the queue knows no calendar", "T1 T2", "", "domain/offering/owner.go", "if p.open == nil || p.open.Open(at) {", "if p.open == nil || !at.IsZero() {"},
	{"Friday ends at half past four in Los Angeles", "T13 K12", "", "deploy/desk/calendars/premier-online.yaml", "    zone: America/Los_Angeles\n    week: {mon-fri: 08:00-17:00}", "    zone: America/Los_Angeles\n    week: {mon-fri: 08:00-16:30}"},
	{"Monday begins in Tokyo", "T13 K12", "", "deploy/desk/calendars/premier-online.yaml", "week: {mon-fri: 10:00-18:30}", "week: {tue-fri: 10:00-18:30}"},
	{"the weekend covers every product", "T12", "", "domain/offering/ask.go", "if r := &t.coverage[i]; r.fits(a) {", "if r := &t.coverage[i]; false && r.fits(a) {"},
	{"nobody is told when the clock starts", "T12", "", cw + "verdict.go", "if n.Kind != offering.NoteCoverage {", "if true {"},
	{"the note of hours outlives a raise", "T12", "", cw + "lines.go", "return coverage(b.lib, t, b.c.ask(), b.c.OpenedAt)", "return b.c.Notes"},
	{"nobody is told that they may call", "T14", "", cw + "lines.go", `if t.Phone != nil && t.Phone.Text != "" {`, "if false {"},

	// Calendars.
	{"the close is open", "K1", "", "domain/calendar/table.go", "tb.cells[first+i].shut > t })", "tb.cells[first+i].shut >= t })"},
	{"the next opening for the close", "K2", "", "domain/calendar/table.go", "q > three[1].before {", "q >= three[1].before {"},
	{"shut time counts", "K3", "", "domain/sla/work.go", "	return w.c.BetweenNano(min(a, lastNano), min(b, lastNano))", "	return time.Duration(b - a)"},
	{"a break of an hour counts", "K11", "", "domain/calendar/pattern.go", "n > 0 && s.From <= kept[n-1].To {", "n > 0 && s.From <= kept[n-1].To+60 {"},
	{"a span begins before its segment", "K5", "", "domain/calendar/expand.go", "from := max(midnight+int64(s.From)*60, seg.from)", "from := midnight + int64(s.From)*60"},
	{"a span goes on behind its segment", "K6", "", "domain/calendar/expand.go", "to := min(midnight+int64(s.To)*60, seg.to)", "to := midnight + int64(s.To)*60"},
	{"clock changes are ignored", "K5 K6 K7", "", "domain/calendar/zone.go", "t := time.Unix(from, 0).In(loc)\n\t\t\t_, offset := t.Zone()", "t := time.Unix(from, 0).In(loc)\n\t\t\t_, offset := time.Unix(lo, 0).In(loc).Zone()"},
	{"midnight ends a watch", "K9", "", "domain/calendar/pattern.go", "\t\tfrom = to\n", "\t\tbreak\n"},
	{"holidays are ignored", "K9 K10 T2", "", "domain/calendar/pattern.go", "return found.open, found", "return p.weekOn(day), found"},
	{"the cut-off is ignored", "K25", "", "domain/calendar/days.go", "ok && ns >= cut {", "ok && ns >= cut && false {"},
	{"shut days are business days", "K25", "", "domain/calendar/days.go", "\t\tcase open:\n", "\t\tdefault:\n"},

	// Clocks that stand, go on, and begin anew.
	{"a wait holds nothing", "K13 K15 R8 K16", "", "domain/sla/fold.go", "if f.running && !f.free() {", "if false {"},
	{"a wait is never over for the clocks", "K13 R8 K16", "", cw + "wait.go", "b.each(func(k sla.Kind) { b.mark(k, sla.Mark{Do: sla.Resume, Reason: reason, At: at}) })", "_, _ = reason, at"},
	{"the wall length of a wait is added", "K13", "why-not-three-o-clock", "domain/sla/fold.go", "	f.close(at)\n	due := f.standing(at)\n", "	due := f.due + (at - f.since)\n	f.close(at)\n"},
	{"every wait holds every clock", "K13", "wait-for-a-third-party", "domain/sla/target.go", "	for _, p := range t.PauseFor {\n		if p == r {\n			return true\n		}\n	}\n	return false", "	return true"},
	{"a clock that stands is judged and warned of", "K15", "", "domain/sla/fold.go", "if !f.running || f.breached {", "if !f.begun || f.breached {"},
	{"asked once more, the clock runs", "K16", "", "domain/sla/fold.go", "case h.again.Mark != nil && h.again.at == e.at:", "case false:"},
	{"their words do not end a wait", "R8", "r8-their-words-end-the-wait", cw + "hear.go", "if b.c.Wait != nil && b.c.Wait.For == sla.Customer && ", "if false && "},
	{"the last request ticked ends nothing", "T22", "", cw + "wait.go", "if open1 == 1 && c.Wait != nil", "if false && c.Wait != nil"},
	{"all requests are one", "T22", "r8-waiting-for-the-customer", cw + "wait.go", `strings.SplitSeq(text, ";")`, `strings.SplitSeq(text, "\x00")`},
	{"an agreed date passes unseen", "", "wait-for-a-third-party", cw + "watchdue.go", "		next = earliest(next, c.Wait.Until)\n", ""},
	{"a raise makes the due later", "K18", "k18-keeps-the-earlier-due", "domain/sla/retarget.go", "due = min(due, before)", "due = max(due, before)"},
	{"a raise counts from before it", "K18", "k18-severity-raised", cw + "severity.go", "			b.begin(k, t, b.c.Pin, sla.Mark{At: b.s.At})\n", "			b.begin(k, t, b.c.Pin, sla.Mark{At: b.c.OpenedAt})\n"},
	{"a raise alerts nobody", "", "k18-severity-raised k18-keeps-the-earlier-due", cw + "severity.go", "	if raised {\n", "	if false {\n"},
	{"a raise calls nobody by name", "", "k18-severity-raised", cw + "severity.go", "if e.Alone = gravest(c.Severity); e.Alone {", "if e.Alone = gravest(c.Severity); false {"},
	{"a lowering keeps the earlier due", "K19", "", "domain/sla/target.go", "	default:\n		return Carry", "	default:\n		return KeepEarlier"},
	{"a lowering undoes a breach", "K19", "k19-severity-lowered", "domain/sla/retarget.go", "	if !f.breached { // a promise", "	if f.breached = false; !f.breached { // a promise"},
	{"anybody lowers", "K19", "k19-severity-lowered", cw + "severity.go", "case cmd.To > c.Severity && !who.staff():", "case cmd.To > c.Severity && !who.staff() && false:"},
	{"reopening starts no clock again", "K21", "", cw + "finish.go", "			b.mark(k, sla.Mark{Do: sla.Reopen})\n", ""},
	{"the time between counts", "K21", "k21-reopened", "domain/sla/fold.go", "		f.retarget(0, p)\n	}\n	if !f.running && f.free() {\n		f.resume(e.at)\n", "		f.retarget(0, p)\n	}\n	if !f.running && f.free() {\n		f.resume(f.stop.at)\n"},
	{"who reopens is owed no answer", "K21", "k21-new-cycle", cw + "finish.go", "	if !who.staff() && !b.live(sla.FirstResponse)", "	if !who.staff() && false && !b.live(sla.FirstResponse)"},
	{"a case can be reopened for ever", "K21", "k21-too-late", cw + "finish.go", "t.Reopen > 0 && s.Now", "t.Reopen < 0 && s.Now"},
	{"every message restarts the response", "K22", "k22-next-response", cw + "hear.go", "if !b.live(sla.FirstResponse) && !b.live(sla.NextResponse) && !b.s.At", "if !b.live(sla.FirstResponse) && !b.s.At"},
	{"a next response before the first", "K22", "k22-next-response", cw + "hear.go", "if !b.live(sla.FirstResponse) && !b.live(sla.NextResponse) && !b.s.At", "if !b.live(sla.NextResponse) && !b.s.At"},
	{"words are owed no answer", "K22", "nudge", cw + "hear.go", "		b.begin(sla.NextResponse, t, pin, sla.Mark{At: b.s.At, Message: message})\n", "		_, _ = t, pin\n"},
	{"updates are owed before the first response", "K22", "k22-next-update", cw + "open.go", "{sla.FirstResponse, sla.Restore, sla.Resolve}", "{sla.FirstResponse, sla.NextUpdate, sla.Restore, sla.Resolve}"},
	{"our words renew no update", "K22", "k22-next-update", cw + "hear.go", "running := b.asked(sla.NextUpdate)", "running := false"},
	{"only the first clock is looked at", "K23", "c3-missed", cw + "watchdue.go", "	for i := range c.Clocks {\n		// From", "	for i := range c.Clocks[:1] {\n		// From"},
	{"a correction in time is none", "K29", "second-person", cw + "finish.go", "	return at, nil\n}", "	return b.s.At, nil\n}"},
	{"late news is judged by its record", "K29", "k29-late-news", cw + "book.go", "	if s.At.IsZero() {\n		s.At = s.Now\n	}\n", "	s.At = s.Now\n"},
	{"an edit moves a met clock", "", "edits-and-deletions", cw + "hear.go", "	b.add(MessageEdited{Message: cmd.Message, Words: b.word(cmd.Text), Staff: cmd.Audience == domain.Internal})\n", "	b.correct(sla.FirstResponse, b.s.At, \"\")\n"},

	// Warnings.
	{"the first point overtakes the last", "K24", "", "domain/sla/state.go", "c = s.Crossed[len(s.Crossed)-1]", "c = s.Crossed[0]"},
	{"warnings by the wall", "K24", "k10-holiday", "domain/sla/warning.go", "x := f.work.add(f.since, f.left-at)", "x := f.since + int64(f.left-at)"},
	{"what is late does not say so", "K24", "platform-down k24-after-downtime", cw + "watchdue.go", "e.NotOlder, e.Late = x.At, true", "e.NotOlder = x.At"},
	{"the duty manager is not told while nobody answers", "", "c2-warned-and-answered worked-in-the-night", cw + "watchdue.go", `if cl.Kind != sla.FirstResponse && b.c.Owner != "" && !x.Breach() {`, "if true {"},
	{"the owner is not warned", "", "c3-missed k22-next-response", cw + "watchdue.go", "	if b.c.Owner != \"\" {\n		e := guard(", "	if false {\n		e := guard("},
	{"a warning is not asked again before it is said", "", "platform-down", "bot/outbox_judge.go", "	if e.Guard.IsZero() {", "	if true {"},

	// Who may open, and what is kept of it.
	{"anybody opens", "R13", "", cw + "verdict.go", "	if can(who.person) {", "	if true {"},
	{"named or not", "T20", "", cw + "verdict.go", "return !rule.Named || p.Has(account.Named)", "return true"},
	{"a Sev 1 is refused as the others are", "R13 C12", "sev1-always-recorded", cw + "verdict.go", "case len(v.failed) == 0 || gravest(v.severity):", "case len(v.failed) == 0:"},
	{"the contract's end is passed over", "C12", "", "domain/account/account.go", `(c.To == "" || date <= c.To)`, "true"},
	{"a provisional case starts no clocks", "", "sev1-always-recorded sev1-let-stand", cw + "open.go", "		b.begin(k, v.tier, e.Pin, sla.Mark{At: b.s.At, By: who.id()})\n", "		if len(v.failed) == 0 {\n			b.begin(k, v.tier, e.Pin, sla.Mark{At: b.s.At, By: who.id()})\n		}\n"},
	{"no duty manager is told of a provisional case", "", "sev1-always-recorded sev1-let-stand stranger-once-an-hour", cw + "open.go", "	if len(v.failed) > 0 {\n", "	if false {\n"},
	{"a stranger opens without end", "", "stranger-once-an-hour", cw + "verdict.go", "if s.Now.Sub(c.OpenedAt) < every {", "if false {"},
	{"a stranger of any workspace opens", "", "stranger-once-an-hour", cw + "open.go", "if who.person == nil && !who.staff() && !a.OwnWorkspace(who.Handle) {", "if false {"},
	{"nothing is asked that helps", "R7", "", cw + "lines.go", "if t == nil || gravest(b.c.Severity) {", "if true {"},
	{"a product's own questions are not asked", "R7", "forms", cw + "lines.go", "Checklist(b.c.Product)", `Checklist("")`},
	{"a kept opening loses its words", "", "second-opening", cw + "open.go", "Title: title, Product: d.Product", "Title: title[:1], Product: d.Product"},
	{"the window of a second opening has no end", "", "second-opening", cw + "open.go", "s.Now.Sub(c.OpenedAt) > window", "s.Now.Sub(c.OpenedAt) > 100*window"},
	{"a graver opening waits for an answer", "", "second-opening", cw + "open.go", "same != nil && same.Severity <= v.severity", "same != nil"},
	{"a second opening is told to nobody", "", "second-opening", cw + "open.go", "	ch.Effects = append(ch.Effects, e)\n	return []domain.Change{ch}, nil", "	return []domain.Change{ch}, nil"},

	// Who reads what.
	{"people of another company know of a case", "", "another-customers-case", cw + "party.go", "return !p.person.Gone && p.person.Account == c.Account", "return true"},
	{"a customer's closing is told to no staff", "", "another-customers-case", cw + "finish.go", "if !who.staff() { // whoever", "if false { // whoever"},
	{"customers read of the staff's files", "", "assign-and-note", cw + "timeline.go", "	if !staff && among(rec.Event) {", "	if false && among(rec.Event) {"},
	{"customers read notes", "", "assign-and-note", cw + "timeline.go", "	if !staff {\n		return domain.Line{}\n	}\n	return internalEvent", "	return internalEvent"},
	{"who is given a case is not told", "", "assign-and-note", cw + "take.go", "	if p.ID != who.id() {", "	if p.ID == who.id() {"},
	{"cases of two customers become one", "", "merge-and-link", cw + "relate.go", "	if from.Account != into.Account {", "	if false {"},
	{"a merge loses a graver promise", "", "merge-and-link", cw + "relate.go", "	if from.Severity < into.Severity && from.Active() {", "	if false {"},
	{"followers are not told", "", "t20-named-contacts", cw + "finish.go", "	if err := b.tellWatchers(what, head); err != nil {", "	if err := error(nil); err != nil {"},
	{"one person is the second", "", "second-person", cw + "correct.go", `cmd.Yes && (c.ClaimBy == "" || c.ClaimBy == who.id())`, `cmd.Yes && c.ClaimBy == ""`},
	{"a breach is turned by one person", "", "second-person", cw + "finish.go", "	return was.Breached() && !now.Breached()\n", "	return was.Breached() && now.Breached()\n"},
	{"the operator is not told what died", "", "shared-by-mistake", "bot/outbox_claim.go", "	if r.Effect.Place.Kind == domain.OperatorPlace {\n", "	if true {\n"},
	{"a Sev 1 without a channel goes nowhere", "", "the-team-channel-is-gone", cw + "open.go", "	staff.Instead = card.Operator().Address()\n", ""},

	// People.
	{"a person holds one role", "R1", "", "domain/account/code.go", "RolesSet{Roles: c.Roles}", "RolesSet{Roles: c.Roles[:1]}"},
	{"a code is taken where others read", "", "link-and-whoami", "domain/account/code.go", "	if c.Shared {", "	if false {"},
	{"a code is spent twice", "", "link-and-whoami", "domain/account/code.go", "code == nil || code.Spent || ", "code == nil || "},
	{"a handle stays linked", "", "link-and-whoami", "domain/account/code.go", "if c.Handle.IsZero() || h == c.Handle {", "if len(events) == 0 {"},
	{"any engineer makes codes", "", "link-and-whoami", "commands/rows_desk.go", `Help: "Make a one-time link code for somebody.", Needs: Admin`, `Help: "Make a one-time link code for somebody.", Needs: Engineer`},

	// Words, forms, weather.
	{"nobody says what was probably meant", "", "words-that-are-not-understood", "bot/problem.go", `case p.Line != "":`, "case false:"},
	{"a form's problem stands nowhere", "", "forms", "bot/interpret_form.go", "p.Fields[one.Arg] = doc.Head", `p.Fields[""] = doc.Head`},
	{"the status counts every clock as unanswered", "", "status", cw + "status.go", "if cl.Kind == sla.FirstResponse {", "if true {"},
	{"what may have arrived is said again unlooked", "", "an-answer-is-lost dies-while-speaking", "bot/outbox_judge.go", "if doubted && e.Kind == domain.Post && s.route == here {", "if false {"},
}
