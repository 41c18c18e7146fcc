package main

import (
	"sync"
	"time"
)

// A deskClock is desk time that can be sped up and set ahead, for the demo. Promises run on it;
// the deadlines of the platform stay on real time.
type deskClock struct {
	mu    sync.Mutex
	real  time.Time // when speed or time were last set
	desk  time.Time // what it was then
	speed float64
}

func newDeskClock(from time.Time) *deskClock {
	return &deskClock{real: time.Now(), desk: from, speed: 1}
}

// Now is desk time.
func (c *deskClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *deskClock) now() time.Time {
	return c.desk.Add(time.Duration(float64(time.Since(c.real)) * c.speed)).UTC()
}

// Speed is how many desk seconds pass in a real one.
func (c *deskClock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// SetSpeed changes the speed from now on: 0 stops the clock, 3600 is an hour a second at most.
func (c *deskClock) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.desk, c.real = c.now(), time.Now()
	c.speed = min(max(speed, 0), 3600)
}

// Jump sets the clock ahead. It never goes back: a promise that was kept stays kept.
func (c *deskClock) Jump(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.desk, c.real = c.now().Add(max(by, 0)), time.Now()
}

// stand sets the clock and stops it there.
func (c *deskClock) stand(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.desk, c.real, c.speed = at, time.Now(), 0
}

// until is how long desk time takes, in real time, to reach an instant.
func (c *deskClock) until(t time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := t.Sub(c.now())
	switch {
	case left <= 0:
		return 0
	case c.speed == 0:
		return time.Hour // the loops look again every second
	}
	return time.Duration(float64(left) / c.speed)
}
