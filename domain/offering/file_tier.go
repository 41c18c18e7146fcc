package offering

import "github.com/deskhand/deskhand/domain/offering/strict"

// tierFile is what one buys. A tier that extends another holds all of it (C1): its own rules are
// asked first, then those of the one below.
type tierFile struct {
	strict.At
	Tier     strict.Name       `key:"tier,must" doc:"Its id within the offering."`
	Name     strict.Text       `key:"name" doc:"What people call it."`
	Extends  strict.Name       `key:"extends" doc:"The tier below, all of which this one holds (C1)."`
	Queue    *queueFile        `key:"queue" doc:"Its place in the queue (C5)."`
	Features []entitlementFile `key:"features" doc:"The features it adds, or holds more of (C14)."`
	Targets  []targetFile      `key:"targets" doc:"What is promised; the first line that fits a case and kind holds. No line, no clock (C2)."`
	Hours    []hoursFile       `key:"hours" doc:"On which calendar clocks run; the first line that fits holds (C6)."`
	Coverage []coverageFile    `key:"coverage" doc:"Exceptions from the hours, told to the contact when a clock will start later (T12)."`
	Routing  []routeFile       `key:"routing" doc:"Who owns a case: the first line that fits and is open now (T1, T2)."`
	MayOpen  *mayOpenFile      `key:"may_open" doc:"Who may open a case (R13, T20)."`
	Waiting  *waitingFile      `key:"waiting" doc:"What happens while we wait for the customer (R8)."`
	Reopen   *reopenFile       `key:"reopen" doc:"How long a closed case can be taken up again (K21)."`
	Phone    *phoneFile        `key:"phone" doc:"What is said of the phone (T14)."`
}

func (t tierFile) id() string { return t.Tier.V }

// when says which cases a line is for; what is not given fits every case.
type when struct {
	Severity    []strict.Number `key:"severity,one" doc:"Only these severities."`
	Product     []strict.Name   `key:"product,one" doc:"Only these products."`
	Environment []strict.Name   `key:"environment,one" doc:"Only these environments."`
	Region      []strict.Name   `key:"region,one" doc:"Only accounts of these regions."`
	Platform    platformWord    `key:"platform" doc:"Only on this platform (C3)."`
}

type queueFile struct {
	strict.At
	Rank strict.Number `key:"rank,must" doc:"1 is served first, before severity and time left."`
	Name strict.Text   `key:"name" doc:"What people call it."`
}

type entitlementFile struct {
	strict.At
	Feature   strict.Name   `key:"feature,must,short" doc:"One of the offering's features."`
	Quantity  strict.Number `key:"quantity" doc:"How much of it."`
	Unit      strict.Name   `key:"unit" doc:"Of what: hours, seats."`
	Per       strict.Name   `key:"per" doc:"Per what: contract_year, licence."`
	Condition strict.Text   `key:"condition" doc:"Which kind of it, or for whom (P2)."`
}

func (e entitlementFile) id() string { return e.Feature.V }

type targetFile struct {
	strict.At
	Kind      kindWord     `key:"kind,must" doc:"Which clock."`
	Under     length       `key:"under" doc:"Kept only before this has passed (C2)."`
	Within    length       `key:"within" doc:"Kept also at the very moment it has passed (C2)."`
	Every     length       `key:"every" doc:"Again and again; only for next_update."`
	None      strict.Flag  `key:"none" doc:"No clock of this kind, though a tier below has one."`
	When      when         `key:",inline"`
	Calendar  strict.Name  `key:"calendar" doc:"On which calendar, where the hours do not say it."`
	CutOff    clockTime    `key:"cut_off" doc:"For business days: what comes later counts as received the next one (K25)."`
	Zone      zone         `key:"zone" doc:"The zone of the cut-off."`
	Warn      []point      `key:"warn,one" doc:"When to warn: 50%, 4m left."`
	CallAgain callAgain    `key:"call_again" doc:"How long after the breach people are called again, and again: 5m to 24h; if not given, at the gravest severity what the desk says, else not at all."`
	PauseFor  []reasonWord `key:"pause_for,one" doc:"What holds the clock (R8)."`
	OnRaise   changeWord   `key:"on_raise" doc:"What a raised severity does; keep-earlier if not given (K18)."`
	OnLower   changeWord   `key:"on_lower" doc:"What a lowered severity does; carry if not given (K19)."`
}

