package calendar_test

import (
	"fmt"
	"time"

	"github.com/deskhand/deskhand/domain/calendar"
)

// A desk in Oslo, on the Thursday before Easter.
func Example() {
	var week []calendar.Span
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, calendar.Span{From: calendar.At(day, 8, 0), To: calendar.At(day, 16, 0)})
	}
	norway := &calendar.Holidays{ID: "NO", Name: "Norway, public holidays", Ends: calendar.Date{Year: 2027, Month: 12, Day: 31},
		Days: []calendar.Day{
			{Date: calendar.Date{Year: 2026, Month: 4, Day: 2}, Name: "Maundy Thursday"},
			{Date: calendar.Date{Year: 2026, Month: 4, Day: 3}, Name: "Good Friday"},
			{Date: calendar.Date{Year: 2026, Month: 4, Day: 6}, Name: "Easter Monday"},
		}}
	desk, err := calendar.Compile(calendar.Spec{Name: "oslo", Layers: []calendar.Layer{
		{Name: "Oslo", Zone: "Europe/Oslo", Week: week, Lists: []*calendar.Holidays{norway}},
	}}, time.LoadLocation)
	if err != nil {
		fmt.Println(err)
		return
	}
	asked := time.Date(2026, 4, 1, 13, 30, 0, 0, time.UTC) // Wednesday, 15:30 in Oslo
	due, _ := desk.Add(asked, 2*time.Hour)
	fmt.Println("due", due.Format("Mon 2 Jan 15:04"), "UTC")
	for _, s := range desk.Walk(asked, due) {
		fmt.Println(s.From.Format("Mon 15:04"), s.To.Format("Mon 15:04"), s.Open)
		for _, r := range s.Reasons {
			fmt.Printf("   %s %q\n", r.Kind, r.Name)
		}
	}
	third, _ := desk.AddDays(asked, 3, calendar.Receipt{CutOff: 15 * 60})
	fmt.Println("third business day closes", third.Format("Mon 2 Jan 15:04"), "UTC")
	// Output:
	// due Tue 7 Apr 07:30 UTC
	// Wed 13:30 Wed 14:00 true
	//    hours ""
	// Wed 14:00 Tue 06:00 false
	//    outside ""
	//    holiday "Maundy Thursday"
	//    holiday "Good Friday"
	//    outside ""
	//    holiday "Easter Monday"
	//    outside ""
	// Tue 06:00 Tue 07:30 true
	//    hours ""
	// third business day closes Fri 10 Apr 14:00 UTC
}
