package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"math"
	"net/http"
	"strconv"

	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func funnelRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/funnel", name: "get-funnel", summary: "Where leads and deals get stuck", tag: "insight"}, a.getFunnel)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/funnel.csv", name: "export-funnel", summary: "A table of the funnel as CSV", tag: "insight",
		responses: textResponse("text/csv", "The whole table.")}, a.exportFunnel)
}

type funnelInput struct {
	Node
	AsOf   string `query:"as_of" format:"date"`
	Months int    `query:"months" default:"12" minimum:"1" maximum:"36" doc:"Months up to as_of: cohorts that came in within them are compared with those of the same months a year before."`
}

// funnelView is the funnel of a node.
type funnelView struct {
	Node       nodeRef        `json:"node"`
	Currency   money.Currency `json:"currency"`
	AsOf       period.Date    `json:"as_of" format:"date"`
	Start      period.Date    `json:"start" format:"date"`
	Before     daysView       `json:"before" doc:"The days that are compared with."`
	Steps      []funnelStep   `json:"steps"`
	Worst      *int           `json:"worst" doc:"Place in steps of the one that has cost most; null when none stands out."`
	Won        wonView        `json:"won"`
	WhyNoPeers string         `json:"why_no_peers" doc:"Empty when there are enough others of the kind to compare with."`
	Open       int            `json:"open" doc:"Open opportunities."`
	Stuck      stuckView      `json:"stuck"`
	Speeds     []speedView    `json:"speeds" doc:"What became of leads by how fast they were answered; empty when nobody notes it."`
	WhySpeed   string         `json:"why_speed"`
	Handover   handoverView   `json:"handover"`
	Sources    []sourceView   `json:"sources"`
}

// rateView is a part of a whole, with what is known of it.
type rateView struct {
	Some   int           `json:"some"`
	All    int           `json:"all"`
	Value  *money.Amount `json:"value" doc:"Null when there is nothing to make it of."`
	Low    *money.Amount `json:"low" doc:"95 % interval, by Wilson."`
	High   *money.Amount `json:"high"`
	Shrunk *money.Amount `json:"shrunk" doc:"Drawn to what is usual among peers, the more the fewer the cases; null without enough peers."`
}

type funnelStep struct {
	Of            string            `json:"of" enum:"lead,opportunity" doc:"What is counted."`
	From          string            `json:"from"`
	To            string            `json:"to"`
	Window        int               `json:"window" doc:"Days within which the step must be taken to count; the same for everybody."`
	Rate          rateView          `json:"rate" doc:"Of those that came to the first point early enough to be judged."`
	Young         int               `json:"young" doc:"That came too late to be judged: they are in neither number."`
	Adjusted      *money.Amount     `json:"adjusted" doc:"The rate, had the sources been mixed as in the time before; null without one."`
	Median        *money.Amount     `json:"median" doc:"Days, of those that passed."`
	Before        rateView          `json:"before"`
	BeforeMedian  *money.Amount     `json:"before_median"`
	AgainstBefore funnel.Verdict    `json:"against_before" enum:"better,worse,normal,unknown" doc:"normal: the difference is within normal variation; unknown: too few cases."`
	BeforeTime    funnel.Verdict    `json:"before_time" enum:"better,worse,normal,unknown" doc:"Of the time; worse is longer."`
	Peers         *money.Amount     `json:"peers" doc:"The rate of all peers together; null without enough of them."`
	PeerCount     int               `json:"peer_count"`
	PeersMedian   *money.Amount     `json:"peers_median"`
	AgainstPeers  funnel.Verdict    `json:"against_peers" enum:"better,worse,normal,unknown"`
	PeersTime     funnel.Verdict    `json:"peers_time" enum:"better,worse,normal,unknown"`
	Missed        maybe[missedView] `json:"missed" doc:"What a rate below the usual comes to; null where it is not below."`
}

type missedView struct {
	Deals money.Amount `json:"deals" doc:"Won deals that are missing."`
	Worth money.Amount `json:"worth" doc:"At the average of what was won here."`
	From  string       `json:"from" enum:"peers,before" doc:"What is taken for usual."`
}

