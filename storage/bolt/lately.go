package bolt

import (
	"sync"

	"github.com/deskhand/deskhand/domain"
)

// latelyMost is how many things are remembered at most, twice over.
const latelyMost = 1024

// lately remembers things that were read as they were decoded, each under the record it
// was decoded from: while the record is the same, so is the thing, and a copy of it costs a
// third of decoding it again. A decision reads its asker, the channel and the case several
// times over.
type lately struct {
	mu         sync.Mutex
	young, old map[domain.Ref]decoded // when young is full it becomes old, and old is forgotten
}

type decoded struct {
	record string
	thing  domain.Thing // never handed out, only copied
}

// of answers the caller's own copy of the thing that the record was last decoded to.
func (l *lately) of(ref domain.Ref, record []byte) (domain.Thing, bool) {
	l.mu.Lock()
	d, ok := l.young[ref]
	if !ok {
		if d, ok = l.old[ref]; ok {
			l.keep(ref, d)
		}
	}
	l.mu.Unlock()
	if !ok || d.record != string(record) {
		return nil, false
	}
	return domain.Clone(d.thing), true
}

// note remembers a thing and answers the caller's own copy.
func (l *lately) note(ref domain.Ref, record []byte, t domain.Thing) domain.Thing {
	l.mu.Lock()
	l.keep(ref, decoded{string(record), t})
	l.mu.Unlock()
	return domain.Clone(t)
}

func (l *lately) keep(ref domain.Ref, d decoded) {
	if len(l.young) >= latelyMost {
		l.old, l.young = l.young, nil
	}
	if l.young == nil {
		l.young = map[domain.Ref]decoded{}
	}
	l.young[ref] = d
}
