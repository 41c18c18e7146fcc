package slack

import "encoding/json"

// A kept envelope is what Slack sent, word for word, and what reading it needs to know of the
// desk's own side, so that it can be read by itself: in another process, a release later.
type kept struct {
	Home    string          `json:"home"`              // the workspace the desk is at home in
	Self    string          `json:"self"`              // the desk's own user there
	InWords bool            `json:"inwords,omitempty"` // the button's form could not be opened
	Payload json.RawMessage `json:"payload"`

	// What Slack tells only when asked; what it did not tell in time is missing.
	Files []file            `json:"files,omitempty"` // names of files
	Names map[string]string `json:"names,omitempty"` // … of the people mentioned, by id
	Zone  string            `json:"zone,omitempty"`  // the asker's
}

// The kinds of envelopes: Socket Mode's own names.
const (
	kindEvent  = "events_api"
	kindSlash  = "slash_commands"
	kindAction = "interactive"
)

// An eventPayload is the outer part of an event.
type eventPayload struct {
	ID     string `json:"event_id"`
	App    string `json:"api_app_id"`
	Shared bool   `json:"is_ext_shared_channel"`
	Event  event  `json:"event"`
}

// An event is as much of an event as the desk reads. What it does not know of, such as blocks
// of a new sort, it does not look at, so that no message is lost for one.
type event struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	Channel     name   `json:"channel"`
	ChannelType string `json:"channel_type"`
	User        name   `json:"user"`
	Bot         string `json:"bot_id"`
	App         string `json:"app_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	Thread      string `json:"thread_ts"`
	EventTS     string `json:"event_ts"`
	Tab         string `json:"tab"`
	Deleted     string `json:"deleted_ts"`
	Team        string `json:"team"`
	UserTeam    string `json:"user_team"`
	SourceTeam  string `json:"source_team"`
	OldChannel  string `json:"old_channel_id"` // of channel_id_changed
	NewChannel  string `json:"new_channel_id"`
	Joined      string `json:"connected_team_id"`            // of channel_shared
	Parted      string `json:"previously_connected_team_id"` // of channel_unshared
	StillShared bool   `json:"is_ext_shared"`                // of channel_unshared: with yet another company
	Files       []file `json:"files"`
	Blocks      blocks `json:"blocks"`
	Edited      struct {
		TS string `json:"ts"`
	} `json:"edited"`
	Message  *event `json:"message"`
	Previous *event `json:"previous_message"`
}

// blocks are as much of a message's blocks as the desk reads of its own.
type blocks []struct {
	ID string `json:"block_id"`
}

type file struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// A name is an id that some events give bare and others as an object with its id inside.
type name string

// UnmarshalJSON implements json.Unmarshaler; what is neither is no id, and no error.
func (n *name) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*n = name(s)
		return nil
	}
	var o struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(b, &o)
	*n = name(o.ID)
	return nil
}

// A slash is a slash command.
type slash struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	Team        string `json:"team_id"`
	User        string `json:"user_id"`
	Channel     string `json:"channel_id"`
	ChannelName string `json:"channel_name"`
	URL         string `json:"response_url"`
	Trigger     string `json:"trigger_id"`
}

// An action is an interaction: a button, a form, a field that asks for options.
type action struct {
	Type    string `json:"type"`
	Trigger string `json:"trigger_id"`
	URL     string `json:"response_url"`
	User    struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	} `json:"user"`
	Channel   name `json:"channel"`
	Container struct {
		Message string `json:"message_ts"`
		Hidden  bool   `json:"is_ephemeral"`
		Thread  string `json:"thread_ts"`
		Channel string `json:"channel_id"`
	} `json:"container"`
	Actions []struct {
		ID    string `json:"action_id"`
		Type  string `json:"type"`
		Value string `json:"value"`
		TS    string `json:"action_ts"`
	} `json:"actions"`
	View view `json:"view"`
	// Of a shortcut on a message:
	Callback string `json:"callback_id"`
	ActionTS string `json:"action_ts"`
	Message  *event `json:"message"`
	// Of a field that asks for options:
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value"`
}

// A view is a form as it comes back.
type view struct {
	Type     string `json:"type"`
	ID       string `json:"id"`
	Callback string `json:"callback_id"`
	Private  string `json:"private_metadata"`
	Title    struct {
		Text string `json:"text"`
	} `json:"title"`
	Blocks []struct {
		Type string `json:"type"`
		ID   string `json:"block_id"`
	} `json:"blocks"`
	State struct {
		Values map[string]map[string]value `json:"values"`
	} `json:"state"`
}

// A value is what a field holds.
type value struct {
	Type     string  `json:"type"`
	Value    *string `json:"value"`
	User     *string `json:"selected_user"`
	Selected *struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}
