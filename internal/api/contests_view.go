package api

import (
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// ContestView is a contest without its people.
type ContestView struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"`
	Reason      string             `json:"reason"`
	Node        nodeRef            `json:"node" doc:"Whose people take part."`
	Start       period.Date        `json:"start" format:"date"`
	End         period.Date        `json:"end" format:"date" doc:"Exclusive."`
	State       contest.State      `json:"state" enum:"draft,rehearsed,running,ended,withdrawn"`
	Revision    int64              `json:"revision"`
	Metric      metric.Series      `json:"metric"`
	MetricName  string             `json:"metric_name"`
	Unit        metric.Unit        `json:"unit" enum:"money,count,quantity,share,days,points"`
	Currency    money.Currency     `json:"currency" doc:"Of the prizes."`
	Measure     contest.Measure    `json:"measure" enum:"attainment,improvement,surprise"`
	Prize       contestPrize       `json:"prize"`
	Guards      []contestGuardView `json:"guards"`
	RehearsedOn *period.Date       `json:"rehearsed_on" format:"date" doc:"Null when these rules were not rehearsed."`
	Steps       []contestStepView  `json:"steps" doc:"What became of it, the earliest first."`
	MadeBy      string             `json:"made_by"`
	Today       period.Date        `json:"today" format:"date"`
	MayHold     bool               `json:"may_hold" doc:"The caller may change, rehearse, start and end it."`
}

type contestPrize struct {
	To        contest.Winners `json:"to" enum:"top,reach,team"`
	Places    int             `json:"places"`
	Threshold money.Amount    `json:"threshold"`
	Amount    money.Amount    `json:"amount"`
	Pot       bool            `json:"pot"`
}

type contestGuardView struct {
	Metric     metric.Series `json:"metric"`
	MetricName string        `json:"metric_name"`
	Unit       metric.Unit   `json:"unit" enum:"money,count,quantity,share,days,points"`
	Aim        goal.Aim      `json:"aim" enum:"at_most,at_least"`
	Value      money.Amount  `json:"value"`
}

type contestStepView struct {
	State  contest.State `json:"state" enum:"draft,rehearsed,running,ended,withdrawn"`
	On     period.Date   `json:"on" format:"date"`
	By     string        `json:"by"`
	Reason string        `json:"reason"`
}

// contestDetail is a contest with what the caller may see of its people.
type contestDetail struct {
	ContestView
	Rehearsal maybe[contestRehearsal] `json:"rehearsal" doc:"For those who hold it; null without one."`
	Standing  maybe[contestStanding]  `json:"standing" doc:"Null before it starts."`
}

// contestStanding is how a contest stands, as the caller may see it.
type contestStanding struct {
	AsOf     period.Date            `json:"as_of" format:"date"`
	Final    bool                   `json:"final"`
	Took     int                    `json:"took_part" doc:"The excluded included."`
	Winners  int                    `json:"winners"`
	Few      bool                   `json:"few" doc:"Too few take part; nobody wins."`
	Paid     *money.Amount          `json:"paid" doc:"Null for those who do not see everybody."`
	Bands    []contestBand          `json:"bands" doc:"The first ones: never the lower half."`
	Together maybe[contestTogether] `json:"together" doc:"Of a team goal."`
	Lines    []contestLine          `json:"lines" doc:"Those whom the caller sees, with their numbers; and who stands in the first bands, where rankings are shown."`
}

type contestBand struct {
	Band   int `json:"band"`
	People int `json:"people"`
}

type contestTogether struct {
	Attainment *money.Amount `json:"attainment"`
	Value      *money.Amount `json:"value" doc:"Null for those who do not see everybody."`
	Reference  *money.Amount `json:"reference"`
	Reached    bool          `json:"reached"`
}

// contestLine is one person in a contest. Of a colleague it has the name and the
// band, and nothing that an amount could be read from.
type contestLine struct {
	Person     nodeRef             `json:"person"`
	Me         bool                `json:"me"`
	Full       bool                `json:"full" doc:"The caller sees his numbers; else all but name and band is null."`
	Band       *int                `json:"band" doc:"From 1; null for who takes no part, or is excluded."`
	Out        *contest.Out        `json:"out" enum:"leads,partly,moved,ramp,no_target,no_history,counting" doc:"Why he takes no part; null when he does."`
	Breaches   []contestBreachView `json:"breaches" doc:"Guardrails that do not hold: he is excluded. For himself and those who lead him."`
	Value      *money.Amount       `json:"value"`
	Reference  *money.Amount       `json:"reference" doc:"What it is held against on all days."`
	Attainment *money.Amount       `json:"attainment" doc:"Value ÷ reference."`
	ToDate     *money.Amount       `json:"to_date" doc:"Value ÷ the part of the reference of the working days that are over: bands go by it."`
	Percentile *money.Amount       `json:"percentile" doc:"Of surprise: how much of what was to be expected of him lies below."`
	Needed     *money.Amount       `json:"needed" doc:"What is missing to the next band; null in the first, and when it is over."`
	Won        *money.Amount       `json:"won" doc:"Before the end: what it would be."`
}

