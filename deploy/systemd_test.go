package deploy

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestUnit: systemd finds no fault with the unit, and calls the service well confined: at most
// 2.0 on its scale from 0 (safe) to 10. A service without any confinement is at 9.6.
func TestUnit(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		if slices.Contains(strings.Split(os.Getenv("DESKHAND_REQUIRE"), ","), "systemd") {
			t.Fatal("systemd-analyze is not on this machine")
		}
		t.Skip("systemd-analyze is not on this machine")
	}
	out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", "systemd/deskhand.service").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	out, _ = exec.Command("systemd-analyze", "verify", "--man=no", "systemd/deskhand.service").CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "deskhand.service") && !strings.Contains(line, "is not executable") { // the binary is not here
			t.Error(strings.TrimSpace(line))
		}
	}
}
