package workspace

import "encoding/json"

func (w *Workspace) checkBlocks(raw json.RawMessage, field string) *refusal { return nil }
func (w *Workspace) checkView(raw json.RawMessage) *refusal                 { return nil }
