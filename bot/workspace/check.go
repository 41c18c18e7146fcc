package workspace

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/deskhand/deskhand/bot/workspace/spec"
)

// maxBlocksText is what the blocks of one message may come to as JSON. Slack
// documents no such limit; people measured refusals from about 13,200
// characters on, counting what surrounds the words too.
const maxBlocksText = 13_200

// checkBlocks refuses blocks as chat.postMessage does.
func (w *Workspace) checkBlocks(raw json.RawMessage, surface spec.Surface) *refusal {
	if raw == nil {
		return nil
	}
	return w.judge("invalid_blocks", spec.Blocks(raw, "/blocks", surface))
}

// checkTotal refuses blocks that are too long as a whole. Answers through a
// response URL are not held to it.
func (w *Workspace) checkTotal(raw json.RawMessage) *refusal {
	var b bytes.Buffer
	if raw == nil || json.Compact(&b, raw) != nil || utf8.RuneCount(b.Bytes()) <= maxBlocksText {
		return nil
	}
	return w.strict(refuse("msg_blocks_too_long"))
}

// checkView refuses a view as views.open does.
func (w *Workspace) checkView(raw json.RawMessage) *refusal {
	return w.judge("invalid_arguments", spec.View(raw, "/view"))
}

func (w *Workspace) judge(code string, faults []spec.Fault) *refusal {
	if len(faults) == 0 {
		return nil
	}
	r := refuse(code)
	for _, f := range faults {
		r.errors = append(r.errors, f.String())
		r.messages = append(r.messages, "[ERROR] "+f.String())
	}
	return w.strict(r)
}

// strict lets a fault of form pass where the workspace is loose, and notes
// it.
func (w *Workspace) strict(r *refusal) *refusal {
	if !w.opt.Loose {
		return r
	}
	i := Inspection{Kind: "note", Name: "loose", Error: r.code}
	if len(r.messages) > 0 {
		i.Text = r.messages[0]
	}
	w.note(i)
	return nil
}
