package calendar

// An interval is a half-open piece [from, to) of unix seconds.
type interval struct{ from, to int64 }

// openIn returns when the calendar is open in [lo, hi), in unix seconds, in
// order, with a gap between any two.
func (c *Calendar) openIn(lo, hi int64) []interval {
	return without(unite(c.layers, lo, hi), unite(c.closures, lo, hi))
}

// expand returns when a pattern holds in [lo, hi): in each segment of constant
// offset, the spans of every local day that touches it, cut to the segment.
func (p *pattern) expand(lo, hi int64) []interval {
	out := make([]interval, 0, (hi-lo)/86400+2)
	for seg := range segments(p.loc, lo, hi) {
		first := floorDiv(seg.from+seg.offset, 86400)
		last := floorDiv(seg.to+seg.offset-1, 86400)
		for day := first; day <= last; day++ {
			midnight := day*86400 - seg.offset
			spans, _ := p.on(day)
			for _, s := range spans {
				from := max(midnight+int64(s.From)*60, seg.from)
				to := min(midnight+int64(s.To)*60, seg.to)
				if from >= to {
					continue
				}
				if n := len(out); n > 0 && out[n-1].to == from {
					out[n-1].to = to
				} else {
					out = append(out, interval{from, to})
				}
			}
		}
	}
	return out
}

// unite returns when any of the patterns holds.
func unite(patterns []*pattern, lo, hi int64) []interval {
	var all []interval
	for i, p := range patterns {
		if i == 0 {
			all = p.expand(lo, hi)
		} else {
			all = union(all, p.expand(lo, hi))
		}
	}
	return all
}

// union merges two sorted lists; what overlaps or touches becomes one (K11).
func union(a, b []interval) []interval {
	out := make([]interval, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		var s interval
		if len(b) == 0 || len(a) > 0 && a[0].from <= b[0].from {
			s, a = a[0], a[1:]
		} else {
			s, b = b[0], b[1:]
		}
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// without returns what of a is left after b is taken away.
func without(a, b []interval) []interval {
	if len(b) == 0 {
		return a
	}
	var out []interval
	for _, s := range a {
		for len(b) > 0 && b[0].to <= s.from {
			b = b[1:]
		}
		for _, gone := range b {
			if gone.from >= s.to {
				break
			}
			if s.from < gone.from {
				out = append(out, interval{s.from, gone.from})
			}
			s.from = max(s.from, gone.to)
		}
		if s.from < s.to {
			out = append(out, s)
		}
	}
	return out
}
