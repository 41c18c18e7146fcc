package offering_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
)

// C14: who has what, feature by feature.
func TestFeatures(t *testing.T) {
	d := shipped(t)
	all := []string{"updates", "ltsr", "unlimited-support", "unlimited-contacts", "supportability-pack", "app-layering",
		"extended-support", "call-back", "workspace-environment-management", "elearning", "techedge", "installation-help"}
	priority := []string{"priority-queue", "critsit", "scheduled-support", "rca", "operations-review", "tam", "success-manager",
		"success-planning", "restore-target", "cloud-uptime"}
	plus := []string{"add-on-packages", "executive-sponsor"}
	want := map[string][]string{
		"select":        all,
		"priority":      slices.Concat(all, priority),
		"priority-plus": slices.Concat(all, priority, plus),
	}
	for id, features := range want {
		var got []string
		for _, e := range tier(t, d, "citrix-css", id).Entitlements() {
			got = append(got, e.Feature.ID)
		}
		if !slices.Equal(got, features) {
			t.Errorf("C14 %s holds %v, want %v", id, got, features)
		}
	}
	adds := map[string][]string{
		"select":        all,
		"priority":      priority,
		"priority-plus": {"scheduled-support", "success-manager", "restore-target", "add-on-packages", "executive-sponsor"},
	}
	for id, features := range adds {
		var got []string
		for _, e := range tier(t, d, "citrix-css", id).Adds() {
			got = append(got, e.Feature.ID)
		}
		if !slices.Equal(got, features) {
			t.Errorf("C1 %s adds %v, want %v", id, got, features)
		}
	}
	with := func(feature string) (ids []string) {
		for _, x := range d.Offering("citrix-css", "").With(feature) {
			ids = append(ids, x.ID)
		}
		return ids
	}
	if got := with("critsit"); !slices.Equal(got, []string{"priority", "priority-plus"}) {
		t.Errorf("C14 critsit is held by %v", got)
	}
	if got := with("no such thing"); got != nil {
		t.Errorf("nothing is held by %v", got)
	}
}

func TestQuantities(t *testing.T) {
	d := shipped(t)
	tests := []struct {
		name, tier, feature string
		quantity            int
		unit, per, since    string
		condition           string
	}{
		{"P3", "priority", "scheduled-support", 40, "hours", "contract_year", "priority", ""},
		{"P3", "priority-plus", "scheduled-support", 80, "hours", "contract_year", "priority-plus", ""},
		{"P2", "priority", "success-manager", 0, "", "", "priority", "1,000,000 USD a year or more"},
		{"P2", "priority-plus", "success-manager", 0, "", "", "priority-plus", "a Priority Plus one"},
		{"C1", "priority-plus", "critsit", 0, "", "", "priority", ""},
		{"C1", "priority-plus", "updates", 0, "", "", "select", ""},
		{"C4", "priority-plus", "cloud-uptime", 0, "", "", "priority", "99.5 %"},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.tier+" "+tt.feature, func(t *testing.T) {
			e, ok := tier(t, d, "citrix-css", tt.tier).Has(tt.feature)
			if !ok || e.Quantity != tt.quantity || e.Unit != tt.unit || e.Per != tt.per || e.Since != tt.since ||
				!strings.Contains(e.Condition, tt.condition) || tt.condition == "" && e.Condition != "" {
				t.Errorf("holds %+v", e)
			}
		})
	}
	if _, ok := tier(t, d, "citrix-css", "select").Has("critsit"); ok {
		t.Error("C14 Select has critical situation management")
	}
}

// C5: the higher tier is served first.
func TestQueueOrder(t *testing.T) {
	d := shipped(t)
	plus, priority, sel := tier(t, d, "citrix-css", "priority-plus"), tier(t, d, "citrix-css", "priority"), tier(t, d, "citrix-css", "select")
	if !(plus.Queue.Rank < priority.Queue.Rank && priority.Queue.Rank < sel.Queue.Rank) {
		t.Errorf("ranks %d, %d, %d", plus.Queue.Rank, priority.Queue.Rank, sel.Queue.Rank)
	}
	if plus.Queue.Name != "highest priority" || priority.Queue.Name != "priority" {
		t.Errorf("names %q, %q", plus.Queue.Name, priority.Queue.Name)
	}
}

// R13, T20, T11, T21: facts about who may open.
func TestMayOpen(t *testing.T) {
	d := shipped(t)
	for _, id := range []string{"select", "priority", "priority-plus"} {
		m := tier(t, d, "citrix-css", id).MayOpen
		if !slices.Equal(m.Roles, []offering.Role{offering.Technical}) || m.Named || m.Seats != 0 || m.Instead == "" {
			t.Errorf("R13 %s: %+v", id, m)
		}
	}
	m := tier(t, d, "atlassian-premier", "premier").MayOpen
	if !m.Named || m.Seats != 3 || !m.OwnDomain || !slices.Contains(m.NoGroups, "support") || m.Instead == "" {
		t.Errorf("T20 %+v", m)
	}
	if p := m.Partners; p == nil || p.Give != 1 || p.Get != 3 || p.Address != "{person}_{partner}@{domain}" {
		t.Errorf("T11 %+v", m.Partners)
	}
}

