// Package chat plays conversations. A page is input and expected output at once and reads like
// a chat; the player keeps people's lines and their times, lets time pass between them, and
// writes every line of the desk anew. A test of a page is that it did not change.
//
// # The page
//
//	2026-03-02 Monday. C2: a Sev 1 is warned at 11 minutes; a claim is not an answer, words are.
//	cast: northwind.yaml
//	zone: Europe/Oslo
//
//	09:00 #northwind <ana> @deskhand case open 1 Payments are down
//	09:00 #northwind <desk> CASE-1 · Sev 1 · Payments are down
//	    first response by 09:15
//	    [Worse now] [I need an update]
//	# a comment stays where it is: before the line that follows it
//	09:12 #priority-queue <noah> [Take it]
//
// The first line is a date, its weekday, a full stop and a title that begins with the ids of
// what the page shows. Header lines "key: value" follow at once; an empty line ends them.
// cast names an import file beside the page, desk a desk folder beside it (the shipped one
// where none is named), zone the IANA zone in which the page tells the time (UTC where none
// is). People are called by their ids in the cast; people lists others, whom the desk does not
// know, each with the team they are of: "people: eve T-northwind, max T-elsewhere". "cards: pinned"
// lets each customer's channel begin with the card that is pinned there; without it there is none.
//
// Then, in the order in which they happen, one item a line; lines indented by four spaces
// belong to the item before them:
//
//	HH:MM #channel <who> words            a person's message; HH:MM:SS where seconds matter
//	HH:MM #channel (CASE-1) <who> words   … in a thread, named as below
//	HH:MM @who <who> words                … in their own conversation with the desk
//	HH:MM #channel <who> /desk case list  a slash command; one that lacks something opens its form
//	HH:MM #channel <who> words (attaches a.har, b.zip)
//	HH:MM #channel <who> (edits) words    their last message there; (edits 09:13) the last of that time
//	HH:MM #channel <who> (deletes)        likewise
//	HH:MM #channel <who> (removes desk's message of 09:00)   as whoever runs the workspace may
//	HH:MM #channel <who> [Take it]        a button: of the newest message there that shows it to them
//	    reason: a form that the button opens is filled in, one field a line, and sent
//	HH:MM (the platform goes down)        weather: words in brackets from nobody
//	HH:MM #channel <who> (opens a case from ana's message)   the shortcut on ana's last message there;
//	    severity: 2                       "… message of 09:02)" on her last of that time, "desk's message"
//	                                      on one of the desk; its fields as for a button
//	HH:MM @who home <who> (opens)         their own page; what the desk shows there is written in full the
//	                                      first time, and then as an edit of a card is
//	HH:MM @who <who> desk link THE-CODE   the last one-time code that the desk showed to anybody
//	HH:MM …                               nothing happens; time passes until then
//	2026-03-03 Tuesday                    times below are of this day
//
// What the desk does is written by the player:
//
//	HH:MM #channel <desk> words               a message; its further lines and buttons indented
//	HH:MM #channel <desk> (only ana sees) …   an answer for one person's eyes
//	HH:MM #channel (CASE-1 card) <desk> …     an edit of the message that heads a thread: only what
//	                                          changed, "+ " before lines that came, "- " before lines
//	                                          that went, the buttons if they are others now
//	HH:MM #channel <desk> (pins the message of 09:10)
//	HH:MM @ana <desk> words                   a message with a file: "(file: its title)", and all that
//	    (file: CASE-1 timeline)               the file holds, a line each behind "| "
//	    | a line of the file
//	HH:MM #room <desk> (makes this room)      a room of the desk's own, called here as the desk calls it,
//	                                          without what the platform adds so that nobody guesses it
//	HH:MM #room <desk> (the topic: words)
//	HH:MM #room <desk> (keeps at hand: words)
//	HH:MM #room <desk> (asks in: ana, ben)    those who come
//	HH:MM #room <desk> (puts this room away)
//	HH:MM #channel (edit of 09:10) <desk> …   an edit of another message
//	HH:MM #channel <desk> (form for ana) …    a form that was opened and not filled in: its title and
//	                                          fields, * after those that must be, and what stands in
//	                                          them in quotation marks; or that came back
//	                                          with problems: its title and they
//	HH:MM #channel <platform> (only ana sees) the platform's own words
//
// A thread is named by the first word like CASE-1 in the message that heads it, as first posted;
// where a channel has several such messages, the thread of the first that anybody answered in;
// a thread with no such word is named by the time of its head: (09:00).
//
// An action happens at its time, or, where the desk is still speaking then, as soon as it has
// finished: a person presses no button that is not there yet.
//
// # The weather
//
//	(the platform goes down)             (the platform is back)
//	(an answer is lost)                  the next message arrives, and the desk does not learn it
//	(nobody can tell what arrived)       (one can tell again)
//	(the platform asks to wait 30s)      the next message is refused for so long
//	(#channel is gone)
//	(#channel is shared)                 people of another company read it from now on
//	(#channel is shared quietly)         … and the desk is not told
//	(the process dies here)              nothing is running; messages wait, commands fail
//	(the process starts again)
//	(the process dies while speaking)    in its next message, before the platform has it
//	(the process dies after speaking)    … after the platform has it
//	(lena applies desks/watch-2)         at the machine, a desk folder beside the page
//	(lena applies desks/watch-2 from 2026-03-03 00:00)   … to come in force then, in the desk's zone
//	(lena applies desks/watch-2 and brings open cases to it)
//
// It leaves out how a world is made of a platform: a World does what people do and answers what
// they see (paper is here; another package plays the same pages through another platform).
package chat
