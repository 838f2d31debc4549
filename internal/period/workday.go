package period

// IsWorkingDay reports whether the organisation works on the day: its weekday
// is a working day and it is no holiday.
func (c Calendar) IsWorkingDay(d Date) bool {
	return c.WorkingDays[d.Weekday()] && !c.Holidays[d]
}

// CountWorkingDays returns the number of working days in the range; ok is
// false for an open range. Its cost grows with the number of days or of
// holidays, whichever is smaller.
func (c Calendar) CountWorkingDays(r Range) (days int, ok bool) {
	length, ok := r.Days()
	if !ok {
		return 0, false
	}
	const week = 7
	perWeek := 0
	for _, works := range c.WorkingDays {
		if works {
			perWeek++
		}
	}
	days = length / week * perWeek
	first := r.Start.Weekday()
	for i := range length % week { // the rest begins on the weekday of the first day
		if c.WorkingDays[(int(first)+i)%week] {
			days++
		}
	}
	return days - c.workdayHolidays(r, length), true
}

// workdayHolidays counts the holidays in the range that fall on a day that
// would be worked.
func (c Calendar) workdayHolidays(r Range, length int) int {
	lost := 0
	if length < len(c.Holidays) {
		for d := r.Start; d < r.End; d++ {
			if c.Holidays[d] && c.WorkingDays[d.Weekday()] {
				lost++
			}
		}
		return lost
	}
	for d, off := range c.Holidays {
		if off && r.Contains(d) && c.WorkingDays[d.Weekday()] {
			lost++
		}
	}
	return lost
}
