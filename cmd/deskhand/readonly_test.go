package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// readOnly is a shell line that makes the whole tree read-only but for one folder, makes sure of
// it, and becomes the command that follows.
const readOnly = `set -e
data=$1; shift
mount --make-rprivate /
mount --bind "$data" "$data"
for m in / /tmp /var /home /run /dev/shm; do
  if mountpoint -q "$m"; then mount -o remount,ro,bind "$m"; fi
done
for d in / /tmp "$data/.."; do
  if touch "$d/.written" 2>/dev/null; then echo "$d can still be written to" >&2; exit 1; fi
done
exec "$@"`

// TestReadOnlyRoot: the desk serves where it can write to one folder and nothing else, as in a
// container.
func TestReadOnlyRoot(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and serves")
	}
	w := startKillWorld(t, false)
	data := filepath.Dir(w.store)
	w.under = []string{"unshare", "--map-root-user", "--mount", "sh", "-c", readOnly, "sh", data}
	if out, err := exec.CommandContext(t.Context(), w.under[0], append(w.under[1:], "true")...).CombinedOutput(); err != nil {
		if strings.Contains(string(out), "written to") {
			t.Fatalf("%s", out)
		}
		t.Skipf("this machine does not let a test have mounts of its own: %v: %s", err, strings.TrimSpace(string(out)))
	}
	w.start(t)
	d, err := w.space.Slash("U0NOAH", "C0PRIORITY", "/case", "open 3 account:northwind nothing can be written")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	if _, err := d.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	w.quiet(t)
	w.kill(t)
	w.asked["nothing can be written"], w.acked["nothing can be written"] = true, true
	w.judge(t)
}
