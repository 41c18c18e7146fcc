package main

type rehearseCmd struct {
	Files  []string `arg:"" help:"Conversations (.chat)." type:"existingfile"`
	Desk   string   `help:"The desk folder; the shipped one if not given." type:"path"`
	Update bool     `help:"Write what came out into the files."`
}

func (rehearseCmd) Run(s *session) error { return nil }

type demoCmd struct{}

func (demoCmd) Run(s *session) error { return nil }
