package casework_test

import (
	"strings"
	"testing"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/account"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/sla"
)

func customer(text string) casework.Say {
	return casework.Say{Case: "1", Audience: domain.Customers, Text: text, Message: "m/" + text}
}

func sev(n int) casework.OpenCase {
	return casework.OpenCase{Severity: n, Title: "Payments are down", Product: "cvad"}
}

// C2, R6: a Sev 1 is warned, then answered; a claim answers nothing, a vendor person's own words
// do, and the clock says so.
func TestAClaimIsNoAnswerWordsAre(t *testing.T) {
	b := newBench(t)
	said := b.do("09:00", "ana", sev(1))
	want(t, said, "first response by 09:15")
	want(t, said, "you can call +47 12 34 56 78")
	want(t, b.until("09:12"), "team priority: CASE-1 · Sev 1 · northwind · Payments are down: 4 minutes left for first response")
	want(t, b.do("09:12", "noah", casework.Take{Case: "1"}), "still owed, by 09:15")
	want(t, b.do("09:13", "noah", customer("Looking now")), "first response met at 13 minutes of 15 minutes, by noah")
	if said := b.until("09:20"); len(said) != 0 {
		t.Errorf("something was said after the answer: %v", said)
	}
}

// C2, K17: under 15 minutes: words at exactly 15 are late.
func TestWordsAtExactlyTheDueAreLateWhereTheTargetIsUnder(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	want(t, b.until("09:15"), "first response missed at 09:15")
	want(t, b.do("09:15", "noah", customer("Here")), "first response missed: 15 minutes of 15 minutes")
}

// K22: what the customer adds starts the next response only where none runs, and only after the
// first; further messages do not restart it.
func TestNextResponseRunsFromTheOldestUnansweredMessage(t *testing.T) {
	b := newBench(t)
	open := casework.OpenCase{Severity: 2, Title: "Slow", Product: "jira-software"}
	b.do("09:00", "sato", open)
	b.do("09:01", "sato", customer("and slower"))
	if has(b, sla.NextResponse) {
		t.Error("a next response began while the first is owed")
	}
}

func has(b *bench, k sla.Kind) bool { return kinds(b, k) > 0 }

func kinds(b *bench, k sla.Kind) int {
	n := 0
	for _, c := range b.get("1").Clocks {
		if c.Kind == k {
			n++
		}
	}
	return n
}

// R13, T20: who may not open is told by which rule, and who may.
func TestWhoMayOpen(t *testing.T) {
	b := newBench(t)
	said := b.do("09:00", "rita", sev(2))
	want(t, said, "refused: Cases are opened by a technical contact: ana")
	said = b.do("09:01", "rita", sev(1))
	want(t, said, "provisional")
	want(t, said, "person dora: CASE-1 of northwind is provisional")
	want(t, b.do("09:02", "dora", casework.RefuseCase{Case: "1", Why: "Not a technical contact"}), "CASE-1 could not be accepted: Not a technical contact")
	if c := b.get("1"); c.State != casework.IsRefused {
		t.Errorf("state %s", c.State)
	}
}

