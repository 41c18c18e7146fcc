package bot

import (
	"encoding/json"
	"net/http"

	"github.com/deskhand/deskhand/storage"
)

// Health answers /healthz and /readyz. /healthz is the auditor's word, not a ping: it fails
// while anything that is due is unsent beyond its bound, and names the worst of it. /readyz
// fails while the store cannot be read. Neither tells a customer's words.
func (d *Desk) Health() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		report, err := d.Audit(r.Context())
		if err != nil {
			http.Error(w, "the store cannot be read", http.StatusServiceUnavailable)
			return
		}
		late := make([]map[string]any, 0, len(report.Late))
		for _, l := range report.Late {
			late = append(late, map[string]any{"what": l.What, "name": l.Name, "place": l.Place, "over_seconds": int(l.Over.Seconds())})
		}
		w.Header().Set("Content-Type", "application/json")
		if !report.Healthy() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"healthy": report.Healthy(), "at": report.At, "late": late, "late_count": report.Count, "open": report.Open, "stuck": report.Stuck,
		})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := d.store.View(r.Context(), func(storage.Tx) error { return nil }); err != nil {
			http.Error(w, "the store cannot be read", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	return mux
}
