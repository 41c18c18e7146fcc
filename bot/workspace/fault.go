package workspace

import (
	"net/http"
)

// A Rule makes a fault.
type Rule struct{}

func (w *Workspace) fault(method string, in args) *Rule { return nil }

func (r *Rule) before(rw http.ResponseWriter, req *http.Request) bool { return false }
func (r *Rule) after(rw http.ResponseWriter, req *http.Request) bool  { return false }

func (w *Workspace) noteFault(name string, r *Rule, in args) {}
func (w *Workspace) eventFault(d *Delivery) bool             { return false }
func (w *Workspace) down() bool                              { return false }

func (w *Workspace) rated(a *app, name string, in args) *refusal { return nil }
