package calendar

import (
	"fmt"
	"time"
)

// A Date is a civil date: no instant and no zone. Which instants it holds is
// for a zone to say (K8).
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the date that t has in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-12-25". A date that no calendar has (30 February) is an
// error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want a real date as 2026-12-25", s)
	}
	return DateOf(t), nil
}

// String returns "2026-12-25".
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes the form of String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// IsZero reports whether d is the zero Date, which stands for "not stated".
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether there is such a date.
func (d Date) Valid() bool { return dateOn(d.epoch()) == d }

// Compare returns -1, 0 or +1 as d is before, on or after e.
func (d Date) Compare(e Date) int {
	if c := d.Year - e.Year; c != 0 {
		return sign(c)
	}
	if c := int(d.Month - e.Month); c != 0 {
		return sign(c)
	}
	return sign(d.Day - e.Day)
}

// Plus returns the date n days later (earlier if n is negative).
func (d Date) Plus(n int) Date { return dateOn(d.epoch() + int64(n)) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()
}

// epoch returns the number of days from 1970-01-01 to d.
func (d Date) epoch() int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// dateOn is the inverse of epoch.
func dateOn(epoch int64) Date { return DateOf(time.Unix(epoch*86400, 0).UTC()) }

func sign(n int) int { return min(max(n, -1), 1) }
