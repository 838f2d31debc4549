package funnel

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// What makes an open deal stuck. The page of a funnel, alerts and the agendas of
// check-ins have it from here, and so name the same deals (ADR 0046).
const (
	// tooLong is how many times as long as won ones usually did a deal may stay at a
	// stage.
	tooLong = 2
	// leastStays are how many won deals must have left a stage: the middle of fewer
	// moves by days with each of them.
	leastStays = 10
	// leastDays is what nobody calls stuck, however fast the stage is left: with a
	// weekend in it a day or two become a week.
	leastDays = 7
	// remembered are the days within which a deal came in that says what is usual:
	// three years, so that long ones can have ended, and no more, because companies
	// change.
	remembered = 3 * 365
)

// untold is the stage of a deal whose steps nobody tells: it stands there until
// it ends.
const untold = "Opportunity"

// Remembered returns the days on which deals came in that say, as of the day,
// what is usual.
func Remembered(asOf period.Date) period.Range {
	return period.Range{Start: asOf - remembered, End: asOf + 1}
}

// Patience is how many days deals that were won usually stood at a stage: the
// median, 1 at least. A stage that too few have left is not in it. Stages are
// in lower case, as sources differ in that.
type Patience map[string]float64

// PatienceOf learns it from the opportunities that came in on the days that are
// Remembered, as known on the day. Others may be among them, and are left out.
func PatienceOf(deals []metric.Prospect, asOf period.Date) Patience {
	s := stays{}
	for _, d := range deals {
		s.add(d, asOf)
	}
	return s.patience()
}

// Standing is where a deal is stuck.
type Standing struct {
	Stage string
	Since period.Date
	Days  int
	Usual float64     // of deals that were won
	Stuck period.Date // the first day on which it was stuck
}

// SayUsual says what it is compared with.
func (s Standing) SayUsual() string {
	days := strconv.FormatFloat(s.Usual, 'f', -1, 64) + " days"
	if s.Usual == 1 {
		days = "1 day"
	}
	return "deals that were won usually left it after " + days
}

// Stuck reports whether the deal is open and stands at its stage for more than
// twice as long as won ones usually did, and for more than a week.
func (p Patience) Stuck(d metric.Prospect, asOf period.Date) (Standing, bool) {
	if d.State != metric.IsOpen {
		return Standing{}, false
	}
	list := staysOf(d)
	last := list[len(list)-1]
	usual, ok := p[strings.ToLower(last.Stage)]
	most := period.Date(max(leastDays, tooLong*usual))
	s := Standing{Stage: last.Stage, Since: last.Since, Days: int(asOf - last.Since), Usual: usual, Stuck: last.Since + most + 1}
	return s, ok && s.Stuck <= asOf
}

// staysOf returns where a deal stood, one stage at least. A stage that is said
// twice in a row is one stay.
func staysOf(d metric.Prospect) []metric.Stay {
	if len(d.Stays) == 0 {
		return []metric.Stay{{Stage: untold, Since: d.Day}}
	}
	list := slices.Clone(d.Stays)
	for i := range list {
		list[i].Since = max(list[i].Since, d.Day)
	}
	return slices.CompactFunc(list, func(a, b metric.Stay) bool { return strings.EqualFold(a.Stage, b.Stage) })
}

// stays are how many days won deals stood at each stage.
type stays map[string][]int

func (s stays) add(d metric.Prospect, asOf period.Date) {
	if d.State != metric.IsWon || !Remembered(asOf).Contains(d.Day) {
		return
	}
	list := staysOf(d)
	for i, stay := range list {
		left := max(d.Ended, d.Day)
		if i+1 < len(list) {
			left = list[i+1].Since
		}
		name := strings.ToLower(stay.Stage)
		s[name] = append(s[name], max(0, int(left-stay.Since)))
	}
}

func (s stays) patience() Patience {
	p := Patience{}
	for stage, days := range s {
		if len(days) >= leastStays {
			slices.Sort(days)
			p[stage] = max(1, *medianOf(days))
		}
	}
	return p
}

// Patience returns how long deals of the organisation usually stand, as known on
// the day.
func (s *Service) Patience(ctx context.Context, orgID string, book *metric.Book, asOf period.Date) (Patience, error) {
	return s.usual.Now(ctx, orgID, asOf, func(ctx context.Context) (Patience, error) {
		cases, err := s.store.Cases(ctx, orgID, fact.EventFilter{Days: Remembered(asOf), Kinds: []fact.EventKind{fact.Opportunity}})
		if err != nil {
			return nil, err
		}
		sum := stays{}
		for _, c := range cases {
			deals, err := book.Prospects(c, asOf)
			if err != nil {
				return nil, err
			}
			for _, d := range deals {
				sum.add(d, asOf)
			}
		}
		return sum.patience(), nil
	})
}
