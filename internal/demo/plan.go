package demo

import (
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/planfile"
)

// Plan returns the goals that the company set itself: some of every sort, for
// people, teams, territories and the whole.
func (w *World) Plan() planfile.File {
	g := goals{World: w, year: yearOf(w.Today), quarter: quarter(w.Today)}
	g.next = quarter(g.quarter.End)
	g.company()
	g.regions()
	g.customers()
	g.funnel()
	g.people()
	return planfile.File{Organisation: organisationID, Metrics: []planfile.Metric{{Custom: bigDeals()}}, Goals: g.list}
}

// organisationID is how the company is called in its files.
const organisationID = "larkfield"

// bigDeals is a metric that the company defined itself.
func bigDeals() metric.Custom {
	return metric.Custom{ID: "x_big_deals", Name: "Big deals", Unit: metric.Count, Direction: metric.Higher, Definition: "Opportunities above 25,000 that were won, by the day on which they were won.",
		Facts: string(fact.Opportunity), Day: "won", Where: "opportunity.amount > 25000", Value: "1"}
}

// goals collects the plan.
type goals struct {
	*World
	year, quarter, next period.Range
	list                []planfile.Goal
}

func yearOf(d period.Date) period.Range {
	return period.Range{Start: period.NewDate(d.Year(), 1, 1), End: period.NewDate(d.Year()+1, 1, 1)}
}

// add adds a goal for a time; it is active unless it says otherwise.
func (g *goals) add(during period.Range, goal planfile.Goal) {
	goal.Start, goal.End = during.Start.String(), during.End.String()
	if goal.Owner == "" {
		goal.Owner = "company:" + organisationID
	}
	if goal.Aim == "" {
		goal.Aim = "at_least"
	}
	if goal.State == "" {
		goal.State = "active"
	}
	g.list = append(g.list, goal)
}

// value writes a number: value("0.25").
func value(text string) *string { return &text }

// count writes how many there should be for each of 46 sellers, in a company of
// any size.
func (w *World) count(of46 int) *string {
	const usual = 46
	return planfile.Number(money.FromInt(int64(max(1, of46*len(w.seats)/usual))))
}

// quotaOf returns the sum of the quotas of the people whom keep wants, in a
// time of whole quarters, less a share that is not counted on.
func (w *World) quotaOf(during period.Range, percent int, keep func(person) bool) *string {
	sum := 0.0
	for q := quarter(during.Start); q.Start < during.End; q = quarter(q.End) {
		for _, p := range w.people {
			for _, t := range p.stints {
				if keep(p) {
					sum += w.quota(p, t, q)
				}
			}
		}
	}
	return planfile.Number(money.FromInt(int64(rounded(sum * float64(percent) / 100))))
}

func everybody(person) bool { return true }

// company sets the goals of the company in money and products.
func (g *goals) company() {
	g.add(g.year, planfile.Goal{Key: "revenue-year", Title: "The year's revenue", Metric: "revenue", Value: g.quotaOf(g.year, 92, everybody),
		Why: "The plan of the board: profitable growth", Actions: []string{"Grow the software business with existing customers", "Bring Italy back"},
		Guards: []planfile.Guard{
			{Metric: "margin", Aim: "at_least", Value: value("0.5")},
			{Metric: "discount", Aim: "at_most", Value: value("0.09")},
			{Metric: "csat", Aim: "at_least", Value: value("0.8")},
		},
		Checks: []string{g.quarter.Start.String(), g.quarter.End.String()}})
	g.add(g.quarter, planfile.Goal{Key: "revenue-quarter", Title: "The quarter's revenue", Metric: "revenue", Value: g.quotaOf(g.quarter, 92, everybody), Parent: "revenue-year"})
	g.add(g.quarter, planfile.Goal{Key: "profit-quarter", Title: "Gross profit of the quarter", Metric: "profit", Value: g.quotaOf(g.quarter, 51, everybody), Parent: "revenue-year"})
	g.add(g.year, planfile.Goal{Key: "margin-year", Title: "Keep the margin", Metric: "margin", Value: value("0.55"), Parent: "revenue-year"})
	g.add(g.year, planfile.Goal{Key: "discount-year", Title: "Discount with care", Metric: "discount", Aim: "at_most", Value: value("0.08"), Parent: "margin-year"})
	g.add(g.quarter, planfile.Goal{Key: "wireless-units", Title: "Bring the wireless sensor to the market", Metric: "units", Scope: []string{"product:S-600"}, Value: g.count(260), Parent: "revenue-year"})
	g.add(g.quarter, planfile.Goal{Key: "handhelds", Title: "Revenue with handhelds", Metric: "revenue", Scope: []string{"category:Handhelds"}, Value: g.count(440_000), Parent: "revenue-quarter"})
	g.add(g.year, planfile.Goal{Key: "partner-revenue", Title: "Revenue through partners", Metric: "revenue", Scope: []string{"channel:Partner"}, Value: g.count(1_250_000), Parent: "revenue-year"})
	g.add(g.quarter, planfile.Goal{Key: "order-value", Title: "Larger orders", Metric: "average_order", Value: value("5500")})
	g.add(g.quarter, planfile.Goal{Key: "big-deals", Title: "Big deals", Metric: "x_big_deals", Value: g.count(22), Parent: "revenue-quarter"})
	last := quarter(g.quarter.Start - 1)
	g.add(last, planfile.Goal{Key: "revenue-last-quarter", Title: "Last quarter's revenue", Metric: "revenue", Value: g.quotaOf(last, 92, everybody), State: "closed"})
}

