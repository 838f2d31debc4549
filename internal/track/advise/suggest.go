package advise

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/plan/target"
	"github.com/attainhq/attain/internal/track/attain"
)

// Suggested is what a target could be, with what it could not be made from.
type Suggested struct {
	target.Suggestions
	Notes []string
}

// Suggest says what a node's target for a period could be, from evidence.
func (s *Service) Suggest(ctx context.Context, asker Asker, node org.NodeID, m metric.Metric, p period.Period) (Suggested, error) {
	set, err := s.setting(ctx, asker)
	if err != nil {
		return Suggested{}, err
	}
	if m.Shape != metric.Sum {
		return Suggested{}, fault.New(fault.Invalid, "suggestions are made for what adds up over time; %s is a rate or a stock: set a goal on it instead", m.Name)
	}
	if p.IsOpen() {
		return Suggested{}, fault.New(fault.Invalid, "the period has no end; choose one that has")
	}
	spec := goal.Spec{Owner: node, Window: p.Range, Scope: m.Scope}
	set = set.narrowed(spec)
	e, err := s.evidence(ctx, set, spec, m)
	if err != nil {
		return Suggested{}, err
	}
	out := Suggested{}
	if err := s.surroundings(ctx, set, spec, m, &e, &out.Notes); err != nil {
		return out, err
	}
	if len(e.Values) < smart.MinPoints {
		out.Notes = append(out.Notes, "There is too little history for a forecast.")
	}
	if s.foresight != nil && p.Start > set.today {
		if e.Expected, err = s.foresight.Expected(ctx, set.org.ID, node, m, p.Range); err != nil {
			return out, err
		}
	}
	out.Suggestions, err = target.Suggest(e)
	return out, err
}

// evidence reads the months before the period.
func (s *Service) evidence(ctx context.Context, set setting, spec goal.Spec, m metric.Metric) (target.Evidence, error) {
	start := spec.Window.Start.FirstOfMonth()
	now := set.today.FirstOfMonth()
	until := min(now, start) // what the period itself has brought already is no evidence for it
	there, err := s.available(ctx, set.org, set.today, []metric.Metric{m})
	if err != nil {
		return target.Evidence{}, err
	}
	spans := heard(months(until, historyMonths), there[0].Newest)
	if len(spans) > 0 {
		until = spans[len(spans)-1].End
	}
	read, err := s.points(ctx, set.Scope, spec, m, spec.Owner, spans, set.today)
	if err != nil {
		return target.Evidence{}, err
	}
	points := trimmed(read)
	e := target.Evidence{Months: spanMonthsOpen(spec.Window)}
	for _, p := range points {
		e.Values = append(e.Values, p.Value)
	}
	if len(points) > 0 {
		e.First = int(points[0].Days.Start.Month()) - 1
	}
	for at := until; at < start; at = at.AddMonths(1) {
		e.Ahead++
	}
	for i := range len(points) + e.Ahead + e.Months {
		if len(points) == 0 {
			break
		}
		month := period.Range{Start: points[0].Days.Start.AddMonths(i), End: points[0].Days.Start.AddMonths(i + 1)}
		n, ok := set.org.Calendar.CountWorkingDays(month)
		if !ok || n == 0 {
			e.Days = nil
			break
		}
		e.Days = append(e.Days, float64(n))
	}
	return e, nil
}

// spanMonthsOpen is spanMonths without an upper limit.
func spanMonthsOpen(w period.Range) int {
	const perMonth = 30.4375
	days, _ := w.Days()
	return max(1, int(float64(days)/perMonth+0.5))
}

// surroundings adds the market, the people and the number that was set already.
func (s *Service) surroundings(ctx context.Context, set setting, spec goal.Spec, m metric.Metric, e *target.Evidence, notes *[]string) error {
	if m.Base() == metric.Revenue && len(m.Scope) == 0 {
		if err := s.marketOutlook(ctx, set, spec, e); err != nil {
			return err
		}
		if e.Market == nil {
			*notes = append(*notes, "Without market figures there is no suggestion from the market or its potential.")
		}
	}
	if err := s.capacity(ctx, set, spec, m, e); err != nil {
		return err
	}
	f, err := s.figures.Node(ctx, set.Scope, spec.Owner, attain.Query{Metric: m, Period: period.NewCustom(spec.Window), AsOf: set.today})
	if err == nil && f.TargetSource == attain.Own {
		e.Board = f.Target
	}
	return err
}