type wonView struct {
	Window   int            `json:"window"`
	Rate     rateView       `json:"rate" doc:"Leads that were won within the window."`
	Before   rateView       `json:"before"`
	Adjusted *money.Amount  `json:"adjusted" doc:"With the sources of before."`
	Against  funnel.Verdict `json:"against" enum:"better,worse,normal,unknown"`
}

type stuckView struct {
	Count int          `json:"count"`
	Worth money.Amount `json:"worth"`
	Items []stuckDeal  `json:"items" doc:"The largest first, at most 200."`
}

type stuckDeal struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Owner    maybe[nodeRef] `json:"owner"`
	Stage    string         `json:"stage"`
	Since    period.Date    `json:"since" format:"date"`
	Days     int            `json:"days"`
	Usual    money.Amount   `json:"usual" doc:"Days that won ones stood at the stage, in the middle."`
	Amount   *money.Amount  `json:"amount"`
	Expected *period.Date   `json:"expected" format:"date"`
}

type speedView struct {
	From  int      `json:"from" doc:"Days until it was answered."`
	To    *int     `json:"to" doc:"Included; null for any later day."`
	Never bool     `json:"never"`
	Rate  rateView `json:"rate" doc:"That became an opportunity."`
}

type handoverView struct {
	Within    int           `json:"within" doc:"Days."`
	Qualified int           `json:"qualified" doc:"Leads that were qualified so long ago."`
	Touched   int           `json:"touched"`
	Median    *money.Amount `json:"median" doc:"Days."`
	Waiting   int           `json:"waiting"`
	Items     []waitingLead `json:"items" doc:"Those that wait, the oldest first, at most 200."`
}

type waitingLead struct {
	ID    string         `json:"id"`
	Name  string         `json:"name"`
	Owner maybe[nodeRef] `json:"owner"`
	Since period.Date    `json:"since" format:"date"`
	Days  int            `json:"days"`
}

type sourceView struct {
	Source    maybe[nodeRef] `json:"source" doc:"Null for leads without one."`
	Leads     int            `json:"leads"`
	Qualified rateView       `json:"qualified"`
	Against   funnel.Verdict `json:"against" enum:"better,worse,normal,unknown" doc:"Its rate of qualification against all other sources together."`
	Won       rateView       `json:"won"`
	PerLead   *money.Amount  `json:"per_lead" doc:"Won value for each lead that could be judged."`
	Median    *money.Amount  `json:"median" doc:"Days from lead to win."`
	Cost      *money.Amount  `json:"cost" doc:"Null: nothing that is imported tells what leads cost."`
}

func (a *API) getFunnel(ctx context.Context, c *caller, in *funnelInput) (*body[funnelView], error) {
	v, found, err := a.funnelAsked(ctx, c, in.Node, in.AsOf, in.Months)
	if err != nil {
		return nil, err
	}
	out, err := a.funnelOf(ctx, v, found)
	return answer(out), err
}

func (a *API) funnelAsked(ctx context.Context, c *caller, n Node, asOf string, months int) (view, funnel.View, error) {
	v, err := a.view(ctx, c, asOf)
	if err != nil {
		return v, funnel.View{}, err
	}
	id, err := n.nodeID()
	if err != nil {
		return v, funnel.View{}, err
	}
	found, err := a.Funnel.Funnel(ctx, v.scope, id, funnel.Query{AsOf: v.asOf, Months: months})
	return v, found, err
}

