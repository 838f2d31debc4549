package api

import (
	"context"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

// organisationView is an organisation with what it counts by.
type organisationView struct {
	ID               string          `json:"id"`
	Name             string          `json:"name"`
	TimeZone         string          `json:"time_zone" example:"Europe/Brussels"`
	Currency         money.Currency  `json:"currency" example:"EUR"`
	FiscalYearStarts int             `json:"fiscal_year_starts" minimum:"1" maximum:"12"`
	WeekStarts       string          `json:"week_starts" enum:"monday,sunday"`
	Calendar         period.Layout   `json:"calendar" enum:"months,445,454,544"`
	WorkingDays      []string        `json:"working_days" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
	Holidays         []period.Date   `json:"holidays"`
	Today            period.Date     `json:"today" format:"date"`
	TodayPinned      bool            `json:"today_pinned"`
	Published        org.Published   `json:"published" enum:"none,company,teams,everyone"`
	PublishRanking   bool            `json:"publish_ranking"`
	Denominator      org.Denominator `json:"denominator" enum:"latest,credit_date,day_weighted" doc:"Which versions of a target attainment divides by."`
	HasData          bool            `json:"has_data"`
	NodeID           org.NodeID      `json:"node_id" example:"company:adventure-works"`
}

func organisationRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/organisation", name: "get-organisation", summary: "The organisation and its settings", tag: "organisation"}, a.getOrganisation)
	register(a, route{method: http.MethodPatch, path: "/organisation", name: "change-organisation", summary: "Change settings", tag: "organisation", need: access.ChangeSettings}, a.changeOrganisation)
}

func (a *API) organisationOf(ctx context.Context, o org.Organisation) (organisationView, error) {
	today := o.Today(a.Now())
	_, hasData, err := a.Store.Span(ctx, o.ID, o.Root(), today)
	v := organisationView{
		ID: o.ID, Name: o.Name, TimeZone: o.Place.String(), Currency: o.Currency,
		FiscalYearStarts: int(o.Calendar.YearStarts), WeekStarts: period.WeekdayName(o.Calendar.WeekStarts), Calendar: o.Calendar.Layout,
		WorkingDays: []string{}, Holidays: o.Calendar.HolidayList(), Today: today, TodayPinned: o.Pinned != 0,
		Published: o.Published, PublishRanking: o.PublishRanking, Denominator: o.Denominator, HasData: hasData, NodeID: o.Root(),
	}
	for i := range 7 { // from Monday on
		if day := time.Weekday((i + 1) % 7); o.Calendar.WorkingDays[day] {
			v.WorkingDays = append(v.WorkingDays, period.WeekdayName(day))
		}
	}
	return v, err
}

func (a *API) getOrganisation(ctx context.Context, c *caller, _ *none) (*body[organisationView], error) {
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	v, err := a.organisationOf(ctx, o)
	return answer(v), err
}

type organisationChange struct {
	Name             *string        `json:"name,omitempty" maxLength:"200"`
	TimeZone         *string        `json:"time_zone,omitempty" maxLength:"100"`
	FiscalYearStarts *int           `json:"fiscal_year_starts,omitempty" minimum:"1" maximum:"12"`
	WeekStarts       *string        `json:"week_starts,omitempty" enum:"monday,sunday"`
	Calendar         *string        `json:"calendar,omitempty" enum:"months,445,454,544"`
	WorkingDays      *[]string      `json:"working_days,omitempty" maxItems:"7"`
	Holidays         *[]string      `json:"holidays,omitempty" maxItems:"5000"`
	Today            change[string] `json:"today,omitempty" doc:"A day that stays today until it is changed; null follows the clock."`
	Published        *string        `json:"published,omitempty" enum:"none,company,teams,everyone"`
	PublishRanking   *bool          `json:"publish_ranking,omitempty"`
	Denominator      *string        `json:"denominator,omitempty" enum:"latest,credit_date,day_weighted"`
}

type organisationChangeInput struct{ Body organisationChange }

func (a *API) changeOrganisation(ctx context.Context, c *caller, in *organisationChangeInput) (*body[organisationView], error) {
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	var wrong fault.Fields
	in.Body.apply(&o, &wrong)
	if err := wrong.Err("the settings cannot be used as they are"); err != nil {
		return nil, err
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := a.Store.SaveOrganisation(ctx, o); err != nil {
		return nil, err
	}
	a.hub.announce(o.ID)
	a.hub.publish(pipeline.Beat{OrgID: o.ID})
	v, err := a.organisationOf(ctx, o)
	return answer(v), err
}

// apply changes the organisation and notes what cannot be read.
func (s organisationChange) apply(o *org.Organisation, wrong *fault.Fields) {
	if s.Name != nil {
		o.Name = *s.Name
	}
	if s.TimeZone != nil {
		place, err := org.ParsePlace(*s.TimeZone)
		if err != nil {
			wrong.Add("time_zone", "%v", err)
		} else {
			o.Place = place
		}
	}
	if s.Published != nil {
		o.Published = org.Published(*s.Published)
	}
	if s.PublishRanking != nil {
		o.PublishRanking = *s.PublishRanking
	}
	if s.Denominator != nil {
		o.Denominator = org.Denominator(*s.Denominator)
	}
	if s.Today.Set {
		o.Pinned = 0
		if s.Today.Value != nil {
			day, err := period.ParseDate(*s.Today.Value)
			if err != nil {
				wrong.Add("today", "%v", err)
			}
			o.Pinned = day
		}
	}
	s.applyCalendar(&o.Calendar, wrong)
}

func (s organisationChange) applyCalendar(c *period.Calendar, wrong *fault.Fields) {
	if s.FiscalYearStarts != nil {
		c.YearStarts = time.Month(*s.FiscalYearStarts)
	}
	if s.WeekStarts != nil {
		day, err := period.ParseWeekday(*s.WeekStarts)
		if err != nil {
			wrong.Add("week_starts", "%v", err)
		}
		c.WeekStarts = day
	}
	if s.Calendar != nil {
		c.Layout = period.Layout(*s.Calendar)
	}
	if s.WorkingDays != nil {
		c.WorkingDays = [7]bool{}
		for _, name := range *s.WorkingDays {
			day, err := period.ParseWeekday(name)
			if err != nil {
				wrong.Add("working_days", "%v", err)
				continue
			}
			c.WorkingDays[day] = true
		}
	}
	if s.Holidays != nil {
		c.Holidays = make(map[period.Date]bool, len(*s.Holidays)) // a new map: others may hold the old one
		for _, text := range *s.Holidays {
			day, err := period.ParseDate(text)
			if err != nil {
				wrong.Add("holidays", "%v", err)
				continue
			}
			c.Holidays[day] = true
		}
	}
}
