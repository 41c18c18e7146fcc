package bot

import (
	"encoding/json"
	"net/http"
)

// Health answers /healthz and /readyz. /healthz is the auditor's word, not a ping: it fails
// while anything that is due is unsent beyond its bound, and names the worst of it; and while
// anything keeps the desk from its work. /readyz fails for the latter alone: the store takes no
// write, or a platform takes no desk, each with its reason. Neither tells a customer's words.
func (d *Desk) Health() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		c, err := d.Condition(r.Context())
		if err != nil {
			http.Error(w, "the store cannot be read", http.StatusServiceUnavailable)
			return
		}
		late := make([]map[string]any, 0, len(c.Late))
		for _, l := range c.Late {
			late = append(late, map[string]any{"what": l.What, "name": l.Name, "place": l.Place, "over_seconds": int(l.Over.Seconds())})
		}
		answerJSON(w, c.Well(), map[string]any{
			"healthy": c.Well(), "at": c.At, "late": late, "late_count": c.Count, "open": c.Open, "stuck": c.Stuck, "troubles": someOf(c.Troubles),
		})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		troubles := d.Troubles(r.Context())
		answerJSON(w, len(troubles) == 0, map[string]any{"ready": len(troubles) == 0, "troubles": someOf(troubles)})
	})
	return mux
}

func answerJSON(w http.ResponseWriter, well bool, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !well {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(v)
}

// someOf is a list that is empty rather than null.
func someOf(ts []Trouble) []Trouble { return append([]Trouble{}, ts...) }
