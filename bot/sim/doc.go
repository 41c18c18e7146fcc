// Package sim plays a desk against random people and bad weather, and holds it to its promises.
// A seed is a world: the real rooms, the real inbox and outbox over a store in memory, a chat
// that is a plain data structure, customers and strangers and engineers who open, write, press,
// take back and mistake, and a process that dies wherever it can. One goroutine turns it, all
// chance comes from the seed, so a seed that breaks a promise breaks it again.
//
// Each seed draws its own weather and its own habits once (see swarm), and in half of the seeds a
// fault does not happen at all. First everything goes wrong; then all is healed, time passes, and
// everything must come to its end; then comes the reckoning, which reads three histories: what
// people were told was taken, the record, and the chat as it is.
//
// # The promises
//
//   - What was acknowledged is durable: whatever somebody was told was taken has had its effect,
//     once, after any crash; nothing has an effect that nobody sent; a form that came back has
//     had none. A request key has one effect however often it is delivered.
//   - The record is its replay: every thing is the fold of its events byte for byte, under the
//     keys it says, and every chain and seal stands.
//   - An obligation is said once for its identity. What is said twice is marked as doubted, and
//     while the platform's history can be read nothing is said twice.
//   - No send begins after the commit that cancels it: not after an answer, a stop, a pause or the
//     end of a case; and what ends a promise takes back, in the same commit, what waits to be
//     said of it.
//   - No call is made before a Retry-After has passed, no two messages are begun in a room
//     within a second, what is said in a thread arrives in the order in which it was recorded,
//     and nothing for staff reaches anybody else.
//   - What a private case is about stands nowhere where others of its account read; nobody is left
//     in the middle of a form that is asked in words.
//   - A live card shows what is so when it is sent, and in the end.
//   - A first response is met by a person of the vendor's with words of their own that arrived, and by
//     nothing else, and always by them; every promise that is broken is recorded as broken and told.
//   - In the end nothing waits, nothing is begun, nothing is due, nothing lies unread; what died
//     had a reason; the auditor finds nothing; the desk had no fault of its own in any weather.
//
// # What seeds found
//
// Seeds are of the release that found it: each change of the simulator gives a seed another
// world. The mistakes are kept as mutants, each of which must be found again (see the tests).
//
//	found by  what was wrong                                                     mended in
//	11, 17    a case opened by a late message was never warned of, and never     casework
//	          recorded as broken, where a point was crossed before it came in;
//	          the same for a mark recorded before anybody looked
//	1, 9, 13  the customer's card said "outside the hours now" in the hours      casework
//	25, 34    an engineer's answer under a card of which the desk did not know   bot, inbox
//	          yet that it had arrived was acknowledged and lost
//	252       the same, where the card was to be said again                      bot, inbox
//	101       a process that started again at once said twice what the           bot, outbox
//	          platform was still taking in when the last one died
//	8         an answer in a direct conversation did not hear its Retry-After    bot, outbox
//	506       words under a card were waited for in a channel that is lost       bot, inbox
//	3212      a card did not show that a promise was missed once more             casework
//
// # Figures
//
// On two shared cores a seed takes 0.12 s to 0.18 s. Ten thousand,
//
//	DESKHAND_SEEDS=10000 go test -count=1 -timeout 2h -run TestSeeds ./bot/sim
//
// took 29 min 47 s; they found the last two of the list, which pass since.
//
// It leaves out the network and goroutines (tests of the adapters, and of the process over a real
// disk), clocks that go back, changed calendars, torn pages (the
// store's own tests), and every platform's protocol. Of what Slack counts apart it knows one
// thing: an edit in a direct conversation has a Retry-After of its own.
package sim
