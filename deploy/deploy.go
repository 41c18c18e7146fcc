// Package deploy holds the files that come with deskhand and are built into it: the shipped
// desk folder and the people of the demo. It holds no code that runs.
package deploy

import "embed"

// Desk is the shipped desk folder; names begin with "desk/".
//
//go:embed all:desk
var Desk embed.FS

// SlackManifest is the Slack app: what the desk is installed with, in the demo too.
//
//go:embed slack/manifest.yaml
var SlackManifest []byte

// Cast is the import file of the demo's people.
//
//go:embed demo/cast.yaml
var Cast []byte

// Rehearsal is a conversation that the demo's tour plays again under another policy, with its
// people; names begin with "demo/rehearsal/".
//
//go:embed demo/rehearsal
var Rehearsal embed.FS

// Init is the desk folder that deskhand init writes, as templates; names begin with "init/".
//
//go:embed all:init
var Init embed.FS

// Schemas are the JSON Schemas of a desk folder's files; names begin with "schema/".
//
//go:embed schema
var Schemas embed.FS
