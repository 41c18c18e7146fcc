// Package slackworld plays pages through Slack: a chat.World made of the real adapter, over a
// network in memory, against the local workspace. What a page shows was stored from envelopes,
// sent over the Web API, and read back out of Block Kit.
//
// Two clocks run. Desk time stands on the page's clock and is what people see; the platform's
// own deadlines, and the adapter's, run on package time, which moves along with the page's clock
// but never by more than a minute and a half at once. A page should be played inside a synctest
// bubble: there that time is free, and Options.Quiet can tell when nothing is under way.
//
// Every page is also played in HTTP mode (front.go), and where Slack refuses forms to people of
// another company: what they would have filled in, they are asked in words (forms.go).
//
// What may come out otherwise than on paper, and why, stands in Differences. Each page is also
// played on one of the BadDays, chosen by its name; on all of them, and over a file, by
// go test ./bot/slack/slackworld -product (under a minute on two cores).
package slackworld
