package bot

import (
	"testing"
	"time"
)

func TestOpenWarnDone(t *testing.T) {
	b := newBench(t)
	b.receive("open 1")
	b.pass(5 * time.Minute)
	b.receive("say 1")
	b.pass(10 * time.Minute)
	b.receive("done 1")
	b.receive("done 1")
	b.pass(time.Minute)
	b.want(
		"09:00:00 post C-a: toy 1 warned=false done=false",
		"09:05:00 post C-a/m1: toy/1/said/1",
		"09:10:00 post C-t: 1 is owed an answer",
		"09:10:00 edit C-a/m1: toy 1 warned=true done=false",
		"09:15:00 ephemeral C-a: it is done",
		"09:15:00 edit C-a/m1: toy 1 warned=true done=true",
	)
}