// regions gives each region its part of the year, and one of them a growth
// goal.
func (g *goals) regions() {
	for _, p := range g.World.people {
		if !strings.HasPrefix(p.title, directorTitle) {
			continue
		}
		region := regionTable()[p.region]
		g.add(g.year, planfile.Goal{Key: "revenue-" + strings.ReplaceAll(strings.ToLower(region.name), " ", "-"), Title: "The year in " + region.name, Owner: "team:" + p.id, Metric: "revenue", Parent: "revenue-year",
			Value: g.quotaOf(g.year, 92, func(q person) bool { return q.region == p.region })})
	}
	over := period.Range{Start: g.quarter.Start.AddMonths(-12), End: g.quarter.End.AddMonths(-12)}
	g.add(g.quarter, planfile.Goal{Key: "software-growth", Title: "Grow software by a fifth", Sentence: "Increase sales by 20% for Software this quarter", Metric: "revenue",
		Scope: []string{"category:Software"}, Change: &planfile.Change{Kind: "relative", By: "0.2", Start: over.Start.String(), End: over.End.String()}, Parent: "revenue-quarter"})
	if g.Stories.Territory != "" {
		g.add(g.quarter, planfile.Goal{Key: "italy-win-rate", Title: "Win again in Italy", Owner: "territory:" + g.Stories.Territory, Metric: "win_rate", Value: value("0.3")})
		g.add(g.quarter, planfile.Goal{Key: "italy-share", Title: "Share of the Italian market", Owner: "territory:" + g.Stories.Territory, Metric: "market_share", Value: value("0.12")})
	}
}

// customers sets goals about keeping and winning customers.
func (g *goals) customers() {
	half := period.Range{Start: g.quarter.Start, End: g.quarter.Start.AddMonths(6)}
	before := period.Range{Start: half.Start.AddMonths(-6), End: half.Start}
	g.add(g.quarter, planfile.Goal{Key: "new-customers", Title: "New customers", Metric: "new_customers", Value: g.count(95), Parent: "revenue-year"})
	g.add(half, planfile.Goal{Key: "retention", Title: "Keep more customers", Sentence: "Increase customer retention by 3 percentage points over the next six months", Metric: "retention",
		Change: &planfile.Change{Kind: "points", By: "0.03", Start: before.Start.String(), End: before.End.String()}, Parent: "revenue-year"})
	g.add(half, planfile.Goal{Key: "churn", Title: "Fewer customers who leave", Metric: "churn", Aim: "at_most", Value: value("0.08"), Parent: "retention"})
	g.add(g.year, planfile.Goal{Key: "repeat", Title: "Customers who come back", Metric: "repeat_rate", Value: value("0.5"), Parent: "retention"})
	g.add(g.year, planfile.Goal{Key: "active-customers", Title: "Active customers", Metric: "active_customers", Value: g.count(1100), Parent: "retention"})
	g.add(g.year, planfile.Goal{Key: "nrr", Title: "Net revenue retention", Metric: "nrr", Value: value("1.05"), Parent: "retention"})
	g.add(g.year, planfile.Goal{Key: "grr", Title: "Gross revenue retention", Metric: "grr", Value: value("0.88"), Parent: "nrr"})
	g.add(g.year, planfile.Goal{Key: "penetration", Title: "Reach the mid-market", Metric: "penetration", Scope: []string{"segment:Mid-market"}, Value: value("0.18"), Parent: "revenue-year"})
	g.add(g.year, planfile.Goal{Key: "csat", Title: "Satisfied customers", Metric: "csat", Value: value("0.85"), Parent: "retention"})
	g.add(g.year, planfile.Goal{Key: "nps", Title: "Customers who recommend us", Metric: "nps", Value: value("40"), Parent: "csat"})
}

