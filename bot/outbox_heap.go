package bot

// A berthHeap is berths with the foremost in front: by order, or by time where they wait for it.
// Each knows where it stands, so that any of them can be taken out.
type berthHeap struct {
	byTime bool
	list   []*berth
}

func (h *berthHeap) before(a, b *berth) bool {
	if h.byTime {
		return a.at.Before(b.at)
	}
	return a.order.compare(b.order) < 0
}

func (h *berthHeap) push(s *berth) {
	s.heap = h
	h.list = append(h.list, s)
	h.up(len(h.list)-1, s)
}

func (h *berthHeap) remove(s *berth) {
	i, last := s.i, len(h.list)-1
	moved := h.list[last]
	h.list[last] = nil
	h.list = h.list[:last]
	s.heap = nil
	if moved == s {
		return
	}
	h.down(i, moved)
	h.up(moved.i, moved)
}

func (h *berthHeap) up(i int, s *berth) {
	for i > 0 && h.before(s, h.list[(i-1)/2]) {
		h.put(i, h.list[(i-1)/2])
		i = (i - 1) / 2
	}
	h.put(i, s)
}

func (h *berthHeap) down(i int, s *berth) {
	for {
		c := 2*i + 1
		if c+1 < len(h.list) && h.before(h.list[c+1], h.list[c]) {
			c++
		}
		if c >= len(h.list) || !h.before(h.list[c], s) {
			break
		}
		h.put(i, h.list[c])
		i = c
	}
	h.put(i, s)
}

func (h *berthHeap) put(i int, s *berth) {
	h.list[i] = s
	s.i = i
}
