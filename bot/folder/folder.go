// Package folder keeps applied desk folders in the store: every version of what is sold, by
// number, as it was applied, so that a clock that began under one is explained by that one for
// ever. It leaves out what the files mean (package offering).
package folder

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	From   time.Time         `json:"from,omitzero"` // in force from then on; zero: At
	Files  map[string][]byte `json:"files"`
}

const last = "folder/last"

func blob(n uint32) string { return fmt.Sprintf("folder/%08d", n) }

// Apply keeps the files as the next folder and answers its number. What is the same as the last
// one is not kept again.
func Apply(ctx context.Context, s storage.Store, files map[string][]byte, by string, now time.Time) (number uint32, err error) {
	err = s.Update(ctx, storage.People, func(tx storage.Tx) (err error) {
		number, err = put(tx, applied{At: domain.Instant(now), By: by, Files: files})
		return err
	})
	return number, err
}

// Put is Apply inside a unit, for a folder that is in force from an instant on. Who applied it is told
// by the record that the unit makes beside it.
func Put(tx storage.Tx, files map[string][]byte, from, now time.Time) (number uint32, err error) {
	return put(tx, applied{At: domain.Instant(now), From: domain.Instant(from), Files: files})
}

func put(tx storage.Tx, a applied) (uint32, error) {
	before, err := latest(tx)
	if err != nil {
		return 0, err
	}
	a.Number = 1
	if before != nil {
		if maps.EqualFunc(before.Files, a.Files, bytes.Equal) {
			return before.Number, nil
		}
		a.Number = before.Number + 1
	}
	data, err := pack(a)
	if err != nil {
		return 0, err
	}
	if err := tx.PutBlob(blob(a.Number), data); err != nil {
		return 0, err
	}
	return a.Number, tx.PutBlob(last, fmt.Appendf(nil, "%d", a.Number))
}

// Last is the number of the folder applied last, and its files; 0 where none was.
func Last(tx storage.Tx) (number uint32, files map[string][]byte, err error) {
	a, err := latest(tx)
	if err != nil || a == nil {
		return 0, nil, err
	}
	return a.Number, a.Files, nil
}

// Digest tells one folder from another: of all its files, by name and content, 64 hexadecimal digits.
func Digest(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range Names(files) {
		fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(files[name]))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Library reads every applied folder, also those that are still to come in force. It is empty where
// none was applied.
func Library(ctx context.Context, s storage.Store, zones calendar.Zones) (*offering.Library, error) {
	shelf := NewShelf(zones, nil)
	if err := shelf.Read(ctx, s); err != nil {
		return nil, err
	}
	return shelf.All(), nil
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
