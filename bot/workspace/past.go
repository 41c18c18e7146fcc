package workspace

// What whoever plays a workspace's past needs to know and to set. Rates and what is read are
// reset when the past is over.

// SetRates changes the limits on an app's calls from now on.
func (w *Workspace) SetRates(r Rates) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opt.Rates = r
	clear(w.buckets)
}

// Outstanding is how many envelopes wait to be acknowledged over sockets.
func (w *Workspace) Outstanding() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.inflight)
}

// ReadAll marks everything as read by everybody.
func (w *Workspace) ReadAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.channels {
		for _, id := range c.Members {
			c.read[id] = formatTS(c.last)
		}
	}
	w.nudge()
}
