package slack

import "github.com/deskhand/deskhand/bot"

// postsAMinute is how many messages a minute the desk posts into a workspace. Slack says no more
// than "several hundred"; who goes beyond it is told to wait, in whatever channel.
const postsAMinute = 300

// Limits implements bot.Limited. A message a second a channel, and what a workspace bears of
// edits, are the desk's own defaults.
func (s *Slack) Limits() bot.Limits { return bot.Limits{Posts: postsAMinute} }

var _ bot.Limited = (*Slack)(nil)