type contestBreachView struct {
	Metric     metric.Series `json:"metric"`
	MetricName string        `json:"metric_name"`
	Unit       metric.Unit   `json:"unit" enum:"money,count,quantity,share,days,points"`
	Actual     money.Amount  `json:"actual"`
}

// contestRehearsal is what the rules would have done.
type contestRehearsal struct {
	Known       bool             `json:"known" doc:"There is enough history; else only runs and findings tell something."`
	LeastRuns   int              `json:"least_runs" doc:"So many periods it takes."`
	Runs        []contestReplay  `json:"runs" doc:"The earliest first."`
	Mean        money.Amount     `json:"mean" doc:"That it would have cost."`
	Largest     money.Amount     `json:"largest"`
	Expected    money.Amount     `json:"expected" doc:"That it costs on average, by the simulation."`
	Took        int              `json:"took_part" doc:"Different people."`
	Won         int              `json:"won" doc:"Of them those who ever won."`
	Often       []contestWin     `json:"often" doc:"Who won most."`
	TopFifth    money.Amount     `json:"top_fifth" doc:"Share of the money that went to the fifth that won most."`
	ByLot       money.Amount     `json:"by_lot" doc:"What that share would be had the winners been drawn by lot."`
	Real        money.Amount     `json:"real" doc:"Share of those who would take part with a chance of at least 1 in 10."`
	Odds        []contestOdds    `json:"odds" doc:"The best first."`
	Breached    money.Amount     `json:"breached" doc:"Share of all parts that were excluded by guardrails."`
	FirstBand   money.Amount     `json:"first_band" doc:"Share of those ranked who were in the first band."`
	Pull        contestPull      `json:"pull"`
	NotPart     []contestPart    `json:"not_part" doc:"Who would take no part."`
	Findings    []contestFinding `json:"findings"`
	Simulations int              `json:"simulations"`
}

type contestReplay struct {
	Start    period.Date  `json:"start" format:"date"`
	End      period.Date  `json:"end" format:"date" doc:"Exclusive."`
	Took     int          `json:"took_part"`
	Excluded int          `json:"excluded"`
	Paid     money.Amount `json:"paid"`
	Winners  []contestWin `json:"winners"`
	Few      bool         `json:"few"`
}

type contestWin struct {
	Person nodeRef      `json:"person"`
	Won    money.Amount `json:"won"`
	Times  int          `json:"times"`
}

type contestOdds struct {
	Person nodeRef      `json:"person"`
	Chance money.Amount `json:"chance" doc:"To win anything."`
	Mean   money.Amount `json:"mean" doc:"That he wins on average."`
}

type contestPull struct {
	Days    int          `json:"days" doc:"Working days at the end, and after it."`
	Late    money.Amount `json:"late" doc:"Share of what counted that came in the last of those days."`
	Even    money.Amount `json:"even" doc:"What it would be if all days brought the same."`
	Next    money.Amount `json:"next" doc:"What as many days after brought, against what counted."`
	Movable money.Amount `json:"movable" doc:"Share of those who won nothing who would have won by booking that early."`
}

type contestPart struct {
	Person nodeRef     `json:"person"`
	Out    contest.Out `json:"out" enum:"leads,partly,moved,ramp,no_target,no_history,counting"`
}

type contestFinding struct {
	Kind contest.Kind `json:"kind"`
	Good bool         `json:"good" doc:"Nothing to mend."`
	Text string       `json:"text"`
}

func contestOf(v contest.View) ContestView {
	p := v.Rules.Prize
	out := ContestView{ID: string(v.ID), Name: v.Name, Reason: v.Reason, Node: refOf(v.Place), Start: v.Days.Start, End: v.Days.End, State: v.State, Revision: v.Revision,
		Metric: v.Rules.Metric, MetricName: v.Of.Name, Unit: v.Of.Unit, Currency: v.Currency, Measure: v.Rules.Measure,
		Prize:  contestPrize{p.To, p.Places, p.Threshold, p.Amount, p.Pot},
		Guards: []contestGuardView{}, RehearsedOn: dayOrNull(v.RehearsedOn), Steps: []contestStepView{}, MadeBy: v.MadeBy, Today: v.Today, MayHold: v.MayHold}
	for i, g := range v.Rules.Guards {
		out.Guards = append(out.Guards, contestGuardView{g.Metric, v.Guarded[i].Name, v.Guarded[i].Unit, g.Aim, g.Value})
	}
	for _, s := range v.Steps {
		out.Steps = append(out.Steps, contestStepView(s))
	}
	return out
}

