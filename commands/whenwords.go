package commands

import (
	"regexp"
	"strings"
	"time"
)

// What the words of a time mean: English, Norwegian and Japanese, the languages
// of the desks it was written for. Another language is more rows; a word that
// is also an ordinary English one ("man", "met") stays out.
var (
	weekdays = map[string]time.Weekday{
		"mon": 1, "monday": 1, "mandag": 1,
		"tue": 2, "tues": 2, "tuesday": 2, "tirsdag": 2,
		"wed": 3, "weds": 3, "wednesday": 3, "onsdag": 3,
		"thu": 4, "thur": 4, "thurs": 4, "thursday": 4, "torsdag": 4,
		"fri": 5, "friday": 5, "fredag": 5,
		"sat": 6, "saturday": 6, "lørdag": 6, "lordag": 6,
		"sun": 0, "sunday": 0, "søndag": 0, "sondag": 0,
	}
	months = map[string]time.Month{
		"jan": 1, "january": 1, "januar": 1,
		"feb": 2, "february": 2, "februar": 2,
		"mar": 3, "march": 3, "mars": 3,
		"apr": 4, "april": 4,
		"may": 5, "mai": 5,
		"jun": 6, "june": 6, "juni": 6,
		"jul": 7, "july": 7, "juli": 7,
		"aug": 8, "august": 8,
		"sep": 9, "sept": 9, "september": 9,
		"oct": 10, "october": 10, "oktober": 10,
		"nov": 11, "november": 11,
		"dec": 12, "december": 12, "desember": 12,
	}
	units = map[string]time.Duration{
		"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second,
		"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
		"minutt": time.Minute, "minutter": time.Minute,
		"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour,
		"timer": time.Hour,
		"d":     day, "day": day, "days": day, "dag": day, "dager": day,
		"w": week, "wk": week, "wks": week, "week": week, "weeks": week, "uke": week, "uker": week,
	}
	relativeDays = map[string]int{
		"today": 0, "tomorrow": 1, "yesterday": -1,
		"i dag": 0, "i morgen": 1, "i går": -1, "i gar": -1,
	}
	ones      = map[string]bool{"a": true, "an": true, "en": true, "ei": true, "et": true}
	ahead     = map[string]bool{"in": true, "om": true}
	ago       = map[string]bool{"ago": true, "siden": true}
	nows      = map[string]bool{"now": true, "nå": true}
	beforeDay = map[string]bool{"on": true, "på": true}
	nextWeeks = map[string]bool{"next": true, "neste": true}
	thisWeeks = map[string]bool{"this": true, "denne": true}
	// true where an hour may stand alone: "kl 10" is read on a 24-hour clock by
	// all who write it, "at 10" is not.
	beforeClock = map[string]bool{"at": false, "kl": true, "kl.": true, "klokka": true, "klokken": true}
	businesses  = map[string]bool{"business": true, "working": true, "work": true, "bank": true}
	businessDay = map[string]bool{"bd": true, "workday": true, "workdays": true, "virkedag": true, "virkedager": true}
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// japanese turns a run of Japanese, which has no spaces, into the words above.
var (
	japanese = strings.NewReplacer(
		"来週の", " next ", "来週", " next ", "今週の", " this ", "今週", " this ",
		"明日の", " tomorrow ", "明日", " tomorrow ", "今日の", " today ", "今日", " today ",
		"昨日の", " yesterday ", "昨日", " yesterday ",
		"営業日", " business days ",
		"月曜日", " mon ", "火曜日", " tue ", "水曜日", " wed ", "木曜日", " thu ",
		"金曜日", " fri ", "土曜日", " sat ", "日曜日", " sun ",
		"月曜", " mon ", "火曜", " tue ", "水曜", " wed ", "木曜", " thu ",
		"金曜", " fri ", "土曜", " sat ", "日曜", " sun ",
	)
	japaneseClock = regexp.MustCompile(`(\d{1,2})時(?:(\d{1,2})分|(半))?`)
)

func fromJapanese(s string) []string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return []string{s}
	}
	s = strings.ReplaceAll(s, "時間", "\x00") // a length of hours, not a time of day
	s = japaneseClock.ReplaceAllStringFunc(s, func(m string) string {
		p := japaneseClock.FindStringSubmatch(m)
		minute := p[2]
		switch {
		case p[3] != "":
			minute = "30"
		case minute == "":
			minute = "00"
		case len(minute) == 1:
			minute = "0" + minute
		}
		return " " + p[1] + ":" + minute + " "
	})
	return strings.Fields(strings.ReplaceAll(japanese.Replace(s), "\x00", "時間"))
}