func (a *API) funnelOf(ctx context.Context, v view, f funnel.View) (funnelView, error) {
	out := funnelView{Node: refOf(f.Node), Currency: f.Currency, AsOf: f.AsOf, Start: f.Now.Start, Before: daysView(f.Earlier), Steps: []funnelStep{}, WhyNoPeers: f.WhyNoPeers,
		Open: f.OpenCount, Stuck: stuckView{Count: f.StuckCount, Worth: f.StuckWorth}, Speeds: []speedView{}, WhySpeed: f.WhySpeed,
		Handover: handoverView{Within: f.Handover.Within, Qualified: f.Handover.Qualified, Touched: f.Handover.Touched, Median: decimal(f.Handover.Median), Waiting: len(f.Handover.Waiting), Items: []waitingLead{}},
		Won:      wonView{Window: f.Won.Window, Rate: rateView(f.Won.Now), Before: rateView(f.Won.Before), Adjusted: decimal(f.Won.Adjusted), Against: f.Won.Against}, Sources: []sourceView{}}
	if f.Worst >= 0 {
		out.Worst = &f.Worst
	}
	for _, s := range f.Steps {
		out.Steps = append(out.Steps, stepOf(s))
	}
	for _, s := range f.Speeds {
		speed := speedView{From: s.From, Never: s.Never, Rate: rateView(s.Rate)}
		if s.To >= 0 && !s.Never {
			speed.To = &s.To
		}
		out.Speeds = append(out.Speeds, speed)
	}
	for _, s := range f.Sources {
		source := sourceView{Leads: s.Leads, Qualified: rateView(s.Qualified), Against: s.Against, Won: rateView(s.Rate), PerLead: s.PerLead, Median: decimal(s.Median)}
		if n, ok := f.Names[org.NodeID(s.Source)]; ok {
			ref := refOf(n)
			source.Source.Value = &ref
		}
		out.Sources = append(out.Sources, source)
	}
	owners := ownersOf(f.Stuck)
	for _, l := range f.Waiting {
		owners = append(owners, l.Owner)
	}
	names, err := a.names(ctx, v, owners)
	out.Stuck.Items = stuckDeals(f.Stuck, names)
	for _, l := range f.Waiting {
		out.Handover.Items = append(out.Handover.Items, waitingLead{ID: l.ID, Name: l.Name, Owner: ownerIn(names, l.Owner), Since: l.Since, Days: l.Days})
	}
	return out, err
}

func ownersOf(deals []funnel.StuckDeal) []org.NodeID {
	owners := make([]org.NodeID, len(deals))
	for i, d := range deals {
		owners[i] = d.Owner
	}
	return owners
}

func stuckDeals(deals []funnel.StuckDeal, names map[org.NodeID]nodeRef) []stuckDeal {
	items := make([]stuckDeal, len(deals))
	for i, d := range deals {
		items[i] = stuckDeal{ID: d.ID, Name: d.Name, Owner: ownerIn(names, d.Owner), Stage: d.Stage, Since: d.Since, Days: d.Days, Usual: *decimal(&d.Usual), Amount: d.Amount}
		if d.Expected != period.Never {
			items[i].Expected = &d.Expected
		}
	}
	return items
}

// ownerIn is the owner among nodes that may be named.
func ownerIn(names map[org.NodeID]nodeRef, id org.NodeID) (m maybe[nodeRef]) {
	if ref, ok := names[id]; ok && id != "" {
		m.Value = &ref
	}
	return m
}

func stepOf(s funnel.Step) funnelStep {
	v := funnelStep{Of: s.Of, From: s.From, To: s.To, Window: s.Window, Rate: rateView(s.Rate), Young: s.Young, Adjusted: decimal(s.Adjusted), Median: decimal(s.Median),
		Before: rateView(s.Before), BeforeMedian: decimal(s.BeforeMedian), AgainstBefore: s.AgainstBefore, BeforeTime: s.BeforeTime,
		Peers: decimal(s.Peers), PeerCount: s.PeerCount, PeersMedian: decimal(s.PeersMedian), AgainstPeers: s.AgainstPeers, PeersTime: s.PeersTime}
	if s.Missed != nil {
		v.Missed.Value = &missedView{Deals: *decimal(&s.Missed.Deals), Worth: s.Missed.Worth, From: s.Missed.From}
	}
	return v
}

