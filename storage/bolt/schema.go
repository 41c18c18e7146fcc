package bolt

import (
	"encoding/binary"
	"fmt"
	"strings"

	"go.etcd.io/bbolt"

	"github.com/deskhand/deskhand/domain"
	"github.com/deskhand/deskhand/storage"
	"github.com/deskhand/deskhand/storage/record"
)

// schema is the layout of the file. A file of a higher one is refused.
const schema = 1

// A space is one bucket.
type space int

// The spaces. A thing's name is written kind, 0, id; neither holds a 0, so names sort by kind,
// then id. Numbers are big-endian, so they sort.
const (
	meta     space = iota // schema, epoch, counters
	kinds                 // record names in use -> 1
	hot                   // name of a thing that will come due -> state record
	cold                  // name of any other thing -> state record
	events                // name, 0, seq -> event record
	words                 // word id -> word record
	index                 // index, 0, value, 0, name -> 1
	once                  // 'o' request key -> until; 'e' envelope key -> until, seq
	expiry                // until, key in once -> 1
	inbox                 // seq -> envelope record
	rowKeys               // row key -> seq
	open                  // seq -> row record, waiting or sending
	settled               // seq -> row record
	blobs                 // name -> 1, data
	unsealed              // name of a thing that changed since the last seal -> 1
	seals                 // seq -> seal record
	spaces
)

// Names of buckets are on disk: they are for ever.
var spaceName = [spaces]string{"meta", "kinds", "hot", "cold", "events", "words", "index", "once", "expiry",
	"inbox", "rowkeys", "open", "settled", "blobs", "unsealed", "seals"}

// Spaces that only grow at their end are packed full.
var grows = [spaces]bool{expiry: true, inbox: true, open: true, settled: true, seals: true}

// Keys of the meta space.
const (
	metaSchema   = "schema"
	metaEpoch    = "epoch"
	metaInboxSeq = "inbox.seq"
	metaRowSeq   = "row.seq"
	metaSealSeq  = "seal.seq"
)

var one = []byte{1}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func toNumber(b []byte) uint64 {
	if len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// name is a thing's key.
func name(r domain.Ref) ([]byte, error) {
	if r.Kind == "" || r.ID == "" || strings.IndexByte(string(r.Kind), 0) >= 0 || strings.IndexByte(r.ID, 0) >= 0 {
		return nil, fmt.Errorf("%q names no thing", r.String())
	}
	b := make([]byte, 0, len(r.Kind)+len(r.ID)+10)
	return append(append(append(b, r.Kind...), 0), r.ID...), nil
}

func toRef(b []byte) domain.Ref {
	kind, id, _ := strings.Cut(string(b), "\x00")
	return domain.Ref{Kind: domain.Kind(kind), ID: id}
}

func indexPrefix(k domain.Key) ([]byte, error) {
	if k.Index == "" || strings.IndexByte(k.Index, 0) >= 0 || strings.IndexByte(k.Value, 0) >= 0 {
		return nil, fmt.Errorf("%q %q is no key", k.Index, k.Value)
	}
	b := make([]byte, 0, len(k.Index)+len(k.Value)+34)
	return append(append(append(append(b, k.Index...), 0), k.Value...), 0), nil
}

// prepare makes the buckets of a new file, or refuses one that this release cannot read, and
// raises the epoch.
func prepare(db *bbolt.DB, reg *record.Registry) (epoch uint64, err error) {
	err = db.Update(func(tx *bbolt.Tx) error {
		m := tx.Bucket([]byte(spaceName[meta]))
		if m == nil {
			if k, _ := tx.Cursor().First(); k != nil {
				return fmt.Errorf("the file is a bolt file of something else: it holds %q", k)
			}
		} else if held := toNumber(m.Get([]byte(metaSchema))); held > schema {
			return fmt.Errorf("schema %d, this release knows %d: %w", held, schema, storage.ErrNewerSchema)
		}
		for _, n := range spaceName {
			if _, err := tx.CreateBucketIfNotExists([]byte(n)); err != nil {
				return err
			}
		}
		m = tx.Bucket([]byte(spaceName[meta]))
		if err := known(tx, reg); err != nil {
			return err
		}
		epoch = toNumber(m.Get([]byte(metaEpoch))) + 1
		if err := m.Put([]byte(metaSchema), number(schema)); err != nil {
			return err
		}
		return m.Put([]byte(metaEpoch), number(epoch))
	})
	return epoch, err
}

// known refuses by name a file that holds kinds this release cannot read, also as a command
// that waits in the inbox.
func known(tx *bbolt.Tx, reg *record.Registry) error {
	var names []string
	err := tx.Bucket([]byte(spaceName[kinds])).ForEach(func(k, _ []byte) error {
		names = append(names, string(k))
		return nil
	})
	if err != nil {
		return err
	}
	if err := reg.Known(names); err != nil {
		return err
	}
	return tx.Bucket([]byte(spaceName[inbox])).ForEach(func(_, v []byte) error {
		e, err := reg.DecodeEnvelope(v)
		if err == nil && e.Platform == storage.Desk && !reg.KnowsCommand(e.Kind) {
			err = fmt.Errorf("command %q: %w", e.Kind, storage.ErrUnknownKind)
		}
		return err
	})
}
