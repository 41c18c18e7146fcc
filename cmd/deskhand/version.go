package main

import (
	"runtime"
	"runtime/debug"
)

// version is set by a release build: -ldflags "-X main.version=1.2.3".
var version = ""

type versionCmd struct{}

// Run prints the version, and of a build from a checkout its commit.
func (versionCmd) Run(s *session) error {
	s.printf("deskhand %s, %s %s/%s\n", versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

func versionText() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	text := "devel"
	for _, kv := range info.Settings {
		switch {
		case kv.Key == "vcs.revision":
			text += " " + kv.Value[:min(12, len(kv.Value))]
		case kv.Key == "vcs.modified" && kv.Value == "true":
			text += " (modified)"
		}
	}
	return text
}
