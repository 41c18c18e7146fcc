// Package mem is a store in memory, for tests and the simulator. It runs every unit twice and
// throws the first run away, as a database that retries might: a unit that adds to what lies
// outside it, or does not decide the same twice, is found out here.
//
// What is committed survives Crash, as if it had been flushed; what was under way is lost. It
// keeps its promises slowly and simply, in maps, so that a faster store can be compared with
// it; it writes no file and is no choice for a desk.
package mem
