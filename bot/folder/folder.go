// Package folder keeps applied desk folders in the store: every version of what is sold, by
// number, as it was applied, so that a clock that began under one is explained by that one for
// ever. It leaves out what the files mean (package offering).
package folder

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/domain/calendar"
	"github.com/deskhand/deskhand/domain/offering"
	"github.com/deskhand/deskhand/storage"
)

// Most is how large a desk folder can be, all its files together, in bytes.
const Most = 8 << 20

// Read reads the YAML files of a desk folder by their paths within it. Files whose names begin
// with a dot, and files of other kinds, are passed over.
func Read(root fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	size := 0
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && strings.HasPrefix(path.Base(name), ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); d.IsDir() || ext != ".yaml" && ext != ".yml" {
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if size += len(data); size > Most {
			return fmt.Errorf("the folder is larger than %d MiB: is it a desk folder?", Most>>20)
		}
		files[name] = data
		return nil
	})
	return files, err
}

// applied is how a folder stands in the store, gzipped. Names are for ever.
type applied struct {
	Number uint32            `json:"number"`
	At     time.Time         `json:"at"`
	By     string            `json:"by"`
	Files  map[string][]byte `json:"files"`
}

const last = "folder/last"

func blob(n uint32) string { return fmt.Sprintf("folder/%08d", n) }

// Apply keeps the files as the next folder and answers its number. What is the same as the last
// one is not kept again.
func Apply(ctx context.Context, s storage.Store, files map[string][]byte, by string, now time.Time) (number uint32, err error) {
	err = s.Update(ctx, storage.People, func(tx storage.Tx) error {
		number = 0
		before, err := latest(tx)
		if err != nil {
			return err
		}
		if before != nil {
			if maps.EqualFunc(before.Files, files, bytes.Equal) {
				number = before.Number
				return nil
			}
			number = before.Number
		}
		number++
		data, err := pack(applied{Number: number, At: domain.Instant(now), By: by, Files: files})
		if err != nil {
			return err
		}
		if err := tx.PutBlob(blob(number), data); err != nil {
			return err
		}
		return tx.PutBlob(last, fmt.Appendf(nil, "%d", number))
	})
	return number, err
}

// Library reads every applied folder. It is empty where none was applied.
func Library(ctx context.Context, s storage.Store, zones calendar.Zones) (*offering.Library, error) {
	var all []*offering.Desk
	err := s.View(ctx, func(tx storage.Tx) error {
		all = nil
		before, err := latest(tx)
		if err != nil || before == nil {
			return err
		}
		for n := uint32(1); n <= before.Number; n++ {
			a, err := load(tx, n)
			if err != nil {
				return err
			}
			d, faults := offering.Parse(a.Files, zones)
			if d == nil {
				return fmt.Errorf("desk folder %d, as applied at %s, cannot be read by this release: %w", n, a.At.Format(time.RFC3339), faults.Err())
			}
			all = append(all, d.Numbered(n))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return offering.NewLibrary(all...), nil
}

// Same reports whether the files are those applied last.
func Same(ctx context.Context, s storage.Store, files map[string][]byte) (same bool, number uint32, err error) {
	err = s.View(ctx, func(tx storage.Tx) error {
		a, err := latest(tx)
		if err == nil && a != nil {
			same, number = maps.EqualFunc(a.Files, files, bytes.Equal), a.Number
		}
		return err
	})
	return same, number, err
}

// Names lists the files of a folder in order.
func Names(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }

func latest(tx storage.Tx) (*applied, error) {
	data, err := tx.Blob(last)
	if errors.Is(err, domain.ErrNotFound) || err == nil && len(data) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var n uint32
	if _, err := fmt.Sscanf(string(data), "%d", &n); err != nil {
		return nil, fmt.Errorf("which desk folder was applied last: %w", err)
	}
	return load(tx, n)
}

func load(tx storage.Tx, n uint32) (*applied, error) {
	data, err := tx.Blob(blob(n))
	if err != nil {
		return nil, fmt.Errorf("desk folder %d: %w", n, err)
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("desk folder %d: %w", n, err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, 2*Most))
	if err != nil {
		return nil, fmt.Errorf("desk folder %d: %w", n, err)
	}
	a := &applied{}
	if err := json.Unmarshal(raw, a); err != nil {
		return nil, fmt.Errorf("desk folder %d: %w", n, err)
	}
	return a, nil
}

func pack(a applied) ([]byte, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
