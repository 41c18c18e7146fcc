// Package manifest reads the file by which the Slack app is made: what the desk is called there,
// what it may do, what it is told, and what people find in Slack's menus. It leaves out what the
// code uses of it (a test of package slack holds the two together) and how an app is installed.
package manifest

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// A Manifest is as much of a Slack app's manifest as anybody here reads.
type Manifest struct {
	Features struct {
		Home struct {
			Tab          bool `yaml:"home_tab_enabled"`
			Messages     bool `yaml:"messages_tab_enabled"`
			MessagesRead bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		Bot struct {
			Name string `yaml:"display_name"`
		} `yaml:"bot_user"`
		Shortcuts []Shortcut `yaml:"shortcuts"`
		Commands  []Command  `yaml:"slash_commands"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			On bool `yaml:"is_enabled"`
		} `yaml:"interactivity"`
		Socket bool `yaml:"socket_mode_enabled"`
	} `yaml:"settings"`
}

// A Command is a slash command.
type Command struct {
	Command     string `yaml:"command"`
	Description string `yaml:"description"`
	Usage       string `yaml:"usage_hint"`
	Escape      bool   `yaml:"should_escape"`
}

// A Shortcut stands in the menu of every message, or in that of the whole workspace. Its callback
// is the form that it opens.
type Shortcut struct {
	Name        string `yaml:"name"`
	Type        string `yaml:"type"`
	Callback    string `yaml:"callback_id"`
	Description string `yaml:"description"`
}

// Read reads a manifest.
func Read(src []byte) (m Manifest, err error) {
	if err = yaml.Unmarshal(src, &m); err != nil {
		err = fmt.Errorf("the Slack manifest: %w", err)
	}
	return m, err
}
