package sla

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestRecordGolden: names on disk are for ever. The file has a clock that uses every field.
func TestRecordGolden(t *testing.T) {
	target := Target{
		Kind: Restore, Within: 4 * time.Hour, Every: time.Hour, Days: 2, CutOff: 15 * 60, Zone: "Europe/Oslo", Under: true,
		Calendar: "office", Warn: []Point{{Percent: 50}, {Left: 30 * time.Minute}}, PauseFor: []Reason{Customer, ThirdParty, Scheduled},
		Raise: KeepEarlier, Lower: Carry,
	}
	lower := Target{Within: 8 * time.Hour, Calendar: "24x7"}
	c := Begin(Restore, 2, Pin{Desk: 3, Offering: "citrix-priority", Version: "2026-01"}, target, Mark{At: at(t, "mon 09:00"), Recorded: at(t, "mon 09:00:00.250"), Message: "C1/1.2"}).With(
		Mark{Do: Pause, At: at(t, "mon 10:00"), Reason: Customer, By: "p-1", Note: "w-1"},
		Mark{Do: Resume, At: at(t, "mon 11:00"), Reason: Customer},
		Mark{Do: Retarget, At: at(t, "mon 12:00"), To: &lower, Change: Restart, By: "p-1"},
		Mark{Do: Retarget, At: at(t, "mon 12:30"), Pin: &Pin{Desk: 4, Offering: "citrix-priority", Version: "2026-03"}},
		Mark{Do: Satisfy, At: at(t, "mon 13:00"), Recorded: at(t, "mon 15:00"), Message: "C1/1.9"},
		Mark{Do: Correct, At: at(t, "mon 14:00"), Recorded: at(t, "tue 09:00"), Of: 5, By: "p-2"},
		Mark{Do: Reopen, At: at(t, "wed 09:00")},
		Mark{Do: Cancel, At: at(t, "thu 09:00"), Recorded: at(t, "thu 09:00")},
		Mark{Do: Correct, At: at(t, "fri 09:00"), Of: 8, Void: true},
	)
	got, err := json.MarshalIndent(c, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	path := filepath.Join("testdata", "clock.json")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the record of a clock changed (-update rewrites it):\n%s", got)
	}
	var back Clock
	if err := json.Unmarshal(want, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, c) {
		t.Errorf("read back:\n%s\nwritten:\n%s", print(back), print(c))
	}
}

// TestRecordTags: every field that may be stored has a name of its own on disk.
func TestRecordTags(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	for _, v := range []any{Clock{}, Pin{}, Target{}, Point{}, Mark{}, State{}, Held{}, Warning{}, Crossing{}, Said{}, Judgement{}} {
		typ := reflect.TypeOf(v)
		for i := range typ.NumField() {
			f := typ.Field(i)
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.Anonymous && !name.MatchString(tag) {
				t.Errorf("%s.%s is named %q", typ.Name(), f.Name, tag)
			}
		}
	}
}

// TestSimpleRecord: a clock that has only been started says little.
func TestSimpleRecord(t *testing.T) {
	c := Begin(FirstResponse, 1, Pin{Desk: 1}, Target{Within: time.Hour}, Mark{At: time.UnixMilli(0).UTC()})
	got, err := json.Marshal(c)
	if want := `{"kind":"first_response","cycle":1,"pin":{"desk":1},"target":{"within":3600000000000},"marks":[{"do":"start","at":"1970-01-01T00:00:00Z"}]}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}
