package app

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/action/training"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// SetCheckins gives a company that was made up the rhythms of its teams, the
// last check-ins of the people whom the demo lets in, and the programmes of its
// courses, once: what people do afterwards stays.
func (a *App) SetCheckins(ctx context.Context, c Company, people []access.NewUser) error {
	if c.Name != MadeUp {
		return nil
	}
	there, err := a.DB.Rhythms(ctx, a.OrgID)
	if err != nil || len(there) > 0 {
		return err
	}
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return err
	}
	today := o.Today(a.now())
	teams, err := a.DB.Teams(ctx, a.OrgID)
	if err != nil {
		return err
	}
	const soon, weeks = 4, 8 // days until the next date; of rhythm behind it
	first := today + soon - 7*weeks
	var rhythms []checkin.Rhythm
	for team, lead := range teams.Leads {
		if lead != "" && !teams.Groups[team] {
			rhythms = append(rhythms, checkin.Rhythm{Team: team, Every: checkin.Fortnightly, Weekday: first.Weekday(), From: first, By: demo.Name})
		}
	}
	slices.SortFunc(rhythms, func(x, y checkin.Rhythm) int { return compareIDs(x.Team, y.Team) })
	for _, p := range people {
		if p.Role == access.Manager {
			if err := a.recallTalks(ctx, o, demo.Talks(), checkin.Reader{Person: org.ID(org.Person, p.PersonID), Name: p.Name, Leads: true}, today); err != nil {
				return err
			}
		}
	}
	if err := a.setProgrammes(ctx); err != nil {
		return err
	}
	return a.Checkins.SetRhythms(ctx, a.OrgID, rhythms) // last: it says that all of it is there
}

func compareIDs(a, b org.NodeID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// recallTalks writes what a manager and some of his people talked about.
func (a *App) recallTalks(ctx context.Context, o org.Organisation, talks []demo.Talk, by checkin.Reader, today period.Date) error {
	pairs, err := a.Checkins.Pairs(ctx, a.OrgID, by)
	if err != nil {
		return err
	}
	const most = 4
	for n, pair := range pairs {
		if pair.Manager != by.Person || n > most {
			continue
		}
		for _, talk := range talks {
			day := workday(o.Calendar, today-period.Date(talk.DaysAgo))
			past := checkin.Talk{Pair: pair, Day: day, Note: talk.Note, Topic: talk.Topic}
			for _, p := range talk.Promises {
				owner := pair.Report
				if p.Manager {
					owner = pair.Manager
				}
				c := checkin.Commitment{Owner: owner, Text: p.Text, Due: day + period.Date(p.Days), State: checkin.Open, Metric: p.Metric, Value: p.Value}
				if p.Done {
					c.State, c.SettledOn, c.SettledBy = checkin.Done, day+period.Date(p.Days), by.Name
				}
				past.Promises = append(past.Promises, c)
			}
			if err := a.Checkins.Recall(ctx, a.OrgID, by, past); err != nil {
				return err
			}
		}
	}
	return nil
}

// workday returns the day, or the next one that is worked.
func workday(c period.Calendar, day period.Date) period.Date {
	const longest = 9 // then it would be today
	for d := day; d < day+longest; d++ {
		if c.IsWorkingDay(d) {
			return d
		}
	}
	return day
}

// setProgrammes makes programmes of the courses that people took.
func (a *App) setProgrammes(ctx context.Context) error {
	for _, c := range demo.Courses() {
		p := training.Programme{Name: c.Name, What: c.What, Course: c.Course, Metric: c.Metric}
		if _, err := a.Training.Save(ctx, a.OrgID, training.Actor{Name: demo.Name, Office: true}, p); err != nil {
			return err
		}
	}
	return nil
}
