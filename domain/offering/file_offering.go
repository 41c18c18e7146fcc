package offering

import (
	"strconv"

	"github.com/deskhand/deskhand/domain/offering/strict"
)

// offeringFile is one file of offerings/: one version of what is sold.
type offeringFile struct {
	strict.At
	Offering  strict.Name `key:"offering,must" doc:"Its id; tiers belong to it (C1)."`
	Name      strict.Text `key:"name" doc:"Its name as customers know it."`
	Version   strict.Name `key:"version,must" doc:"This version's id; running clocks keep theirs (R12)."`
	Effective date        `key:"effective,must" doc:"From this date's midnight in the desk's zone it is in force (R12)."`
	Extends   ref         `key:"extends" doc:"Another offering, or another version of this one, that holds where this file says nothing."`

	Sources       []sourceFile       `key:"sources" doc:"Where the promise was read (P9)."`
	Disagreements []disagreementFile `key:"disagreements" doc:"Where the sources contradict each other, and what was chosen."`

	Severities   []severityFile                    `key:"severities" doc:"Its severities; 1 is the gravest (T15, T30)."`
	Environments []environmentFile                 `key:"environments" doc:"What an environment does to the promise (T16)."`
	Products     *productsFile                     `key:"products" doc:"What is covered (T10)."`
	Checklist    []strict.Text                     `key:"checklist" doc:"What to have tried before opening, for products with no list of their own (R7)."`
	Requests     []strict.Text                     `key:"requests" doc:"What is asked of a customer as a rule: configuration, logs, dumps (T22)."`
	Calendars    strict.Map[strict.Name, byRegion] `key:"calendars" doc:"Names of calendars by region, for the rules below (C6, P1)."`
	Features     []featureFile                     `key:"features" doc:"Everything a tier can hold (C14)."`
	Clocks       []clockFile                       `key:"clocks" doc:"What holds for every target of a kind unless it says otherwise."`
	OutOfScope   []scopeFile                       `key:"out_of_scope" doc:"Reasons to refuse or close, and where to go instead (T23)."`
	Tiers        []tierFile                        `key:"tiers" doc:"What can be bought."`
}

func (o offeringFile) id() string { return o.Offering.V }

type sourceFile struct {
	strict.At
	Source   strict.Name `key:"source,must" doc:"Its id within this file."`
	Title    strict.Text `key:"title,must" doc:"What it is."`
	Language strict.Name `key:"language,must" doc:"The language it was read in."`
	Read     date        `key:"read,must" doc:"When it was read."`
	Note     strict.Text `key:"note" doc:"What to know when relying on it: a translation that may lag, a legacy edition."`
}

func (s sourceFile) id() string { return s.Source.V }

type disagreementFile struct {
	strict.At
	About  strict.Text   `key:"about,must" doc:"What the sources disagree on."`
	Says   []sayingFile  `key:"says,must" doc:"What each of them says."`
	Chosen strict.Text   `key:"chosen,must" doc:"What this offering does, and why."`
	Rows   []strict.Name `key:"rows,one" doc:"The requirements it touches."`
}

type sayingFile struct {
	strict.At
	Source strict.Name `key:"source,must" doc:"One of the sources."`
	What   strict.Text `key:"what,must" doc:"What it says, in our words."`
}

type severityFile struct {
	strict.At
	Number     strict.Number `key:"number,must" doc:"1 is the gravest."`
	Name       strict.Text   `key:"name,must" doc:"What people call it: Sev 1, L1."`
	Definition strict.Text   `key:"definition,must" doc:"When it is this one; shown in the opening form (T30)."`
}

func (s severityFile) id() string { return strconv.Itoa(s.Number.V) }

type environmentFile struct {
	strict.At
	Environment strict.Name   `key:"environment,must" doc:"Its id: production, staging, test."`
	As          strict.Name   `key:"as" doc:"It is promised what this other environment is (T16)."`
	AtMost      strict.Number `key:"at_most" doc:"A graver severity than this is promised no more than this one."`
}

func (e environmentFile) id() string { return e.Environment.V }

type productsFile struct {
	strict.At
	Covered coverWord     `key:"covered,must" doc:"all: every product, known here or not, save the excepted ones. listed: only those known here."`
	Except  []exceptFile  `key:"except" doc:"What is not covered (T10)."`
	Known   []productFile `key:"known" doc:"Products the offering knows by name."`
}

type exceptFile struct {
	strict.At
	Product strict.Name `key:"product,must,short" doc:"Its id."`
	Instead strict.Text `key:"instead" doc:"Where to go."`
}

func (e exceptFile) id() string { return e.Product.V }

type productFile struct {
	strict.At
	Product   strict.Name   `key:"product,must" doc:"Its id, as people type it: product:cvad."`
	Name      strict.Text   `key:"name,must" doc:"Its full name."`
	Aliases   []strict.Name `key:"aliases,one" doc:"Other words people use for it."`
	Line      strict.Name   `key:"line" doc:"Its product line (C7)."`
	Platform  platformWord  `key:"platform" doc:"Where it runs; on_premises if not given (C3)."`
	Checklist []strict.Text `key:"checklist" doc:"What to have tried before opening (R7)."`
}

func (p productFile) id() string { return p.Product.V }

// byRegion is one calendar for everybody, or one for each region.
type byRegion struct {
	strict.At
	Every   strict.Name                          `key:"every,short" doc:"The calendar of every region that has none of its own below."`
	Regions strict.Map[strict.Name, strict.Name] `key:"regions" doc:"The calendar of a region."`
}

type featureFile struct {
	strict.At
	Feature strict.Name `key:"feature,must" doc:"Its id."`
	Name    strict.Text `key:"name,must" doc:"What people call it."`
	About   strict.Text `key:"about" doc:"What it is."`
}

func (f featureFile) id() string { return f.Feature.V }

type scopeFile struct {
	strict.At
	Reason  strict.Name `key:"reason,must" doc:"Its id."`
	Name    strict.Text `key:"name,must" doc:"What is out of scope."`
	Instead strict.Text `key:"instead,must" doc:"Where to go."`
}

func (s scopeFile) id() string { return s.Reason.V }
