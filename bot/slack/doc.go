// Package slack is the desk's hand in Slack: what people type, press and fill in becomes
// bot.Incoming, and what the desk says becomes Block Kit.
//
// In: Socket Mode over two connections. An envelope is stored, then acknowledged, on the
// connection it came on; only what rides on an acknowledgement (opening a form, field errors)
// is done before, and never again. Slack's own client library keeps the connection itself
// badly — it drops a socket at the first warning, acknowledges on another socket than the
// envelope came on, and goes on for ever where a token will never work again — so the
// connections are kept here, over gorilla/websocket, and the library is used for the Web API
// and its types alone: client.go and client_read.go call it, failure.go and fatal.go know its errors, draw.go,
// view.go and home.go its blocks, and no other file names it.
//
// Or in HTTP mode, where there is a signing secret instead of an app token: Handler answers what
// Slack posts, signed, fresh and once, and the acknowledgement is the answer. From there on it
// goes the same way. In either mode it is asked now and then whether the token still works.
//
// What was said while no connection stood, for longer than Slack sends events again, is read
// from the histories (again.go).
//
// Out: one call an attempt, its failure sorted into what is surely not done, perhaps done, and
// never to be done. Cards are rich text, not mrkdwn: what people wrote is shown to the letter
// (__init__ keeps its underscores, @channel notifies nobody) without any escaping that could
// be forgotten; instants are dates that Slack draws in each reader's zone. The plain text that
// goes with every message, for notifications and screen readers, is mrkdwn, escaped.
//
// It leaves out: what a command means, who may do it, when a message may leave and whether it
// is said again (package bot); TLS; files beyond their names.
package slack
