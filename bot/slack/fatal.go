package slack

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/slack-go/slack"
)

// remedies are the codes after which trying again is of no use, and what the operator is to do.
var remedies = map[string]string{
	"invalid_auth":              "the token is wrong: copy it again from the app's settings",
	"not_authed":                "no token was given: set the bot token and the app-level token",
	"account_inactive":          "the token belongs to an app that was removed: install the app again and take its new token",
	"token_revoked":             "the token was revoked: install the app again and take its new token",
	"token_expired":             "the token has expired: switch token rotation off for this app, or give a new token",
	"missing_scope":             "the token lacks a scope: compare the app with its manifest and install it again",
	"not_allowed_token_type":    "the tokens are of the wrong kind: the bot token begins with xoxb-, the app-level token with xapp-",
	"link_disabled":             "Socket Mode is switched off: switch it on in the app's settings",
	"org_login_required":        "the workspace is being moved to another organisation: install the app again when that is done",
	"app_not_found":             "the app was deleted: create it again from its manifest",
	"team_access_not_granted":   "the app is not granted to this workspace of the organisation: an administrator must grant it",
	"forbidden_team":            "the workspace may not use this: an administrator must allow the app",
	"team_disabled":             "the workspace was closed: install the app in another one and take its tokens",
	"user_removed_from_team":    "the bot was removed from the workspace: install the app again and take its new token",
	"accesslimited":             "the workspace takes calls from certain networks only: an administrator must allow this machine's address",
	"two_factor_setup_required": "the workspace asks for two-factor authentication first: an administrator must finish its setup",
	"app_missing_action_url":    "interactivity has no request URL: compare the app with its manifest",
}

// A FatalError is an error after which trying again is of no use: somebody has to change a
// setting. Its text says which.
type FatalError struct {
	Code  string // Slack's
	About string // what was being done
	Needs string // the scope that is missing, where Slack names it
}

// Error implements error. It holds no token.
func (e *FatalError) Error() string {
	s := fmt.Sprintf("slack: %s: %s: %s", e.About, e.Code, remedies[e.Code])
	if e.Needs != "" {
		s += " (needs " + e.Needs + ")"
	}
	return s
}

// fatal finds out whether an error is one to stop at.
func fatal(about string, err error) (*FatalError, bool) {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok && remedies[r.Err] != "" {
		return &FatalError{Code: r.Err, About: about, Needs: r.Needed}, true
	}
	if s, ok := errors.AsType[slack.StatusCodeError](err); ok && s.Code == http.StatusUnauthorized {
		return &FatalError{Code: "invalid_auth", About: about}, true
	}
	return nil, false
}
