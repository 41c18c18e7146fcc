package slack

import (
	"cmp"
	"slices"
	"sync"
)

// lanes run functions one after another where they share a key, and side by side otherwise, so
// that what was said in one channel is stored in the order in which it was said: two connections
// may bring it the other way round.
type lanes struct {
	mu      sync.Mutex
	waiting map[string][]turn
}

// A turn waits in a lane; the earlier timestamp goes first.
type turn struct {
	ts  string
	run func()
}

// do runs f in the lane, in a goroutine of the group; an empty key is a lane of its own.
func (l *lanes) do(group *sync.WaitGroup, key, ts string, f func()) {
	if key == "" {
		group.Go(f)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = map[string][]turn{}
	}
	queue, busy := l.waiting[key]
	at, _ := slices.BinarySearchFunc(queue, turn{ts: ts + "\x00"}, func(a, b turn) int { return cmp.Compare(a.ts, b.ts) })
	l.waiting[key] = slices.Insert(queue, at, turn{ts, f})
	if !busy {
		group.Go(func() { l.empty(key) })
	}
}

func (l *lanes) empty(key string) {
	for {
		l.mu.Lock()
		queue := l.waiting[key]
		if len(queue) == 0 {
			delete(l.waiting, key)
			l.mu.Unlock()
			return
		}
		l.waiting[key] = slices.Delete(slices.Clone(queue), 0, 1)
		l.mu.Unlock()
		queue[0].run()
	}
}
