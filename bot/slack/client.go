package slack

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// A client is the Web API, as much of it as the desk uses. Slack's library is called here and
// nowhere else: it changes with nearly every release. Every method makes one call and repeats
// none.
type client struct {
	api  *slack.Client
	idle func() // lets go of connections that nothing uses
	// failed hears of every call that failed, except those that only sign in.
	failed func(method string, err error)

	// for raw
	http        *http.Client
	base, token string
}

func newClient(o Options) client {
	transport := o.transport()
	web := &http.Client{
		Transport: transport,
		// A redirect would carry the token on to wherever it points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	opts := []slack.Option{slack.OptionAppLevelToken(o.AppToken), slack.OptionHTTPClient(web)}
	if o.API != "" {
		opts = append(opts, slack.OptionAPIURL(o.API))
	}
	return client{api: slack.New(o.BotToken, opts...), idle: transport.CloseIdleConnections,
		http: web, base: cmp.Or(o.API, slack.APIURL), token: o.BotToken}
}

// done is the error of a call, having told who listens.
func (c client) done(method string, err error) error {
	if err != nil && c.failed != nil {
		c.failed(method, err)
	}
	return err
}

func (c client) close() { c.idle() }

// An identity is who the bot is, and the workspace's own address.
type identity struct{ team, user, url string }

func (c client) whoAmI(ctx context.Context) (identity, error) {
	r, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, err
	}
	return identity{team: r.TeamID, user: r.UserID, url: r.URL}, nil
}

// socketURL asks for an address of Socket Mode. The address is as good as a token.
func (c client) socketURL(ctx context.Context) (string, error) {
	_, url, err := c.api.StartSocketModeContext(ctx)
	return url, err
}

// An outgoing is one message on its way.
type outgoing struct {
	channel, thread string
	sheet
	key string // of the row, kept with the message
}

// keptAs is the type of the metadata that every post carries.
const (
	keptAs  = "deskhand_delivery"
	keptKey = "key"
)

func (o outgoing) options(more ...slack.MsgOption) []slack.MsgOption {
	opts := []slack.MsgOption{slack.MsgOptionText(o.text, false), slack.MsgOptionBlocks(o.blocks...),
		slack.MsgOptionParse(false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
	if o.thread != "" {
		opts = append(opts, slack.MsgOptionTS(o.thread))
	}
	return append(opts, more...)
}

// post says something and answers the message's channel and timestamp. The metadata is the one
// documented way to find out later whether it arrived; Slack documents no key by which it would
// refuse a second post of the same.
func (c client) post(ctx context.Context, o outgoing) (channel, ts string, err error) {
	nameFirst(o.blocks, o.key)
	meta := slack.SlackMetadata{EventType: keptAs, EventPayload: map[string]any{keptKey: o.key}}
	channel, ts, _, err = c.api.SendMessageContext(ctx, o.channel, o.options(slack.MsgOptionMetadata(meta))...)
	return channel, ts, c.done("chat.postMessage", err)
}

// nameFirst names the first block of a post for its row.
func nameFirst(blocks []slack.Block, key string) {
	if len(blocks) == 0 || key == "" {
		return
	}
	switch b := blocks[0].(type) {
	case *slack.RichTextBlock:
		b.BlockID = rowBlock + key
	case *slack.SectionBlock:
		b.BlockID = rowBlock + key
	case *slack.ActionBlock:
		b.BlockID = rowBlock + key
	}
}

// whisper says something that one person alone sees.
func (c client) whisper(ctx context.Context, o outgoing, user string) (ts string, err error) {
	_, ts, _, err = c.api.SendMessageContext(ctx, o.channel, o.options(slack.MsgOptionPostEphemeral(user))...)
	return ts, c.done("chat.postEphemeral", err)
}

// update draws a message anew. Its metadata stays, since none is given.
func (c client) update(ctx context.Context, o outgoing, ts string) error {
	o.thread = ""
	_, _, _, err := c.api.SendMessageContext(ctx, o.channel, o.options(slack.MsgOptionUpdate(ts))...)
	return c.done("chat.update", err)
}

// respond answers through the one-time address that came with a request; the asker alone sees
// it.
func (c client) respond(ctx context.Context, o outgoing, url string) error {
	opts := []slack.MsgOption{slack.MsgOptionText(o.text, false), slack.MsgOptionResponseURL(url, slack.ResponseTypeEphemeral)}
	if len(o.blocks) > 0 {
		opts = append(opts, slack.MsgOptionBlocks(o.blocks...))
	}
	if o.thread != "" {
		opts = append(opts, slack.MsgOptionTS(o.thread))
	}
	_, _, _, err := c.api.SendMessageContext(ctx, o.channel, opts...)
	return err
}

func (c client) pin(ctx context.Context, channel, ts string) error {
	return c.done("pins.add", c.api.AddPinContext(ctx, channel, slack.NewRefToMessage(channel, ts)))
}

// upload brings a text to Slack, where nobody sees it yet, and answers its id there.
func (c client) upload(ctx context.Context, name, text string) (id string, err error) {
	r, err := c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(text)})
	if err != nil {
		return "", c.done("files.getUploadURLExternal", err)
	}
	return r.FileID, c.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: r.UploadURL, Content: text, Filename: name})
}