// T20: a contact is one person, at the customer's own domain; who was registered before that was
// asked is told so when they open.
func TestWhoseAddressMayOpen(t *testing.T) {
	b := newBench(t)
	in := domain.Stamp{Actor: domain.Actor{Kind: domain.ByOperator}}
	tell := func(c domain.Command) {
		if _, err := b.decide(in, c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	put := func(mail string) {
		tell(account.PutPerson{ID: "sato", Account: "southland", Name: "Sato Ken", Given: "Sato", Mail: mail, Roles: []account.Role{account.Technical, account.Named}, Handles: []domain.Handle{handle("sato")}})
	}
	tell(account.PutAccount{ID: "southland", Name: "Southland", Region: "APAC", Zone: "Asia/Tokyo", Domains: []string{"southland.example"},
		Contracts: []account.Contract{{ID: "SR-1", Offering: "atlassian-premier", Tier: "premier"}}})
	put("helpdesk@southland.example")
	want(t, b.do("09:00", "sato", sev(3)), "refused: A contact of this tier is one person")
	put("sato@elsewhere.example")
	want(t, b.do("09:01", "sato", sev(3)), "refused: A contact of this tier has an address of your company's own domain")
	put("sato@southland.example")
	want(t, b.do("09:02", "sato", sev(3)), "CASE-1")
}

// Sev 1 is always recorded: an ended contract makes it provisional, with its clocks running.
func TestSev1WithoutContractStands(t *testing.T) {
	b := newBench(t)
	b.now = at("2027-02-01 09:00")
	want(t, b.do("09:00", "ana", sev(2)), "refused: The support contract ended on 2026-12-31")
	want(t, b.do("09:00", "ana", sev(1)), "first response by 09:15")
	want(t, b.do("09:05", "dora", casework.Admit{Case: "1"}), "dora let it stand")
	if b.get("1").Provisional() {
		t.Error("still provisional")
	}
}

// An unlinked person of the account's own workspace opens one provisional case an hour.
func TestAStrangerOpensOnceAnHour(t *testing.T) {
	b := newBench(t)
	open := casework.OpenCase{Account: "northwind", Severity: 2, Title: "Help"}
	want(t, b.do("09:00", "@stranger", open), "provisional")
	open.Different = true
	want(t, b.do("09:30", "@stranger", open), "refused: You opened CASE-1 already")
	want(t, b.do("10:01", "@stranger", open), "CASE-2")
	open.Account = "southland"
	want(t, b.do("10:02", "@stranger", open), "refused: This is for people the desk knows")
}

// A second opening within half an hour shows the first: join it, or it is different.
func TestSecondOpening(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	rows := b.do("09:10", "ana", casework.OpenCase{Severity: 2, Title: "Also mail"})
	want(t, rows, "Is this the same trouble? | [Same: follow it] | [It is different]")
	want(t, rows, "case 1 internal: ana may have another trouble, Sev 2: Also mail")
	var draft string
	for _, r := range b.rows {
		if r.Effect.Doc != nil && len(r.Effect.Doc.Buttons) == 2 {
			draft = strings.TrimPrefix(r.Effect.Doc.Buttons[1].Run, "case different ")
		}
	}
	want(t, b.do("09:11", "rita", casework.OpenDraft{ID: draft}), "refused: That opening is not yours")
	want(t, b.do("09:11", "ana", casework.OpenDraft{ID: draft}), "CASE-2 · Sev 2 · Also mail")
	want(t, b.do("09:12", "ana", casework.OpenDraft{ID: draft}), "refused: That is open already, as CASE-2")
	want(t, b.do("09:13", "ana", sev(1)), "CASE-3 · Sev 1") // graver than what is there: never held back
	want(t, b.do("09:40", "ana", casework.OpenCase{Severity: 4, Title: "Later"}), "CASE-3")
}

// K18: a raise counts from now and is never later; K19: a lowering carries what elapsed.
func TestSeverity(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(2))
	if has(b, sla.FirstResponse) {
		t.Error("C2: no figure for Sev 2, yet a clock runs")
	}
	want(t, b.do("09:30", "ana", casework.Worse{Case: "1", Why: "All sites"}), "CASE-1 is Sev 1 now")
	want(t, b.do("09:31", "ana", casework.Show{Case: "1"}), "first response by 09:45")
	want(t, b.do("09:32", "ana", casework.SetSeverity{Case: "1", To: 3, Why: "better"}), "refused: The support desk lowers a severity")
	b.do("09:33", "noah", casework.SetSeverity{Case: "1", To: 2, Why: "Only one site"})
	if b.until("10:30") != nil {
		t.Error("a clock that is no longer promised still warned")
	}
}

// R8, K13, K15: waiting for the customer holds the clocks that the offering lets it hold; their
// words end it.
func TestWaiting(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", customer("On it"))
	said := b.do("10:00", "noah", casework.Wait{Case: "1", For: sla.Customer, Text: "traces; the configuration"})
	want(t, said, "noah needs something from you to go on with CASE-1: | we need (1): traces | we need (2): the configuration")
	want(t, said, "standing: restore")
	if said := b.until("18:00"); len(said) != 0 {
		t.Errorf("a clock that stands warned: %v", said)
	}
	b.do("18:00", "ana", casework.Receive{Case: "1", N: 1})
	if b.get("1").Wait == nil {
		t.Error("the wait ended with a request still open")
	}
	b.do("18:00", "ana", casework.Receive{Case: "1", N: 2})
	want(t, b.do("18:00", "noah", casework.Show{Case: "1"}), "restore before 23:00")
}

// C3: restored for an earlier moment, with the reason; a breach that would turn needs a second
// person, who is not the one who says so.
func TestRestoredEarlier(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", customer("On it"))
	b.until("15:30") // missed at 15:00
	early := casework.Restore{Case: "1", At: at("2026-03-02 14:50"), Text: "The log says so"}
	want(t, b.do("15:30", "noah", casework.Restore{Case: "1", At: at("2026-03-02 14:50")}), "refused: Say why")
	want(t, b.do("15:30", "noah", early), "a second person decides")
	if !b.get("1").Restored.IsZero() {
		t.Error("restore before anybody agreed")
	}
	want(t, b.do("15:31", "noah", casework.Agree{Case: "1", Yes: true}), "refused: Somebody other than noah")
	want(t, b.do("15:32", "lea", casework.Agree{Case: "1", Yes: true}), "restore met at 5 h 50 min of 6 hours")
	want(t, b.do("15:33", "lea", casework.ShowTimeline{Case: "1"}), "restore was missed; it was due 15:00")
	b.do("15:40", "noah", casework.Resolve{Case: "1", Text: "Hotfix"})
	want(t, b.do("15:41", "noah", casework.CorrectClock{Case: "1", Clock: sla.Restore, At: at("2026-03-02 14:55"), Why: "Second log"}), "corrected restore: it was at 14:55, in time")
}

// K21: reopening goes on where the clock stood.
func TestReopen(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", customer("On it"))
	b.do("10:00", "noah", casework.Resolve{Case: "1", Text: "Hotfix"})
	want(t, b.do("12:00", "ana", casework.ReopenCase{Case: "1", Why: "Again"}), "ana reopened CASE-1")
	want(t, b.do("12:00", "noah", casework.Show{Case: "1"}), "restore before 17:00")
	b.do("12:01", "noah", casework.Resolve{Case: "1", Text: "Again"})
	b.do("12:02", "ana", casework.CloseCase{Case: "1"})
	want(t, b.do("12:03", "ana", customer("Hello?")), "nobody reads on here. | If it is not over, say so: | [It is not over]")
	want(t, b.do("12:04", "ana", casework.ReopenCase{Case: "1"}), "ana reopened CASE-1") // a closing is taken back too
	want(t, b.do("12:04", "noah", casework.Show{Case: "1"}), "restore before 17:03")
	b.do("12:05", "noah", casework.Resolve{Case: "1", Text: "Now it is"})
	b.do("12:06", "ana", casework.CloseCase{Case: "1"})
	b.until("2026-03-16 12:05")
	want(t, b.do("", "ana", casework.ReopenCase{Case: "1"}), "refused: CASE-1 cannot be reopened any more")
	said := b.do("", "ana", customer("Hello?"))
	want(t, said, "nobody reads on here. | If you still need us, open a new case")
	never(t, said, "[It is not over]")
}

// C5: the queue is ordered by tier, severity, and the time left on the nearest clock.
func TestQueue(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", casework.OpenCase{Severity: 3, Title: "third"})
	b.do("09:00", "ana", casework.OpenCase{Severity: 1, Title: "second", Different: true})
	b.do("08:59", "ana", casework.OpenCase{Severity: 1, Title: "first", Different: true})
	said := b.do("09:01", "noah", casework.List{})
	head := strings.Join(said, "")
	if i, j, k := strings.Index(head, "second"), strings.Index(head, "first"), strings.Index(head, "third"); i < 0 || i > k || j > k {
		t.Errorf("order: %s", head)
	}
}

// Watching needs no seat (T20), and a watcher is told.
func TestWatch(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	want(t, b.do("09:01", "rita", casework.Watch{Case: "1"}), "rita follows CASE-1 now")
	want(t, b.do("09:02", "ana", casework.Watch{Case: "1", Who: account.Who{Word: "sato"}}), "refused: I know nobody called sato")
	want(t, b.do("09:05", "noah", casework.Restore{Case: "1"}), "person rita: noah: CASE-1 is restored since 09:05")
}

// T1, T2, T13: at the weekend's edge the queue falls to the standard team, which is told.
func TestTheQueueChangesHands(t *testing.T) {
	b := newBench(t)
	b.now = at("2026-03-06 20:00") // a Friday
	b.do("", "sato", casework.OpenCase{Severity: 1, Title: "Down", Product: "jira-software"})
	if c := b.get("1"); c.Team != "premier" {
		t.Errorf("team %s", c.Team)
	}
	want(t, b.until("2026-03-07 01:00"), "team standard: CASE-1 · L1 · Down is with this team from now on")
}

// Merging lets one case go on as another of the same account, never of two.
func TestMerge(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:01", "ana", casework.OpenCase{Severity: 1, Title: "Same", Different: true})
	b.do("09:02", "sato", casework.OpenCase{Severity: 1, Title: "Theirs"})
	want(t, b.do("09:03", "noah", casework.Merge{From: "2", Into: "3"}), "refused: CASE-2 and CASE-3 belong to two accounts")
	want(t, b.do("09:03", "noah", casework.Merge{From: "1", Into: "2"}), "refused: Of CASE-1 a first response is promised by 09:15, sooner than of CASE-2")
	want(t, b.do("09:03", "noah", casework.Merge{From: "2", Into: "1"}), "CASE-2 goes on as CASE-1")
	want(t, b.do("09:04", "ana", casework.Say{Case: "2", Audience: domain.Customers, Text: "?"}), "please write there")
}

// An edit or a deletion is recorded and moves no met clock.
func TestEditsMoveNoClock(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.do("09:05", "noah", customer("On it"))
	b.do("09:30", "noah", casework.DeleteSaid{Case: "1", Message: "m/On it"})
	c := b.get("1")
	st := sla.Evaluate(c.Clocks[0], b.now, nil)
	if st.Verdict != sla.InTime {
		t.Errorf("verdict %s", st.Verdict)
	}
}

// A message that came in late was so at the platform's instant: no breach where there was none.
func TestLateNewsIsJudgedByItsOwnInstant(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	b.now = at("2026-03-02 09:40") // the process was down; the inbox goes before what is due
	s := as("noah")
	s.At = at("2026-03-02 09:14")
	rows, err := b.decide(s, customer("In time"))
	if err != nil {
		t.Fatal(err)
	}
	want(t, b.said(rows), "first response met at 14 minutes of 15 minutes")
	if said := b.until("09:41"); len(said) != 0 {
		t.Errorf("warned all the same: %v", said)
	}
	late := b.get("1")
	if len(late.Broken) != 0 {
		t.Errorf("broken: %v", late.Broken)
	}
}

// Every message that a refusal can show somebody is one that they may read.
func TestCustomersReadOnlyWhatIsTheirs(t *testing.T) {
	b := newBench(t)
	b.do("09:00", "ana", sev(1))
	for _, c := range []domain.Command{
		casework.Take{Case: "1"}, casework.Note{Case: "1", Text: "x"}, casework.Assign{Case: "1"}, casework.Wait{Case: "1"},
		casework.Restore{Case: "1"}, casework.Resolve{Case: "1"}, casework.Merge{From: "1", Into: "1"}, casework.Link{A: "1", B: "1"},
		casework.CorrectClock{Case: "1"}, casework.Agree{Case: "1"}, casework.Admit{Case: "1"}, casework.RefuseCase{Case: "1"},
	} {
		want(t, b.do("09:01", "ana", c), "refused: This is for the vendor's people")
	}
}