func (targetFile) chained() {}

// clockFile is what holds for every target of a kind.
type clockFile struct {
	strict.At
	Kind      kindWord     `key:"kind,must" doc:"Which clock."`
	Warn      []point      `key:"warn,one" doc:"When to warn: 50%, 4m left."`
	CallAgain callAgain    `key:"call_again" doc:"How long after the breach people are called again, and again: 5m to 24h; if not given, at the gravest severity what the desk says, else not at all."`
	PauseFor  []reasonWord `key:"pause_for,one" doc:"What holds the clock (R8)."`
	OnRaise   changeWord   `key:"on_raise" doc:"What a raised severity does; keep-earlier if not given (K18)."`
	OnLower   changeWord   `key:"on_lower" doc:"What a lowered severity does; carry if not given (K19)."`
}

func (c clockFile) id() string { return string(c.Kind.V) }

type hoursFile struct {
	strict.At
	When     when        `key:",inline"`
	Kind     []kindWord  `key:"kind,one" doc:"Only these clocks."`
	Calendar strict.Name `key:"calendar,must" doc:"One of this offering's calendars by region, or one of the folder's."`
}

func (hoursFile) chained() {}

type coverageFile struct {
	strict.At
	When     when        `key:",inline"`
	Calendar strict.Name `key:"calendar,must" doc:"The calendar clocks run on instead."`
	Because  strict.Text `key:"because,must" doc:"What the contact is told; when the clock will start is added."`
}

func (coverageFile) chained() {}

type routeFile struct {
	strict.At
	When     when        `key:",inline"`
	Team     strict.Name `key:"team,must,short" doc:"Who owns the case."`
	Calendar strict.Name `key:"calendar" doc:"While this is open; the team's own calendar if not given."`
}

func (routeFile) chained() {}

type mayOpenFile struct {
	strict.At
	Roles     []roleWord    `key:"roles,one" doc:"One of these roles is needed (R13, A5)."`
	Named     strict.Flag   `key:"named" doc:"Only contacts who hold a seat (T20)."`
	Seats     strict.Number `key:"seats" doc:"Seats of each licence (T21)."`
	OwnDomain strict.Flag   `key:"own_domain" doc:"A contact's address lies in the customer's own domain (T20)."`
	NoGroups  []strict.Name `key:"no_groups,one" doc:"Local parts of addresses that belong to more than one person (T20)."`
	Partners  *partnersFile `key:"partners" doc:"How partners come to seats (T11)."`
	Instead   strict.Text   `key:"instead" doc:"How everybody else reaches support."`
}

type partnersFile struct {
	strict.At
	Give    strict.Number `key:"give,must" doc:"Own seats given up, for each licence."`
	Get     strict.Number `key:"get,must" doc:"Partner seats gained."`
	Address strict.Text   `key:"address,must" doc:"The form of a partner's address: {person}_{partner}@{domain}."`
}

type waitingFile struct {
	strict.At
	Remind    length        `key:"remind,must" doc:"How long until a reminder, and between two."`
	Reminders strict.Number `key:"reminders,must" doc:"How many; the last one announces the closing."`
	Close     length        `key:"close,must" doc:"How long after the last one the case is closed."`
	Calendar  strict.Name   `key:"calendar,must" doc:"The calendar this is counted on."`
}

type reopenFile struct {
	strict.At
	Within window `key:"within,must" doc:"Until then the case goes on; after that a new one is opened."`
}

type phoneFile struct {
	strict.At
	Calendar strict.Name `key:"calendar,must" doc:"When the phone is answered."`
	Text     strict.Text `key:"text,must" doc:"What is said of it."`
}