// share shows what was uploaded, as a message.
func (c client) share(ctx context.Context, o outgoing, id, title string) error {
	nameFirst(o.blocks, o.key)
	_, err := c.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: id, Title: title}},
		Channel: o.channel, ThreadTimestamp: o.thread, Blocks: slack.Blocks{BlockSet: o.blocks}})
	return c.done("files.completeUploadExternal", err)
}

// direct is the person's own conversation with the bot, begun where there is none yet.
func (c client) direct(ctx context.Context, user string) (channel string, err error) {
	ch, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", c.done("conversations.open", err)
	}
	return ch.ID, nil
}

// shared reports whether people of another company read a channel.
func (c client) shared(ctx context.Context, channel string) (bool, error) {
	ch, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil {
		return false, c.done("conversations.info", err)
	}
	return ch.IsExtShared, nil
}

// A page of what was said, with the keys that the bot's own messages carry: timestamp by key.
type past struct {
	kept map[string]string // timestamps, by the row's key
	sent []sentFile
	next string
}

// A sentFile is a file that somebody sent, with the timestamp of its message. Where people of another
// company can see it, Slack gives no name.
type sentFile struct{ user, id, name, ts string }

// past reads what was said in a channel, or in a thread of it, since the given instant.
func (c client) past(ctx context.Context, channel, thread, cursor string, since time.Time) (past, error) {
	var messages []slack.Message
	p := past{kept: map[string]string{}}
	if thread != "" {
		list, _, next, err := c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: channel,
			Timestamp: thread, Cursor: cursor, Oldest: timestamp(since), Inclusive: true, Limit: 200, IncludeAllMetadata: true})
		if err != nil {
			return p, c.done("conversations.replies", err)
		}
		messages, p.next = list, next
	} else {
		r, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: channel,
			Cursor: cursor, Oldest: timestamp(since), Inclusive: true, Limit: 200, IncludeAllMetadata: true})
		if err != nil {
			return p, c.done("conversations.history", err)
		}
		messages, p.next = r.Messages, r.ResponseMetaData.NextCursor
	}
	for _, m := range messages {
		if key, ok := m.Metadata.EventPayload[keptKey].(string); ok && m.Metadata.EventType == keptAs {
			p.kept[key] = m.Timestamp
		}
		for _, f := range m.Files {
			p.sent = append(p.sent, sentFile{m.User, f.ID, f.Name, m.Timestamp})
		}
	}
	return p, nil
}

// person is what somebody is called, and their time zone.
func (c client) person(ctx context.Context, user string) (person, error) {
	u, err := c.api.GetUserInfoContext(ctx, user)
	if err != nil {
		return person{}, c.done("users.info", err)
	}
	return person{name: cmp.Or(u.Profile.DisplayName, u.RealName, u.Name), zone: u.TZ}, nil
}

// groups are the handles of all user groups, by id; those that were switched off too, which people may
// still have in their words.
func (c client) groups(ctx context.Context) (map[string]string, error) {
	list, err := c.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeDisabled(true))
	if err != nil {
		return nil, c.done("usergroups.list", err)
	}
	handles := map[string]string{}
	for _, g := range list {
		handles[g.ID] = g.Handle
	}
	return handles, nil
}

// file is what a file is called. Where people of another company share it, a message tells only
// its id.
func (c client) file(ctx context.Context, id string) (file, error) {
	f, _, _, err := c.api.GetFileInfoContext(ctx, id, 0, 0)
	if err != nil {
		return file{}, c.done("files.info", err)
	}
	return file{ID: f.ID, Name: f.Name, Size: int64(f.Size)}, nil
}

// publish draws somebody's Home tab.
func (c client) publish(ctx context.Context, user string, v slack.HomeTabViewRequest) error {
	_, err := c.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: v})
	return c.done("views.publish", err)
}

// openView opens a form in front of whoever a trigger belongs to.
func (c client) openView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	_, err := c.api.OpenViewContext(ctx, trigger, v)
	return c.done("views.open", err)
}

// updateView draws an open form anew.
func (c client) updateView(ctx context.Context, id string, v slack.ModalViewRequest) error {
	_, err := c.api.UpdateViewContext(ctx, v, "", "", id)
	return c.done("views.update", err)
}
