package calendar

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestTable asks tables of known intervals about every edge and every bucket
// boundary, one off on either side, and compares with a plain sum. Lengths and
// gaps that are powers of two put edges exactly on bucket boundaries, which whole
// minutes never do: brute force cannot see a slip there.
func TestTable(t *testing.T) {
	r := random(t)
	for name, open := range tables(r) {
		t.Run(name, func(t *testing.T) {
			lo, hi := int64(1)<<40, int64(1)<<40+1<<36
			for i := range open {
				open[i].open += lo
				open[i].shut += lo
			}
			checkTable(t, newTable(lo, hi, append([]cell{}, open...)), open)
		})
	}
}

// tables are intervals in [0, 2^36).
func tables(r *rand.Rand) map[string][]cell {
	const end = int64(1) << 36
	all := map[string][]cell{
		"empty":    nil,
		"all":      {{open: 0, shut: end}},
		"first ns": {{open: 0, shut: 1}},
		"last ns":  {{open: end - 1, shut: end}},
	}
	for k := range 4 {
		var even, crowd []cell
		length := int64(1) << (20 + k)
		for at := int64(0); at+2*length <= end && len(even) < 800; at += 2 * length {
			even = append(even, cell{open: at, shut: at + length})
		}
		for at := end / 2; len(crowd) < 200; at += 4 << k { // one bucket holds them all
			crowd = append(crowd, cell{open: at, shut: at + 2<<k})
		}
		all[fmt.Sprint("even 2^", 20+k)] = even
		all[fmt.Sprint("crowd 2^", k)] = append(crowd, cell{open: end - length, shut: end - 1})
	}
	for k := range 8 {
		var mixed []cell
		for at := int64(0); len(mixed) < 400; {
			at += 1 << r.IntN(20+k)
			length := int64(1) << r.IntN(20+k)
			if at+length > end {
				break
			}
			mixed = append(mixed, cell{open: at, shut: at + length})
			at += length
		}
		all[fmt.Sprint("mixed ", k)] = mixed
	}
	return all
}

func checkTable(t *testing.T, tb *table, open []cell) {
	t.Helper()
	total := int64(0)
	asked := []int64{tb.lo, tb.hi}
	lengths := []int64{}
	for _, s := range open {
		total += s.shut - s.open
		asked = append(asked, s.open, s.shut)
		lengths = append(lengths, total)
	}
	if tb.total != total {
		t.Fatalf("total %d, want %d", tb.total, total)
	}
	for b := range min(len(tb.byTime), 1000) {
		asked = append(asked, tb.lo+int64(b)<<tb.timeBits)
	}
	for b := range min(len(tb.byOpen), 1000) {
		lengths = append(lengths, int64(b)<<tb.openBits)
	}
	for _, near := range asked {
		for ns := max(near-1, tb.lo); ns <= min(near+1, tb.hi); ns++ {
			if got, want := tb.upTo(ns), plainUpTo(open, ns); got != want {
				t.Fatalf("upTo(lo+%d) = %d, want %d", ns-tb.lo, got, want)
			}
			i := tb.find(ns)
			if tb.cells[i].shut <= ns || i > 0 && tb.cells[i-1].shut > ns {
				t.Fatalf("find(lo+%d) = %d", ns-tb.lo, i)
			}
		}
	}
	for _, near := range lengths {
		for q := max(near-1, 1); q <= min(near+1, total); q++ {
			if got, want := tb.instant(q), plainInstant(open, q); got != want {
				t.Fatalf("instant(%d) = lo+%d, want lo+%d", q, got-tb.lo, want-tb.lo)
			}
		}
	}
}

func plainUpTo(open []cell, ns int64) (sum int64) {
	for _, s := range open {
		sum += max(min(ns, s.shut)-s.open, 0)
	}
	return sum
}

func plainInstant(open []cell, q int64) int64 {
	for _, s := range open {
		if q <= s.shut-s.open {
			return s.open + q
		}
		q -= s.shut - s.open
	}
	return -1
}

// TestWideTable asks the tables of real length that the horizon allows.
func TestWideTable(t *testing.T) {
	for _, open := range [][]cell{
		nil,
		{{open: 0, shut: endNano}},
		{{open: endNano - 2e17, shut: endNano - 1e17}},
		{{open: 3, shut: 5}, {open: 5e18, shut: 5e18 + 1}, {open: 71e17, shut: 72e17}},
	} {
		checkTable(t, newTable(0, endNano, append([]cell{}, open...)), open)
	}
}
