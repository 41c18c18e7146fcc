package workspace

import (
	"encoding/json"
	"io"
	"net/http"
	"path"

	"github.com/deskhand/deskhand/bot/workspace/spec"
)

var fileMethods = map[string]method{
	"files.getUploadURLExternal":   {scopes: []string{"files:write"}, run: uploadURL},
	"files.completeUploadExternal": {scopes: []string{"files:write"}, run: completeUpload},
	"files.info":                   {scopes: []string{"files:read"}, run: fileInfo},
}

// An upload is a file on its way in: asked for, sent, then shared.
type upload struct {
	File
	app  *app
	user string
	sent bool
	in   []string // channels it was shared in
}

func uploadURL(c *call) (obj, *refusal) {
	name, size := c.args.str("filename"), c.args.number("length", 0)
	if name == "" || size <= 0 {
		return nil, refuse("invalid_arguments")
	}
	f := &upload{File: File{ID: c.newID("F"), Name: path.Base(name), Title: name, Size: size}, app: c.app, user: c.app.BotUser}
	c.uploads[f.ID] = f
	return obj{"upload_url": "http://" + c.host + "/upload/" + f.ID, "file_id": f.ID}, nil
}

func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	var src io.Reader = r.Body
	if mr, err := r.MultipartReader(); err == nil {
		for {
			p, err := mr.NextPart()
			if err != nil {
				http.Error(rw, "no file part", http.StatusBadRequest)
				return
			}
			if p.FileName() != "" {
				src = p
				break
			}
		}
	}
	data, err := io.ReadAll(io.LimitReader(src, maxBody))
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.uploads[r.PathValue("id")]
	if f == nil || err != nil || len(data) != f.Size {
		http.Error(rw, "no such upload, or another length than announced", http.StatusBadRequest)
		return
	}
	f.Data, f.sent, f.MIME = data, true, http.DetectContentType(data)
	_, _ = io.WriteString(rw, "OK - "+itoa(f.Size))
}

func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.uploads[r.PathValue("id")]
	w.mu.Unlock()
	if f == nil || !f.sent {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", f.MIME)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Security-Policy", "sandbox")
	_, _ = rw.Write(f.Data)
}

func completeUpload(c *call) (obj, *refusal) {
	raw, ok := c.args.structure("files")
	var asked []struct{ ID, Title string }
	if !ok || json.Unmarshal(raw, &asked) != nil || len(asked) == 0 {
		return nil, refuse("invalid_arguments")
	}
	var files []File
	var out []obj
	for _, q := range asked {
		f := c.uploads[q.ID]
		if f == nil || f.app != c.app || !f.sent {
			return nil, refuse("file_not_found")
		}
		if q.Title != "" {
			f.Title = q.Title
		}
		files = append(files, f.File)
		out = append(out, c.wireFile(f.File))
	}
	rooms := c.args.list("channels")
	if id := c.args.str("channel_id"); id != "" {
		rooms = append(rooms, id)
	}
	for _, id := range rooms {
		ch, r := c.room(id)
		if r != nil {
			return nil, r
		}
		if r := c.threadOf(ch, c.args.str("thread_ts")); r != nil {
			return nil, r
		}
		m := &Message{User: c.app.BotUser, App: c.app.ID, Bot: c.app.BotID, ThreadTS: c.args.str("thread_ts"),
			Text: c.args.str("initial_comment"), Files: files}
		if r := c.beside(m); r != nil {
			return nil, r
		}
		c.put(ch, m)
		for _, f := range files {
			c.uploads[f.ID].in = append(c.uploads[f.ID].in, ch.ID)
		}
	}
	return obj{"files": out}, nil
}

// beside is what is said beside files: a comment, or blocks where there is none.
func (c *call) beside(m *Message) *refusal {
	if m.Text != "" || !c.args.has("blocks") {
		return nil
	}
	var ok bool
	if m.Blocks, ok = c.args.structure("blocks"); !ok {
		return refuse("invalid_blocks_format")
	}
	if r := c.checkBlocks(m.Blocks, spec.Message); r != nil {
		return r
	}
	return c.checkTotal(m.Blocks)
}

func fileInfo(c *call) (obj, *refusal) {
	f := c.uploads[c.args.str("file")]
	if f == nil {
		return nil, refuse("file_not_found")
	}
	o := c.wireFile(f.File)
	o["user"], o["channels"] = f.user, f.in
	return obj{"file": o, "comments": []obj{}, "response_metadata": obj{"next_cursor": ""}}, nil
}