func contestDetailOf(v contest.View, by contest.Asker) contestDetail {
	out := contestDetail{ContestView: contestOf(v)}
	if v.Rehearsal != nil {
		out.Rehearsal.Value = rehearsalOf(*v.Rehearsal, v.Names)
	}
	if v.State != contest.Running && v.State != contest.Ended {
		return out
	}
	s := contestStanding{AsOf: v.Today, Took: v.Took, Winners: v.Winners, Few: v.Few, Bands: []contestBand{}, Lines: []contestLine{}}
	if v.Result != nil {
		s.AsOf, s.Final = v.Result.AsOf, true
	}
	if v.Inside {
		s.Paid = &v.Paid
	}
	for _, b := range v.Bands {
		s.Bands = append(s.Bands, contestBand(b))
	}
	if t := v.Together; t != nil {
		shown := contestTogether{Reached: t.Reached, Attainment: quotient(t.Value, t.Reference)}
		if v.Inside {
			shown.Value, shown.Reference = &t.Value, &t.Reference
		}
		s.Together.Value = &shown
	}
	for _, l := range v.Lines {
		s.Lines = append(s.Lines, lineOf(v, l, by.By.Person))
	}
	out.Standing.Value = &s
	return out
}

func quotient(a, b money.Amount) *money.Amount {
	r, ok := money.Ratio(a, b)
	if !ok || b <= 0 {
		return nil
	}
	return &r
}

func lineOf(v contest.View, l contest.Line, me org.NodeID) contestLine {
	line := contestLine{Person: refOf(v.Names[l.Person]), Me: l.Person == me, Full: l.Full, Breaches: []contestBreachView{}}
	if l.Band > 0 {
		line.Band = &l.Band
	}
	if !l.Full {
		return line
	}
	line.Out, line.Value, line.Needed = text(l.Out), &l.Value, l.Needed
	for _, b := range l.Breaches {
		shown := contestBreachView{Metric: b.Metric, MetricName: string(b.Metric), Unit: metric.Count, Actual: b.Actual}
		for _, m := range v.Guarded {
			if m.ID == b.Metric {
				shown.MetricName, shown.Unit = m.Name, m.Unit
			}
		}
		line.Breaches = append(line.Breaches, shown)
	}
	if l.Out != "" {
		return line
	}
	line.Reference, line.Won = &l.Reference, &l.Won
	line.Attainment, line.ToDate = quotient(l.Value, l.Reference), quotient(l.Value, l.Entry.ToDate)
	if v.Rules.Measure == contest.Surprise && l.Entry.ToDate > 0 {
		percentile := practice.Amount(l.Percentile())
		line.Percentile = &percentile
	}
	return line
}

func rehearsalOf(r contest.Rehearsal, names map[org.NodeID]org.Node) *contestRehearsal {
	some := practice.Amount
	person := func(id org.NodeID) nodeRef {
		if n, ok := names[id]; ok {
			return refOf(n)
		}
		return refOf(org.Node{ID: id, Name: string(id)})
	}
	wins := func(list []contest.Win) []contestWin {
		out := make([]contestWin, len(list))
		for i, w := range list {
			out[i] = contestWin{person(w.Person), w.Won, w.Times}
		}
		return out
	}
	out := &contestRehearsal{Known: r.Known, LeastRuns: contest.LeastRuns, Runs: []contestReplay{}, Mean: r.Mean, Largest: r.Largest, Expected: r.Expected, Took: r.Took, Won: r.Won, Often: wins(r.Often),
		TopFifth: some(r.TopFifth), ByLot: some(r.ByLot), Real: some(r.Real), Odds: []contestOdds{}, Breached: some(r.Breached), FirstBand: some(r.FirstBand),
		Pull:    contestPull{r.Pull.Days, some(r.Pull.Late), some(r.Pull.Even), some(r.Pull.Next), some(r.Pull.Movable)},
		NotPart: []contestPart{}, Findings: []contestFinding{}, Simulations: r.Simulations}
	for _, run := range r.Runs {
		out.Runs = append(out.Runs, contestReplay{run.Days.Start, run.Days.End, run.Took, run.Excluded, run.Paid, wins(run.Winners), run.Few})
	}
	for _, o := range r.Odds {
		out.Odds = append(out.Odds, contestOdds{person(o.Person), some(o.Chance), o.Mean})
	}
	for _, p := range r.NotPart {
		out.NotPart = append(out.NotPart, contestPart{person(p.Person), p.Out})
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, contestFinding(f))
	}
	return out
}
