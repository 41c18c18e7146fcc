package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/deskhand/deskhand/bot/slack"
	"github.com/deskhand/deskhand/domain/offering"
)

// slackPath is where Slack's requests are taken in: events, interactivity and commands alike.
const slackPath = "/slack"

// slackFlags say how Slack is reached, and how it reaches the desk: over Socket Mode with an app
// token, or over HTTP with a signing secret.
type slackFlags struct {
	BotToken string `name:"bot-token-file" help:"A file with Slack's bot token, xoxb-…; or set DESKHAND_SLACK_BOT_TOKEN." env:"DESKHAND_SLACK_BOT_TOKEN_FILE" placeholder:"FILE"`
	AppToken string `name:"app-token-file" help:"A file with Slack's app token, xapp-…, for Socket Mode; or set DESKHAND_SLACK_APP_TOKEN." env:"DESKHAND_SLACK_APP_TOKEN_FILE" placeholder:"FILE"`
	Secret   string `name:"signing-secret-file" help:"A file with the Slack app's signing secret, for HTTP mode instead; or set DESKHAND_SLACK_SIGNING_SECRET." env:"DESKHAND_SLACK_SIGNING_SECRET_FILE" placeholder:"FILE"`
	Listen   string `help:"Where Slack's requests are taken in, in HTTP mode, without TLS: a reverse proxy stands before it." default:"127.0.0.1:8481" env:"DESKHAND_SLACK_LISTEN"`
	API      string `help:"Another address of Slack's Web API, such as a local workspace's." env:"DESKHAND_SLACK_API" placeholder:"URL"`
}

// adapter is the adapter of a desk, as its secrets say. What is missing or of the wrong kind is
// said before anything is opened.
func (c slackFlags) adapter(s *session, desk *offering.Desk) (*slack.Slack, error) {
	o := slack.Options{API: c.API, Prefix: desk.Settings.Prefix, Phone: phone(desk), Log: s.log}
	for _, of := range []struct {
		into      *string
		file, env string
	}{
		{&o.BotToken, c.BotToken, "DESKHAND_SLACK_BOT_TOKEN"},
		{&o.AppToken, c.AppToken, "DESKHAND_SLACK_APP_TOKEN"},
		{&o.SigningSecret, c.Secret, "DESKHAND_SLACK_SIGNING_SECRET"},
	} {
		var err error
		if *of.into, err = secret(of.file, of.env); err != nil {
			return nil, err
		}
	}
	if err := faultOf(o); err != nil {
		return nil, err
	}
	return slack.New(o), nil
}

// faultOf is what is wrong with the secrets of the adapter. It names none.
func faultOf(o slack.Options) error {
	switch {
	case o.BotToken == "" && o.AppToken == "" && o.SigningSecret == "":
		return errors.New("no platform: give --slack-bot-token-file and --slack-app-token-file (to try without an account: deskhand demo)")
	case !strings.HasPrefix(o.BotToken, "xoxb-"):
		return errors.New("the Slack bot token must begin with xoxb-: it is under OAuth & Permissions of the app")
	case o.AppToken == "" && o.SigningSecret == "":
		return errors.New("how does Slack reach the desk? Give --slack-app-token-file for Socket Mode, where nothing need be reachable from outside, or --slack-signing-secret-file for HTTP mode, behind a reverse proxy")
	case o.AppToken != "" && o.SigningSecret != "":
		return errors.New("both an app token and a signing secret were given: an app is in Socket Mode or in HTTP mode; give the one that fits its settings")
	case o.SigningSecret != "" && !isHex(o.SigningSecret):
		return errors.New("the Slack signing secret is 32 hexadecimal digits, under Basic Information of the app; it is neither a token nor the client secret's name")
	case o.AppToken != "" && !strings.HasPrefix(o.AppToken, "xapp-"):
		return errors.New("the Slack app token must begin with xapp-: make one with connections:write under Basic Information of the app")
	}
	return nil
}

func isHex(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) >= 32
}

// doors opens what the adapter listens at: nothing over sockets.
func (c slackFlags) doors(a *slack.Slack) ([]door, error) {
	if !a.OverHTTP() {
		return nil, nil
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("%w\nGive --slack-listen another address, and tell the reverse proxy", err)
	}
	return []door{{"slack, for the reverse proxy", slackPath, l, a.Handler()}}, nil
}