// marketOutlook compares the market of the last two years, and takes what a
// fair share of it would be.
func (s *Service) marketOutlook(ctx context.Context, set setting, spec goal.Spec, e *target.Evidence) error {
	m, err := set.catalogue.Find(string(metric.MarketShare))
	if err != nil {
		return err
	}
	years := []period.Range{{Start: set.today.AddMonths(-yearMonths), End: set.today}, {Start: set.today.AddMonths(-2 * yearMonths), End: set.today.AddMonths(-yearMonths)}}
	own, err := s.figures.Spans(ctx, set.Scope, attain.SpanQuery{Metric: m, Node: spec.Owner, Spans: years, AsOf: set.today})
	if err != nil || own[0].Den <= 0 {
		return err
	}
	if change, ok := money.Ratio(own[0].Den-own[1].Den, own[1].Den); ok && own[1].Den > 0 {
		e.Market = &target.MarketOutlook{Change: change, Beta: money.Unit}
	}
	if spec.Owner == set.org.Root() {
		return nil
	}
	whole, err := s.figures.Spans(ctx, set.Scope, attain.SpanQuery{Metric: m, Node: set.org.Root(), Spans: years[:1], AsOf: set.today})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || whole[0].Value == nil {
		return err
	}
	potential, err := money.MulDiv(own[0].Den, int64(e.Months), yearMonths)
	if err != nil {
		return nil //nolint:nilerr // a market beyond any amount suggests nothing
	}
	const speed = money.Unit * 15 / 100
	e.Potential = &target.PotentialOutlook{Potential: potential, FairShare: *whole[0].Value, Speed: speed}
	return nil
}

// capacity adds up what the people of a team can bring: the median of those
// who are fully ramped, for each of them, less while they ramp. Who does not see
// all of them is told nothing: some of them say little about the team.
func (s *Service) capacity(ctx context.Context, set setting, spec goal.Spec, m metric.Metric, e *target.Evidence) error {
	if kind := spec.Owner.Kind(); kind != org.Team && kind != org.Company || len(m.Scope) > 0 || !m.Additive {
		return nil
	}
	end := set.today.FirstOfMonth()
	last := period.NewCustom(period.Range{Start: end.AddMonths(-e.Months), End: end})
	rows, err := s.figures.List(ctx, set.Scope, attain.Query{Metric: m, Period: last, AsOf: set.today}, attain.Selection{By: org.Person, Under: spec.Owner, Sort: "name"})
	if err != nil {
		return err
	}
	ramp := target.DefaultRamp()
	seen := 0
	var full []money.Amount
	var sellers []target.Seller
	for _, f := range rows.Rows {
		if f.Masked || !f.Node.Member.Contains(set.today) {
			continue
		}
		seen++
		since := monthsSince(f.Node.Member.Start, last.Start)
		if f.Actual != nil && *f.Actual > 0 && since >= len(ramp) {
			full = append(full, *f.Actual)
		}
		if f.Actual != nil && *f.Actual > 0 || since < len(ramp) { // who is there for long and sells nothing is no seller
			sellers = append(sellers, target.Seller{Ramp: rampOver(ramp, f.Node.Member.Start, spec.Window.Start, e.Months), Available: money.Unit})
		}
	}
	if n, err := s.people(ctx, set, spec.Owner); err != nil || seen < n || len(full) == 0 {
		return err
	}
	slices.Sort(full)
	check, err := target.Capacity(0, full[len(full)/2], sellers)
	if err != nil {
		return err
	}
	e.Capacity = &check.Capacity
	return nil
}

// monthsSince counts whole months; many for a start that nobody knows.
func monthsSince(start, day period.Date) int {
	const many = 1200
	if start == period.Always {
		return many
	}
	n := (day.Year()-start.Year())*yearMonths + int(day.Month()) - int(start.Month())
	return n
}

// rampOver is the mean ramp of the months of a period.
func rampOver(ramp target.Ramp, start, from period.Date, n int) money.Amount {
	var sum money.Amount
	for i := range n {
		sum += ramp.At(monthsSince(start, from.AddMonths(i)))
	}
	return sum / money.Amount(n)
}
