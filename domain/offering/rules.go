package offering

import "github.com/deskhand/deskhand/domain/offering/strict"

// A Fault is one thing wrong with a desk folder, and Faults is all of them.
type (
	Fault  = strict.Fault
	Faults = strict.Faults
)

// What can be wrong with a folder whose files can be read. Every English sentence of faults
// stands here and in package strict. Places within the folder are the subject; people are never.
var (
	ruleFileMissing = strict.Rule{ID: "file.missing", Text: "the folder has no %s", Help: "every desk folder needs one"}
	ruleFilePlace   = strict.Rule{ID: "file.place", Text: "nothing reads a file here", Help: "desk.yaml, teams.yaml, calendars/, holidays/ and offerings/ are read"}
	ruleFileName    = strict.Rule{ID: "file.name", Text: "this is %s, which belongs into the file %s"}

	ruleUnknown         = strict.Rule{ID: "ref.unknown", Text: "there is no %s %s"}
	ruleTwice           = strict.Rule{ID: "id.twice", Text: "%s %s was already given at %s", Help: "give one of them another id"}
	ruleCycle           = strict.Rule{ID: "extends.cycle", Text: "%s extends itself: %s", Help: "a chain of extends must end; nobody could ever hold this"}
	ruleUnknownSeverity = strict.Rule{ID: "ref.severity", Text: "there is no severity %s; they are 1 to %s"}

	ruleNoTime      = strict.Rule{ID: "time.none", Text: "%s is no time at all", Help: "for a whole day write 00:00-24:00"}
	ruleNotPositive = strict.Rule{ID: "time.positive", Text: "%s is not a length of time ahead (K4)"}
	ruleCallAgain   = strict.Rule{ID: "call_again.bounds", Text: "%s is not a time after which people are called again", Help: "use 5m to 24h"}
	ruleWhichDays   = strict.Rule{ID: "time.days", Text: "%s could mean days of 24 hours or business days (K25)", Help: "write 48h or 2 business days"}
	ruleZone        = strict.Rule{ID: "zone.unknown", Text: "there is no zone %s"}
	ruleZoneOffset  = strict.Rule{ID: "zone.offset", Text: "%s is an offset or an abbreviation, which does not follow the clock changes (K7)", Help: "name a zone by its place: Europe/Oslo"}
	ruleNightEdge   = strict.Rule{ID: "time.night", Text: "%s in %s can come twice or never when the clocks change (K6)", Help: "use 00:00 or 04:00 if you can", Warning: true}

	ruleAlwaysOnly  = strict.Rule{ID: "calendar.always", Text: "a calendar that is always open has no layers or closures", Help: "for 24x7 with a closure, write a layer with the whole week"}
	ruleNoLayers    = strict.Rule{ID: "calendar.empty", Text: "calendar %s has no layers and is not always open"}
	ruleNeverOpen   = strict.Rule{ID: "calendar.never", Text: "calendar %s is never open (K27)", Help: "no clock on it could ever end"}
	ruleCalendarBad = strict.Rule{ID: "calendar.invalid", Text: "calendar %s: %s %s"}
	ruleOverlap     = strict.Rule{ID: "calendar.overlap", Text: "%s overlaps %s on line %s", Help: "write the hours once"}
	ruleDayTwice    = strict.Rule{ID: "calendar.day", Text: "%s was already given on line %s", Help: "put both into one entry"}
	ruleDayOver     = strict.Rule{ID: "calendar.over", Text: "the hours of a single date end at 24:00", Help: "give the rest to the next date"}

	ruleListOrder = strict.Rule{ID: "holidays.order", Text: "%s stands after %s", Help: "keep the dates in order"}
	ruleListAfter = strict.Rule{ID: "holidays.ends", Text: "%s lies after the list's end, %s", Help: "move ends, or drop the date"}
	ruleListEnds  = strict.Rule{ID: "holidays.soon", Text: "holiday list %s ends on %s; calendar %s counts on it", Help: "read the next years and move ends", Warning: true}

	ruleNotYet       = strict.Rule{ID: "extends.later", Text: "no version of offering %s is in effect by %s"}
	ruleNoSeverity   = strict.Rule{ID: "offering.severities", Text: "offering %s has no severities"}
	ruleNoTiers      = strict.Rule{ID: "offering.tiers", Text: "offering %s has no tiers"}
	ruleTierName     = strict.Rule{ID: "tier.name", Text: "tier %s has no name", Help: "a tier takes everything from the one it extends but its name"}
	ruleNoName       = strict.Rule{ID: "offering.name", Text: "offering %s has no name, and nothing it extends has one"}
	ruleVersionDate  = strict.Rule{ID: "offering.effective", Text: "version %s takes effect on the same date as version %s", Help: "one of them could never be in force"}
	ruleSeverityGap  = strict.Rule{ID: "severity.gap", Text: "severity %s is missing between the others", Help: "number severities 1, 2, 3 without gaps"}
	ruleNoRegion     = strict.Rule{ID: "calendars.region", Text: "%s has no calendar for region %s", Help: "name one, or give every"}
	ruleAsItself     = strict.Rule{ID: "environment.as", Text: "environment %s is promised what %s is, which itself is promised another's", Help: "name the environment at the end of the chain"}
	ruleExceptListed = strict.Rule{ID: "products.except", Text: "%s is excepted, yet only listed products are covered", Help: "leave it out of known, or write covered: all", Warning: true}
	ruleAlias        = strict.Rule{ID: "products.alias", Text: "%s already means product %s", Help: "use another word"}

	ruleTargetNone         = strict.Rule{ID: "target.missing", Text: "this line promises nothing", Help: "give under, within, every, or none: true"}
	ruleTargetMany         = strict.Rule{ID: "target.many", Text: "%s and %s are both given", Help: "keep one of them"}
	ruleTargetEvery        = strict.Rule{ID: "target.every", Text: "every is for next_update alone, not for %s", Help: "use under or within"}
	ruleTargetRecur        = strict.Rule{ID: "target.recur", Text: "next_update comes again and again", Help: "add every"}
	ruleTargetEveryDays    = strict.Rule{ID: "target.everydays", Text: "every is counted in time, not in business days", Help: "write hours of the calendar: 8h"}
	ruleTargetCutNone      = strict.Rule{ID: "target.cutnone", Text: "with a cut-off of 00:00 nothing would ever count as received today", Help: "leave it out and add one business day"}
	ruleDefaultSeverity    = strict.Rule{ID: "defaults.severity", Text: "offering %s has no severity %s", Help: "a case that names no severity gets this one", Warning: true}
	ruleDefaultEnvironment = strict.Rule{ID: "defaults.environment", Text: "offering %s has no environment %s", Help: "a case that names no environment gets this one", Warning: true}
	ruleDefaultTier        = strict.Rule{ID: "defaults.tier", Text: "offering %s is named without a tier", Help: "add tier"}
	ruleTargetCutOff       = strict.Rule{ID: "target.cutoff", Text: "a cut-off needs a target in business days, and a zone a cut-off", Help: "leave it out, or give what it needs"}
	ruleTargetHours        = strict.Rule{ID: "target.hours", Text: "tier %s promises %s for severity %s, but has no hours for it", Help: "add a line to hours, or a calendar to the target"}
	ruleTargetHidden       = strict.Rule{ID: "target.hidden", Text: "this line is never used: the one on line %s fits first", Help: "put the narrower line first", Warning: true}
	ruleTargetWorse        = strict.Rule{ID: "target.worse", Text: "tier %s promises %s for severity %s later than tier %s, which it extends, or not at all (C1)", Help: "a tier holds all of the one below", Warning: true}
	ruleWarnBeyond         = strict.Rule{ID: "warn.beyond", Text: "a warning at %s does not lie within its target", Help: "use 1% to 99%, or less left than the target is long"}
	ruleWarnTwice          = strict.Rule{ID: "warn.twice", Text: "%s warns at the same moment as %s", Help: "keep one of them", Warning: true}
	ruleWarnDays           = strict.Rule{ID: "warn.days", Text: "%s cannot be told for a target in business days", Help: "use a percentage"}
	ruleTierEmpty          = strict.Rule{ID: "tier.empty", Text: "tier %s promises no target, adds no feature and extends nothing", Help: "nobody would notice having it", Warning: true}
	ruleTierNoOne          = strict.Rule{ID: "tier.nobody", Text: "nobody may open a case of tier %s: seats is 0", Help: "give every licence a seat, or drop named"}
	ruleTierQueue          = strict.Rule{ID: "tier.queue", Text: "tier %s has no place in the queue (C5)", Help: "add queue: {rank: 1}"}
	ruleTierOpen           = strict.Rule{ID: "tier.open", Text: "tier %s does not say who may open a case", Help: "add may_open"}
	ruleRouteLate          = strict.Rule{ID: "route.hidden", Text: "team %s is never reached: the line on line %s is always open and fits first", Help: "put it before, or remove it", Warning: true}
	rulePartnerForm        = strict.Rule{ID: "partners.address", Text: "%s does not name {person}, {partner} and {domain} in this order", Help: "write {person}_{partner}@{domain}"}
	rulePartnerSeats       = strict.Rule{ID: "partners.seats", Text: "a licence has %s seats and cannot give up %s"}
	ruleSameTwice          = strict.Rule{ID: "list.twice", Text: "%s stands here twice", Help: "keep one of them", Warning: true}
)
