package training

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// months are compared before and after the month of completion, which itself
// counts on neither side: it is partly both.
const months = 3

// Ledger is what is known of a programme's effect.
type Ledger struct {
	Effect
	Done  int // people who completed it
	Early int // of them those whose months after are not over yet, or who were not there before
	Unit  metric.Unit
	Words []string
}

// Ledger measures what a programme did, over all people of the company. It names
// nobody, but it is for those who decide about programmes.
func (s *Service) Ledger(ctx context.Context, orgID string, by Actor, id ID) (Ledger, error) {
	if err := by.Allow(); err != nil {
		return Ledger{}, err
	}
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return Ledger{}, err
	}
	p, err := s.Get(ctx, access.System(orgID), id)
	if err != nil {
		return Ledger{}, err
	}
	done := map[org.NodeID]period.Date{}
	for _, one := range p.People {
		if day := one.Completed(); day != 0 && day <= p.Today {
			done[one.Person] = day
		}
	}
	l := Ledger{Done: len(done), Unit: p.Driver.Unit}
	trials, err := s.trials(ctx, o, p, done)
	if err != nil {
		return l, err
	}
	l.Early = l.Done - len(trials)
	l.Effect = Measure(trials)
	l.Words = l.tell(p.Driver, o.Currency)
	return l, nil
}

// around returns the months before and after the one of the day.
func around(day period.Date) (before, after period.Range) {
	month := day.FirstOfMonth()
	return period.Range{Start: month.AddMonths(-months), End: month}, period.Range{Start: month.AddMonths(1), End: month.AddMonths(1 + months)}
}

// trials holds those who completed a programme against those who had not by
// the end of the same months.
func (s *Service) trials(ctx context.Context, o org.Organisation, p Standing, done map[org.NodeID]period.Date) ([]Trial, error) {
	people, err := s.store.Nodes(ctx, access.System(o.ID), p.Today, org.Filter{Kind: org.Person})
	if err != nil {
		return nil, err
	}
	var starts []period.Date // of the months of completion whose time is over
	for _, day := range done {
		if _, after := around(day); after.End <= p.Today {
			starts = append(starts, day.FirstOfMonth())
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	units := map[org.NodeID]map[period.Date]Unit{}
	for _, n := range people {
		if units[n.ID], err = s.units(ctx, o, p, n, starts); err != nil {
			return nil, err
		}
	}
	var trials []Trial
	for _, n := range people {
		day, ok := done[n.ID]
		if !ok {
			continue
		}
		at := day.FirstOfMonth()
		own, ok := units[n.ID][at]
		if !ok {
			continue
		}
		t := Trial{Unit: own}
		_, after := around(day)
		for _, other := range people {
			taken, took := done[other.ID]
			if peer, ok := units[other.ID][at]; ok && other.ID != n.ID && (!took || taken >= after.End) {
				t.Peers = append(t.Peers, peer)
			}
		}
		trials = append(trials, t)
	}
	return trials, nil
}

// units reads what the driver was for a person around each of the months. Who
// was not there all the time, or does nothing that counts, has none.
func (s *Service) units(ctx context.Context, o org.Organisation, p Standing, n org.Node, starts []period.Date) (map[period.Date]Unit, error) {
	var spans []period.Range
	var there []period.Date
	for _, start := range starts {
		before, after := around(start)
		if n.Member.Start <= before.Start && n.Member.End >= after.End {
			there, spans = append(there, start), append(spans, before, after)
		}
	}
	units := map[period.Date]Unit{}
	if len(spans) == 0 {
		return units, nil
	}
	read, err := s.figures.Spans(ctx, access.System(o.ID), attain.SpanQuery{Metric: p.Driver, Node: n.ID, Spans: spans, AsOf: p.Today})
	if err != nil {
		return nil, err
	}
	for i, start := range there {
		before, after := read[2*i].Value, read[2*i+1].Value
		if before == nil || after == nil || p.Driver.Shape == metric.Sum && *before == 0 && *after == 0 {
			continue
		}
		units[start] = Unit{Person: string(n.ID), Before: number(*before), After: number(*after)}
	}
	return units, nil
}

func number(a money.Amount) float64 { return float64(a) / float64(money.Unit) }

// tell says what was measured in words.
func (l Ledger) tell(driver metric.Metric, currency money.Currency) []string {
	say := func(v float64) string {
		if math.Abs(v) > 1e12 {
			return "more than can be told"
		}
		text := goal.Say(money.Amount(math.Round(v*100)*float64(money.Unit)/100), driver.Unit, currency)
		if driver.Unit == metric.Share {
			text = fmt.Sprintf("%.1f percentage points", math.Round(v*1000)/10+0) // + 0: never −0
		}
		return strings.Replace(text, "-", "−", 1)
	}
	signed := func(v float64) string {
		if v > 0 {
			return "+" + say(v)
		}
		return say(v)
	}
	if !l.Known {
		words := fmt.Sprintf("Not enough data: it takes %d people with months before and after and %d peers at their level; there are %d and %d.", LeastTrials, LeastPeers, l.Trials, l.Peers)
		if l.Early > 0 {
			words += fmt.Sprintf(" Of %d who completed it %d have not three whole months on both sides yet.", l.Done, l.Early)
		}
		return []string{words}
	}
	words := []string{fmt.Sprintf("%s of those who completed it changed by %s in three months; that of peers at the same level by %s. The difference is %s, between %s and %s in 9 of 10 cases.",
		driver.Name, signed(l.Plain), signed(l.Drift), signed(l.Value), signed(l.Low), signed(l.High))}
	if l.Low <= 0 && l.High >= 0 {
		words = append(words, "The range holds 0, so it may as well have done nothing.")
	}
	const far = 0.5
	if math.Abs(l.Started) >= far {
		side := "below"
		if l.Started > 0 {
			side = "above"
		}
		words = append(words, fmt.Sprintf("Those who took it were %s the others before. Luck alone brings such people back towards the middle, so their plain change says little; the difference takes that off.", side))
	}
	if l.Left > 0 {
		words = append(words, fmt.Sprintf("Left out, as no peer was at their level: %d of those who completed it.", l.Left))
	}
	return append(words, "Nobody was chosen by lot: what else set the two apart cannot be told from this.")
}
