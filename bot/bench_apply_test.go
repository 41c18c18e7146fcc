package bot_test

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/deskhand/deskhand/bot"
	"github.com/deskhand/deskhand/bot/crowd"
	"github.com/deskhand/deskhand/bot/folder"
	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/casework"
	"github.com/deskhand/deskhand/domain/migration"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/domain/sla"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/bolt"
)

// BenchmarkPreview looks at ten thousand open cases for what another folder would mean for them; the
// anchor is reading the same cases and deriving each clock once, in the same run.
func BenchmarkPreview(b *testing.B) {
	const cases = 10_000
	g, err := crowd.Open(b.Context(), filepath.Join(b.TempDir(), "desk.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Store.Close()
	at := time.Now().UTC()
	if err := g.People(b.Context(), 20, 100); err != nil {
		b.Fatal(err)
	}
	if err := g.Cases(b.Context(), cases, func(i int) crowd.Case {
		return crowd.Case{Account: i % 100, Severity: 1 + i%4, Opened: at.Add(-time.Duration(i%600) * time.Second)}
	}); err != nil {
		b.Fatal(err)
	}
	root, err := fs.Sub(deploy.Desk, "desk")
	if err != nil {
		b.Fatal(err)
	}
	files, err := folder.Read(root)
	if err != nil {
		b.Fatal(err)
	}
	for name, src := range files {
		files[name] = bytes.Replace(src, []byte("under: 15m"), []byte("under: 12m"), 1)
	}
	d, faults := offering.Parse(files, time.LoadLocation)
	if d == nil {
		b.Fatal(faults)
	}
	after := g.Library.With(d.Numbered(2))
	var plain, preview time.Duration
	var p migration.Preview
	for b.Loop() {
		from := time.Now()
		err := g.Store.View(b.Context(), func(tx storage.Tx) error {
			refs, err := tx.Find(domain.Key{Index: casework.OpenAll}, 0)
			for _, ref := range refs {
				c, err := casework.Load(tx, ref.ID)
				if err != nil {
					return err
				}
				for _, cl := range c.Clocks {
					sla.Evaluate(cl, at, g.Library.Calendar)
				}
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		plain += time.Since(from)
		from = time.Now()
		if p, err = bot.Preview(b.Context(), g.Store, g.Library, after, at, false); err != nil || p.Cases != cases {
			b.Fatal(p.Cases, err)
		}
		preview += time.Since(from)
	}
	b.ReportMetric(float64(preview.Milliseconds())/float64(b.N), "preview-ms")
	b.ReportMetric(float64(plain.Milliseconds())/float64(b.N), "read-ms")
	b.ReportMetric(float64(preview)/float64(plain), "preview/read")
	b.ReportMetric(float64(p.Clocks), "clocks")
}