// T10: all products but four.
func TestCovers(t *testing.T) {
	o := shipped(t).Offering("atlassian-premier", "")
	for _, p := range []string{"opsgenie", "Statuspage", "trello", "JIRA-ALIGN"} {
		if e, ok := o.Covers(p); ok || e.Instead == "" {
			t.Errorf("T10 %s is covered (%+v)", p, e)
		}
	}
	for _, p := range []string{"", "jira", "Confluence", "sourcetree", "something new"} {
		if _, ok := o.Covers(p); !ok {
			t.Errorf("T10 %s is not covered", p)
		}
	}
	listed := parse(t, map[string]string{"offerings/small.yaml": `{offering: small, name: Small, version: "1", effective: 2026-01-01,
  severities: [{number: 1, name: S1, definition: Down.}], products: {covered: listed, known: [{product: app, name: The app}]},
  features: [{feature: phone, name: Phone}],
  tiers: [{tier: basic, name: Basic, queue: {rank: 1}, may_open: {roles: technical}, features: [phone]}]}`}).Offering("small", "")
	if _, ok := listed.Covers("the APP"); !ok {
		t.Error("T10 a listed product is not covered")
	}
	if _, ok := listed.Covers("another"); ok {
		t.Error("T10 a product not listed is covered")
	}
}

// T30, T15: severities are the offering's own, with their definitions.
func TestSeverities(t *testing.T) {
	o := shipped(t).Offering("atlassian-premier", "")
	words := []string{"production application is down", "seriously degraded", "some effect on the business", "a question"}
	for i, w := range words {
		s, ok := o.Severity(i + 1)
		if !ok || s.Name != "L"+string(rune('1'+i)) || !strings.Contains(s.Definition, w) {
			t.Errorf("T30 severity %d: %+v", i+1, s)
		}
	}
	if _, ok := o.Severity(5); ok {
		t.Error("there is an L5")
	}
}

// R7: a product's own checklist, else the offering's.
func TestChecklist(t *testing.T) {
	o := shipped(t).Offering("citrix-css", "")
	own, general := o.Checklist("XenDesktop"), o.Checklist("endpoint-management")
	if len(own) == 0 || !strings.Contains(own[0], "delivery controllers") {
		t.Errorf("R7 cvad: %q", own)
	}
	if len(general) == 0 || !slices.Equal(general, o.Checklist("")) || slices.Equal(general, own) {
		t.Errorf("R7 others: %q", general)
	}
}

// P9, R12: sources and disagreements are data; each row of the list that touches these two
// offerings is there.
func TestDisagreements(t *testing.T) {
	rows := map[string]bool{}
	for _, o := range shipped(t).Offerings() {
		if len(o.Sources) == 0 {
			t.Errorf("P9 %s cites nothing", o.ID)
		}
		for _, d := range o.Disagreements {
			if len(d.Says) < 2 || d.Chosen == "" {
				t.Errorf("P9 %s: %q", o.ID, d.About)
			}
			for _, r := range d.Rows {
				rows[r] = true
			}
		}
	}
	for _, want := range []string{"P1", "C2", "C6", "R6", "C13", "P2", "T1", "T13", "T2", "T10", "T6", "T23"} {
		if !rows[want] {
			t.Errorf("P9 no disagreement touches %s", want)
		}
	}
}

func TestRest(t *testing.T) {
	d := shipped(t)
	plus := tier(t, d, "citrix-css", "priority-plus")
	if plus.Waiting == nil || plus.Waiting.Reminders == 0 || plus.Waiting.Remind.Days == 0 || plus.Reopen != 14*24*time.Hour {
		t.Errorf("R8 K21 %+v %v", plus.Waiting, plus.Reopen)
	}
	if got := plus.WaitingCalendar(offering.Ask{Region: "Japan"}); got != "css-japan" {
		t.Errorf("R8 waiting is counted on %q", got)
	}
	if plus.Phone == nil || !strings.Contains(plus.Phone.Text, "Priority engineers") {
		t.Errorf("C1 phone of the tier below is not there: %+v", plus.Phone)
	}
	if p := tier(t, d, "atlassian-premier", "premier").Phone; p == nil || p.Calendar != "always" || !strings.Contains(p.Text, "weekend") {
		t.Errorf("T14 %+v", p)
	}
	if got := plus.Kinds(); !slices.Equal(got, []sla.Kind{sla.FirstResponse, sla.Restore}) {
		t.Errorf("clocks %v", got)
	}
	if o := d.Offering("atlassian-premier", ""); len(o.OutOfScope) != 13 || len(o.Requests) != 6 {
		t.Errorf("T23 %d reasons, T22 %d requests", len(o.OutOfScope), len(o.Requests))
	}
}