// funnel sets goals about leads, opportunities and what is done for them.
func (g *goals) funnel() {
	qualified := g.count(165)
	g.add(g.next, planfile.Goal{Key: "qualified-leads", Title: "Qualified leads", Sentence: "Generate " + *qualified + " qualified leads per month for the next quarter", Metric: "leads_qualified",
		Each: "month", Value: qualified, Parent: "revenue-year"})
	g.add(g.quarter, planfile.Goal{Key: "web-leads", Title: "Leads from the web site", Metric: "leads", Scope: []string{"lead_source:Web site"}, Each: "month", Value: g.count(135), Parent: "revenue-quarter"})
	g.add(g.year, planfile.Goal{Key: "lead-quality", Title: "Better leads", Metric: "lead_qualification", Value: value("0.45"), Parent: "revenue-year"})
	g.add(g.year, planfile.Goal{Key: "lead-conversion", Title: "From lead to sale", Sentence: "Improve the lead-to-sale conversion rate from 8% to 10% by the end of the year", Metric: "lead_conversion",
		Value: value("0.1"), Change: &planfile.Change{Kind: "from_to", By: "0.02", Baseline: value("0.08")}, Parent: "revenue-year"})
	g.add(g.quarter, planfile.Goal{Key: "demo-to-proposal", Title: "From demo to proposal", Metric: "conversion:Demo>Proposal", Value: value("0.75"), Parent: "lead-conversion"})
	g.add(g.quarter, planfile.Goal{Key: "win-rate", Title: "Win rate", Metric: "win_rate", Value: value("0.36"), Parent: "revenue-quarter"})
	g.add(g.quarter, planfile.Goal{Key: "win-rate-value", Title: "Win rate by value", Metric: "win_rate_value", Value: value("0.35"), Parent: "win-rate"})
	g.add(g.quarter, planfile.Goal{Key: "deal-size", Title: "Average deal", Metric: "average_deal", Value: value("15000"), Parent: "revenue-quarter"})
	g.add(g.quarter, planfile.Goal{Key: "cycle", Title: "A shorter sales cycle", Metric: "sales_cycle", Aim: "at_most", Value: value("55"), Parent: "revenue-quarter"})
	g.add(g.quarter, planfile.Goal{Key: "pipeline", Title: "Pipeline created", Metric: "pipeline_created", Value: g.count(7_200_000), Parent: "revenue-quarter"})
	g.add(g.next, planfile.Goal{Key: "coverage", Title: "Enough pipeline for the next quarter", Metric: "coverage", Value: value("2"), State: "proposed", Parent: "revenue-year"})
	g.add(g.quarter, planfile.Goal{Key: "training", Title: "Courses completed", Metric: "training_completed", Value: g.count(16), Why: "Who has taken the negotiation course discounts less"})
}

// people sets goals of a team and of some people, and leaves two undecided.
func (g *goals) people() {
	if g.Stories.Laggard == "" {
		return
	}
	team := ""
	for _, p := range g.World.people {
		if p.id == g.Stories.Laggard {
			team = "team:" + g.World.people[p.manager].id
			g.add(g.quarter, planfile.Goal{Key: "laggard-quarter", Title: "Own revenue", Owner: "person:" + p.id, Metric: "revenue", Value: g.quotaOf(g.quarter, 100, func(q person) bool { return q.id == p.id }), Parent: "revenue-quarter"})
			g.add(g.quarter, planfile.Goal{Key: "laggard-demos", Title: "Two demos each week", Owner: "person:" + p.id, Metric: "activities:demo", Each: "week", Value: value("2"), Parent: "laggard-quarter",
				Why: "A small step that lifts the win rate", State: "proposed"})
		}
	}
	g.add(g.quarter, planfile.Goal{Key: "team-demos", Title: "Three demos each month", Owner: team, EachOwner: true, Metric: "activities:demo", Each: "month", Value: value("3"), Parent: "revenue-quarter"})
	g.add(g.quarter, planfile.Goal{Key: "team-calls", Title: "Between 20 and 120 calls each week", Owner: team, EachOwner: true, Metric: "activities:call", Each: "week", Aim: "between", Value: value("20"), Upper: value("120")})
	g.add(g.next, planfile.Goal{Key: "newcomer-first-quarter", Title: "The first full quarter", Owner: "person:" + g.Stories.Newcomer, Metric: "revenue", Value: g.quotaOf(g.next, 100, func(q person) bool { return q.id == g.Stories.Newcomer }),
		State: "draft"})
	if len(g.experts) > 0 {
		g.add(g.year, planfile.Goal{Key: "overlay", Title: "Help to sell software", Owner: "person:" + g.World.people[g.experts[0]].id, Metric: "overlay_revenue", Value: g.count(800_000), Parent: "revenue-year"})
	}
}