// decimal writes a result of statistics for the wire; nil for what is no number
// that could be written.
func decimal(v *float64) *money.Amount {
	const most = 9e14
	if v == nil || math.IsNaN(*v) || math.Abs(*v) > most {
		return nil
	}
	a := money.Amount(math.Round(*v * float64(money.Unit)))
	return &a
}

type funnelFileInput struct {
	Node
	AsOf   string `query:"as_of" format:"date"`
	Months int    `query:"months" default:"12" minimum:"1" maximum:"36"`
	Table  string `query:"table" default:"steps" enum:"steps,stuck,waiting,sources" doc:"Which table."`
}

func (a *API) exportFunnel(ctx context.Context, c *caller, in *funnelFileInput) (*file, error) {
	v, found, err := a.funnelAsked(ctx, c, in.Node, in.AsOf, in.Months)
	if err != nil {
		return nil, err
	}
	out, err := a.funnelOf(ctx, v, found)
	if err != nil {
		return nil, err
	}
	return tableFile("funnel-"+in.Table, funnelTable(out, in.Table))
}

// funnelTable writes a table from what the wire says of it, so that the export
// can hold nothing that the page does not.
func funnelTable(f funnelView, table string) [][]string {
	var rows [][]string
	switch table {
	case "stuck":
		rows = append(rows, []string{"id", "name", "owner", "stage", "since", "days", "usual_days", "amount", "currency", "expected"})
		for _, d := range f.Stuck.Items {
			expected := ""
			if d.Expected != nil {
				expected = d.Expected.String()
			}
			rows = append(rows, []string{d.ID, d.Name, nameOf(d.Owner), d.Stage, d.Since.String(), strconv.Itoa(d.Days), d.Usual.String(), number(d.Amount), string(f.Currency), expected})
		}
	case "waiting":
		rows = append(rows, []string{"id", "name", "owner", "qualified_on", "days"})
		for _, l := range f.Handover.Items {
			rows = append(rows, []string{l.ID, l.Name, nameOf(l.Owner), l.Since.String(), strconv.Itoa(l.Days)})
		}
	case "sources":
		rows = append(rows, []string{"source", "leads", "judged", "qualified", "qualified_rate", "against_others", "won", "won_of", "won_rate", "won_value_per_lead", "currency", "median_days", "cost"})
		for _, s := range f.Sources {
			rows = append(rows, []string{nameOf(s.Source), strconv.Itoa(s.Leads), strconv.Itoa(s.Qualified.All), strconv.Itoa(s.Qualified.Some), number(s.Qualified.Value), string(s.Against),
				strconv.Itoa(s.Won.Some), strconv.Itoa(s.Won.All), number(s.Won.Value), number(s.PerLead), string(f.Currency), number(s.Median), number(s.Cost)})
		}
	default:
		rows = append(rows, []string{"of", "from", "to", "window_days", "passed", "entered", "rate", "low", "high", "shrunk", "too_young", "adjusted", "median_days",
			"before_rate", "against_before", "peers_rate", "against_peers", "missed_deals", "missed_worth", "currency"})
		for _, s := range f.Steps {
			missed, worth := "", ""
			if s.Missed.Value != nil {
				missed, worth = s.Missed.Value.Deals.String(), s.Missed.Value.Worth.String()
			}
			rows = append(rows, []string{s.Of, s.From, s.To, strconv.Itoa(s.Window), strconv.Itoa(s.Rate.Some), strconv.Itoa(s.Rate.All), number(s.Rate.Value), number(s.Rate.Low), number(s.Rate.High),
				number(s.Rate.Shrunk), strconv.Itoa(s.Young), number(s.Adjusted), number(s.Median), number(s.Before.Value), string(s.AgainstBefore), number(s.Peers), string(s.AgainstPeers), missed, worth, string(f.Currency)})
		}
	}
	return rows
}

func nameOf(m maybe[nodeRef]) string {
	if m.Value == nil {
		return ""
	}
	return m.Value.Name
}

// tableFile writes rows as CSV; the first is the header.
func tableFile(name string, rows [][]string) (*file, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, err
	}
	return &file{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + name + `.csv"`, Body: b.Bytes()}, nil
}
