package metric

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Sample is what a user's metric finds in some facts.
type Sample struct {
	Seen     int           // facts of the kind
	Matched  int           // those that the metric counts
	LeftOut  int           // those that the formula cannot be applied to
	Value    *money.Amount // of all of them; nil when there is none
	Rows     []SampleRow   // some that count, the latest first
	Problems []string      // why facts are left out, each once
}

// SampleRow is one fact that the metric counts.
type SampleRow struct {
	Key   string
	Day   period.Date
	Value money.Amount
	Text  string // what it is
}

// DryRun applies a user's metric to facts, as known on the day, and returns
// what it finds; nothing is posted.
func (b *Book) DryRun(c Custom, deals []fact.Deal, cases []fact.Case, asOf period.Date, rows int) (Sample, error) {
	rules, err := c.rules()
	if err != nil {
		return Sample{}, err
	}
	run := dryRun{book: b, rules: rules, asOf: asOf, sums: make([]money.Amount, len(rules))}
	for _, d := range deals {
		if err := run.deal(d); err != nil {
			return Sample{}, err
		}
	}
	for _, each := range cases {
		if err := run.story(each); err != nil {
			return Sample{}, err
		}
	}
	m := c.Metric()
	den := money.Unit
	if len(run.sums) > 1 {
		den = run.sums[1]
	}
	run.Value = m.Value(run.sums[0], den)
	slices.SortFunc(run.Rows, func(x, y SampleRow) int { return cmp.Or(cmp.Compare(y.Day, x.Day), cmp.Compare(x.Key, y.Key)) })
	run.Rows = run.Rows[:min(len(run.Rows), max(0, rows))]
	return run.Sample, nil
}

type dryRun struct {
	Sample
	book  *Book
	rules []rule
	asOf  period.Date
	sums  []money.Amount // by rule
}

func (d *dryRun) deal(deal fact.Deal) error {
	if d.rules[0].facts != factsSale {
		return nil
	}
	lines, err := d.book.Lines(deal, d.asOf)
	if err != nil {
		return err
	}
	for _, l := range lines {
		day := func(rule) period.Date { return l.Day }
		text := described(string(l.Customer), string(l.Product), l.Amount.Readable()+" "+string(l.Currency))
		d.fact(saleSubject(l, d.book.spots(l, d.asOf)), l.Lacking, day, SampleRow{Key: l.Key.String(), Text: text})
	}
	return nil
}

func (d *dryRun) story(c fact.Case) error {
	ix := &index{funnel: newFunnel(d.book.Funnel)}
	w := caseWriter{writer{Book: d.book, index: ix}, d.asOf}
	events := c.At(d.asOf)
	s := ix.funnel.story(events, d.asOf)
	var journeys []journey
	if s.lead != nil {
		journeys = append(journeys, *s.lead)
	}
	journeys = append(journeys, s.deals...)
	for _, e := range events {
		if e.Kind != fact.Lead && e.Kind != fact.Opportunity {
			journeys = append(journeys, journey{EventVersion: e, closed: period.Never})
		}
	}
	for _, j := range journeys {
		if string(j.Kind) != d.rules[0].facts {
			continue
		}
		at := w.spot(j.Event, j.Day)
		of, lacking, err := w.subject(j, s, j.Day, at)
		if err != nil {
			return err
		}
		d.fact(of, lacking, func(r rule) period.Date { return r.dayOf(j, s) },
			SampleRow{Key: j.Key.String(), Text: described(j.Name, j.Type, string(j.Owner), string(j.Customer))})
	}
	return nil
}

// fact applies the rules to one fact, which counts on the day that the
// function says.
func (d *dryRun) fact(of subject, lacking bool, day func(rule) period.Date, row SampleRow) {
	d.Seen++
	left := false
	for i, r := range d.rules {
		if of.day = day(r); of.day == period.Never || of.day == 0 {
			continue
		}
		value, matched, err := r.apply(of.field)
		if err == nil && r.money && lacking {
			err = errNoRate
		}
		switch {
		case err != nil:
			left = true
			if text := err.Error(); !slices.Contains(d.Problems, text) {
				d.Problems = append(d.Problems, text)
			}
		case matched:
			d.sums[i] += value
			if i == 0 {
				d.Matched++
				row.Day, row.Value = of.day, value
				d.Rows = append(d.Rows, row)
			}
		}
	}
	if left {
		d.LeftOut++
	}
}

// described joins what is known of a fact.
func described(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}
