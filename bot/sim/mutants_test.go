package sim_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A mutant is a mistake that the simulator must find: text of one file of the project in the
// place of other text that occurs there once.
type mutant struct {
	name, file, old, new string
}

// mutants are, first, ways to lose or repeat what was promised, and then mistakes that seeds
// once found in the desk itself.
var mutants = []mutant{
	{"the row is written after the send", "bot/outbox_claim.go", "			return c, decided{}, tx.PutRow(row)\n		}\n	}\n	var o decided\n", "			return c, decided{}, nil\n		}\n	}\n	var o decided\n"},
	{"what was begun is sent again without a look", "bot/outbox_judge.go", "return verdict{do: doLook}", "return verdict{do: doSend}"},
	{"what was begun counts as failed", "bot/outbox_judge.go", "return verdict{do: doLook}", "return verdict{doDie, whyDoubt}"},
	{"whether it still holds is not asked when a send begins", "bot/outbox_judge.go", "return !ok || s.Still(r.Policy(), e.Token, now), nil", "return !ok || s != nil, nil"},
	{"what was taken back waits on", "storage/append.go", "	if r.State != Waiting {\n		return r, false", "	if r.State != \"\" {\n		return r, false"},
	{"request keys are not consulted", "bot/intake_desk.go", "			_, fresh, err := tx.Receive(e, now.Add(KeepKeys))\n", "			e := e\n			e.Key += now.Format(time.RFC3339Nano)\n			_, fresh, err := tx.Receive(e, now.Add(KeepKeys))\n"},
	{"accepted forms are forgotten", "bot/intake_desk.go", "			if err != nil || !fresh {\n", "			if fresh = fresh || err == nil; err != nil || !fresh {\n"},
	{"acknowledged before it is stored", "bot/intake_desk.go", "			return fmt.Errorf(\"receive %s: %w\", e.Key, err)\n", "			taken.Fresh = true\n			return nil\n"},
	{"a Retry-After is heard for its row alone", "bot/outbox_settle.go", "e := ending{row: r, pause: pause, scope: f.Scope}", "e := ending{row: r, pause: pause * 0, scope: f.Scope}"},
	{"in a thread nobody waits for who stands in front", "bot/outbox_queue.go", "return \"thread/\" + e.Place.String()", "return \"row/\" + r.Key"},
	{"digests leave their members as they were", "bot/outbox_merge.go", "closed(members[i], storage.Merged, \"\", now)", "members[i]"},
	{"a claim is an answer", "domain/casework/take.go", "	b.add(Taken{Owner: who.person.ID})\n", "	b.reply(\"\", \"\", \"\")\n"},
	{"words that never arrive are an answer", "bot/outbox_claim.go", "	if ref := r.Effect.Report; !ref.IsZero() {\n", "	if ref := r.Effect.Report; false {\n"},
	{"a breach is not recorded where a mark comes after it", "domain/casework/book.go", "	if st.Breached() && !b.c.broken(clock) {\n", "	if false {\n"},

	{"what is owed is looked for from the last mark on", "domain/casework/watchdue.go", "owed && !c.said(x.Warning)", "owed && false"},
	{"a live card tells the hour", "domain/casework/lines.go", "cal == nil || cal.Open(b.c.OpenedAt)", "cal == nil || cal.Open(b.s.Now)"},
	{"words under a card that is not known yet are not kept", "bot/inbox_early.go", "sc.Spot.Thread == \"\" || !d.queue.making()", "sc.Spot.Thread == \"\" || d != nil"},
	{"a call of a process that died never arrives late", "bot/outbox.go", "if row.Epoch != tx.Epoch() {", "if false {"},
	{"a private case stands in its account's channel", "domain/casework/private.go", "	direct = b.c.Private\n", "	direct = false\n"},
	{"nobody ends a form in words that nobody answers", "domain/dialogue/dialogue.go", "	return d.Touched.Add(Patience)\n", "	return time.Time{}\n"},
	{"a direct conversation is two rooms", "bot/outbox_route.go", "if p.Direct {", "if false {"},
}

// TestEveryMutantFindsItsText: a mistake is put in where its text stands once, also after others
// have changed the file.
func TestEveryMutantFindsItsText(t *testing.T) {
	for _, m := range mutants {
		text, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(m.file)))
		if err != nil {
			t.Errorf("%s: %v", m.name, err)
		} else if n := strings.Count(string(text), m.old); n != 1 {
			t.Errorf("%s: its text occurs %d times in %s: %q", m.name, n, m.file, m.old)
		}
	}
}

// mutantSeeds is within how many seeds each must be found.
const mutantSeeds = 300

// TestMutants plays seeds against each mistake until one sees it. It takes minutes, so it waits
// for DESKHAND_MUTANTS=1. The files on disk stay as they are: the compiler reads the mistake
// through an overlay.
func TestMutants(t *testing.T) {
	if os.Getenv("DESKHAND_MUTANTS") == "" {
		t.Skip("DESKHAND_MUTANTS=1 runs the mutants")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			switch seen, err := m.seen(t.TempDir(), root); {
			case err != nil:
				t.Errorf("NO MUTANT  %v", err)
			case seen == "":
				t.Errorf("SURVIVED   %d seeds", mutantSeeds)
			default:
				t.Logf("caught by %s", seen)
			}
		})
	}
}

var (
	seedFailed = regexp.MustCompile(`(?s)seed (\d+) broke its promises:\n\s*\S+ \S+ (.*?)\n`)
	panicked   = regexp.MustCompile(`(?m)^panic: .*`)
)

// seen names the first seed that broke, and the promise; "" if none did.
func (m mutant) seen(tmp, root string) (string, error) {
	path := filepath.Join(root, filepath.FromSlash(m.file))
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return "", fmt.Errorf("its text occurs %d times in %s", n, m.file)
	}
	mutated, overlay, bin := filepath.Join(tmp, filepath.Base(m.file)), filepath.Join(tmp, "overlay.json"), filepath.Join(tmp, "mutant.test")
	if err := os.WriteFile(mutated, []byte(strings.Replace(string(text), m.old, m.new, 1)), 0o644); err != nil {
		return "", err
	}
	spec, err := json.Marshal(map[string]map[string]string{"Replace": {path: mutated}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, spec, 0o644); err != nil {
		return "", err
	}
	dir := filepath.Join(root, "bot", "sim")
	build := exec.Command("go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", bin)
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("it does not compile: %s", out)
	}
	test := exec.Command(bin, "-test.run", "^TestSeeds$", "-test.failfast", "-test.timeout", "10m")
	test.Dir = dir
	test.Env = append(os.Environ(), "DESKHAND_MUTANTS=", "DESKHAND_SEED=", fmt.Sprintf("DESKHAND_SEEDS=%d", mutantSeeds))
	out, err := test.CombinedOutput()
	if err == nil {
		return "", nil
	}
	if x := seedFailed.FindStringSubmatch(string(out)); x != nil {
		return fmt.Sprintf("seed %s: %s", x[1], x[2]), nil
	}
	if p := panicked.Find(out); p != nil {
		return string(p), nil
	}
	return "it ends with " + err.Error(), nil
}
