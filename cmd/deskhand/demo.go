package main

type demoCmd struct{}

func (demoCmd) Run(s *session) error { return nil }
