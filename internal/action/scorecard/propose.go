package scorecard

import (
	"context"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
)

// proposals says what could be next.
func (s *Service) proposals(ctx context.Context, scope access.Scope, set setting, main metric.Metric, c *Card) error {
	if err := s.catchUp(ctx, scope, set, main, c); err != nil {
		return err
	}
	if err := s.followUp(ctx, scope, set, main, c); err != nil {
		return err
	}
	return s.nextTarget(ctx, scope, set, main, c)
}

func proposal(kind ProposalKind, m metric.Metric, set setting, p period.Period) Proposal {
	out := Proposal{Kind: kind, Metric: m.ID, Name: m.Name, Unit: m.Unit, Period: span(p)}
	if m.Unit == metric.Money {
		out.Currency = set.org.Currency
	}
	return out
}

// nextTarget says what the evidence suggests for the next period.
func (s *Service) nextTarget(ctx context.Context, scope access.Scope, set setting, main metric.Metric, c *Card) error {
	next, ok := set.org.Calendar.Next(set.period)
	if !ok {
		return nil
	}
	found, err := s.Advice.Suggest(ctx, advise.Asker{Scope: scope}, c.Node.ID, main, next)
	if fault.Is(err, fault.Invalid) {
		return nil // it is a rate or a stock
	}
	if err != nil {
		return err
	}
	if found.Blend == nil && len(found.Items) == 0 {
		return nil
	}
	p := proposal(NextTarget, main, set, next)
	p.Value, p.Low, p.High = found.Blend, found.Low, found.High
	var from []string
	for _, item := range found.Items {
		from = append(from, strings.ReplaceAll(string(item.Block), "_", " "))
	}
	p.Text = "What the evidence suggests for the next period, from: " + strings.Join(from, ", ") + "."
	each, err := s.Figures.Each(ctx, scope, attain.Query{Metric: main, Period: next, AsOf: set.asOf}, []org.NodeID{c.Node.ID})
	if err != nil {
		return err
	}
	p.Set = each[c.Node.ID].Target
	c.Proposals = append(c.Proposals, p)
	return nil
}

// followUp proposes a small goal, coaching, or a look at the target.
func (s *Service) followUp(ctx context.Context, scope access.Scope, set setting, main metric.Metric, c *Card) error {
	if c.Node.Kind != org.Person {
		return nil
	}
	found, err := s.Follow.Person(ctx, advise.Asker{Scope: scope}, c.Node.ID, followup.Ask{Metric: main, AsOf: set.asOf, Lately: true})
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) {
		return nil
	}
	if err != nil {
		return err
	}
	texts := map[followup.Offer]string{
		followup.SmallGoal:   "A small goal would help with what is weakest.",
		followup.Coaching:    "A talk about what is weakest would help; the target stays as it is.",
		followup.CheckTarget: "Somebody should look at the target: it is that, and not the person, that the numbers point at.",
	}
	text := texts[found.Offer]
	if text == "" {
		return nil
	}
	p := proposal(FollowUp, main, set, set.period)
	p.Text = text
	if found.Proposal != nil {
		p.Text += " It is about " + strings.ReplaceAll(string(found.Proposal.Driver), "_", " ") + "."
	}
	c.Proposals = append(c.Proposals, p)
	return nil
}

// catchUp says what would close the gap while the time runs.
func (s *Service) catchUp(ctx context.Context, scope access.Scope, set setting, main metric.Metric, c *Card) error {
	for _, l := range c.Lines {
		if l.Metric != main.ID || l.Kind != OfTarget || l.End <= set.asOf+1 {
			continue
		}
		const sure = 0.7
		p := named(set.org.Calendar, l.Days())
		told, err := s.CatchUp.Plan(ctx, advise.Asker{Scope: scope}, catchup.Ask{Node: c.Node.ID, Query: attain.Query{Metric: main, Period: p, AsOf: set.asOf}, Sure: sure})
		if err != nil {
			return err
		}
		out := proposal(CatchUp, main, set, p)
		switch {
		case told.Calm != "" || told.State == catchup.NoGap:
			return nil
		case told.State == catchup.Feasible:
			out.Text = "The gap that is to be expected can be closed in the days that are left; the plan says how."
		case told.State == catchup.OutOfReach:
			out.Text = "The gap that is to be expected cannot be closed whole in the days that are left; the plan says how much of it can."
		default:
			return nil
		}
		out.Value, out.High = amount(told.Reach), amount(told.Gap)
		c.Proposals = append(c.Proposals, out)
		return nil
	}
	return nil
}
