// Package paper is a chat platform in memory: channels, threads and direct conversations with
// the people in them. It does what the desk expects of any platform, shows its users what they
// would see, and makes bad weather when asked to: it goes down, loses an answer, asks to wait,
// lets the process die in the middle of a call.
//
// It is exact where a real platform is vague, and so proves nothing about one: it has no wire,
// no limits of size and no latency. Each call is answered before it returns, which is what lets
// a page be played the same way every time. It leaves out pages and their grammar (bot/chat).
package paper
