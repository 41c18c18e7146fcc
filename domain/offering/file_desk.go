package offering

import "github.com/deskhand/deskhand/domain/offering/strict"

// deskFile is desk.yaml: what holds for the whole desk.
type deskFile struct {
	strict.At
	Name        strict.Text  `key:"name,must" doc:"The vendor's name as customers know it."`
	Prefix      prefix       `key:"prefix,must" doc:"What people type before a command: desk for /desk."`
	Language    strict.Name  `key:"language,must" doc:"The language of the texts in this folder: en, ja, nb."`
	Zone        zone         `key:"zone,must" doc:"Where a date begins for the vendor: offerings take effect at its midnight."`
	DutyManager strict.Name  `key:"duty_manager,must" doc:"The role told when nobody answers. Who fills it is kept by the desk, not here."`
	Regions     []regionFile `key:"regions,must" doc:"The regions an account can lie in."`
	Defaults    defaultsFile `key:"defaults,must" doc:"What holds where nobody said anything."`
	Limits      *limitsFile  `key:"limits" doc:"Bounds on what is asked of the desk."`
}

type regionFile struct {
	strict.At
	Region strict.Name `key:"region,must,short" doc:"Its id, by which accounts and calendars name it."`
	Name   strict.Text `key:"name" doc:"Its name in full."`
}

func (r regionFile) id() string { return r.Region.V }

type defaultsFile struct {
	strict.At
	Region      strict.Name   `key:"region,must" doc:"The region of an account that names none."`
	Environment strict.Name   `key:"environment,must" doc:"The environment of a case that names none."`
	Severity    strict.Number `key:"severity,must" doc:"The severity of a case that names none."`
	Team        strict.Name   `key:"team,must" doc:"Who owns what no routing rule gives to anybody."`
	Offering    strict.Name   `key:"offering" doc:"Under which a case runs whose account has no contract yet: a provisional Sev 1."`
	Tier        strict.Name   `key:"tier" doc:"The tier of that offering."`
}

type limitsFile struct {
	strict.At
	JoinWindow       window    `key:"join_window" doc:"A second opening by the same account within this shows the first; 30m if not given."`
	JoinAnswer       window    `key:"join_answer" doc:"How long a gravest case that may be the same trouble waits for its opener's word before it is opened by itself; 3m if not given."`
	CallAgain        callAgain `key:"call_again" doc:"How long after a promise of the gravest severity was broken the team and the duty manager are called again, and again, until somebody answers: 5m to 24h, 15m if not given."`
	ProvisionalEvery window    `key:"provisional_every" doc:"How often somebody not linked may open a provisional case; 1h if not given."`
}

// teamsFile is teams.yaml: who answers, where and when.
type teamsFile struct {
	strict.At
	Sites []siteFile `key:"sites" doc:"Where people sit; the phone goes to the site that is online."`
	Teams []teamFile `key:"teams,must" doc:"Who owns cases."`
}

type siteFile struct {
	strict.At
	Site     strict.Name `key:"site,must" doc:"Its id."`
	Name     strict.Text `key:"name,must" doc:"Its name."`
	Calendar strict.Name `key:"calendar,must" doc:"When it is online."`
	Phone    phone       `key:"phone" doc:"Its number."`
}

func (s siteFile) id() string { return s.Site.V }

type teamFile struct {
	strict.At
	Team     strict.Name                    `key:"team,must" doc:"Its id, by which routing names it."`
	Name     strict.Text                    `key:"name,must" doc:"Its name as people read it."`
	Calendar strict.Name                    `key:"calendar,must" doc:"When somebody of it is there."`
	Channel  strict.Name                    `key:"channel,must" doc:"The logical name of its channel; which channel that is on a platform is kept by the desk."`
	Phones   strict.Map[strict.Name, phone] `key:"phones" doc:"Its number for callers of a region."`
	Sites    []strict.Name                  `key:"sites,one" doc:"The sites its people sit at, first asked first."`
	Skills   []strict.Name                  `key:"skills,one" doc:"What its people know: products or trades."`
}

func (t teamFile) id() string { return t.Team.V }
