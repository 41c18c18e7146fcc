package casework

import (
	"cmp"
	"slices"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/sla"
)

// A Board is a list of cases or clocks as somebody's page shows it: the first of them in words, and
// how many there are.
type Board struct {
	Lines []domain.Line
	All   int
}

// Left is how many are not shown.
func (b Board) Left() int { return max(0, b.All-len(b.Lines)) }

// QueueOf is what is open and the stamp's asker may know of, in the order of the queue (C5), as List
// answers it; most bounds its lines.
func QueueOf(r domain.Reader, s domain.Stamp, most int) (Board, error) {
	who, err := asker(r, s)
	if err != nil {
		return Board{}, err
	}
	all, err := who.queue(r, s, List{})
	if err != nil {
		return Board{}, err
	}
	lines, err := who.listLines(r, s, all, most)
	return Board{Lines: lines, All: len(all)}, err
}

// ClocksOf are the promises on what the stamp's asker owns: the next due first, those that stand or
// have not begun behind them, and last the cases on which nothing is promised.
func ClocksOf(r domain.Reader, s domain.Stamp, most int) (Board, error) {
	who, err := asker(r, s)
	if err != nil || !who.staff() || who.person == nil {
		return Board{}, err
	}
	all, err := who.queue(r, s, List{Mine: true})
	if err != nil {
		return Board{}, err
	}
	type owed struct {
		b    *book
		line domain.Line
		due  time.Time
		rank int
	}
	var list []owed
	for _, c := range all {
		b := open(r, s, c)
		promised := false
		for _, k := range sla.Kinds {
			i, ok := c.clock(k)
			if !ok {
				continue
			}
			st := b.state(c.Clocks[i])
			if st.Phase.Over() {
				continue
			}
			o := owed{b: b, line: clockLine(k, st, true), due: st.Due}
			if promised = true; st.Due.IsZero() || st.Phase == sla.Paused {
				o.rank, o.due = 1, time.Time{}
			}
			list = append(list, o)
		}
		if !promised {
			list = append(list, owed{b: b, line: b.stateLine(), rank: 2})
		}
	}
	slices.SortStableFunc(list, func(x, y owed) int { return cmp.Or(cmp.Compare(x.rank, y.rank), x.due.Compare(y.due)) })
	out := Board{All: len(list)}
	for _, o := range list[:min(most, len(list))] {
		name, err := o.b.linked(who)
		if err != nil {
			return out, err
		}
		out.Lines = append(out.Lines, domain.Say("board.clock", domain.Listed(o.line), name,
			domain.Named(o.b.c.severityName(o.b.lib)), o.b.c.inBrief(), domain.OfAccount(o.b.c.Account)))
	}
	return out, nil
}
