package metric

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Series names values in the ledger. The id of a metric that is one sum is the
// name of its series.
type Series string

// The metrics that everybody has. Parametrised ones are made by Find.
const (
	Revenue        Series = "revenue"
	Profit         Series = "profit"
	Margin         Series = "margin"
	Units          Series = "units"
	Orders         Series = "orders"
	AverageOrder   Series = "average_order"
	Discount       Series = "discount"
	NewCustomers   Series = "new_customers"
	OverlayRevenue Series = "overlay_revenue"

	Leads                Series = "leads"
	LeadsQualified       Series = "leads_qualified"
	LeadQualification    Series = "lead_qualification"
	LeadConversion       Series = "lead_conversion"
	LeadConversionPeriod Series = "lead_conversion_period"

	Opportunities   Series = "opportunities"
	PipelineCreated Series = "pipeline_created"
	PipelineOpen    Series = "pipeline_open"
	Coverage        Series = "coverage"
	DealsWon        Series = "deals_won"
	DealsLost       Series = "deals_lost"
	DealsWonValue   Series = "deals_won_value"
	DealsLostValue  Series = "deals_lost_value"
	WinRate         Series = "win_rate"
	WinRateValue    Series = "win_rate_value"
	AverageDeal     Series = "average_deal"
	SalesCycle      Series = "sales_cycle"

	Activities        Series = "activities"
	TrainingCompleted Series = "training_completed"
	CSAT              Series = "csat"
	NPS               Series = "nps"

	ActiveCustomers Series = "active_customers"
	Retention       Series = "retention"
	Churn           Series = "churn"
	RepeatRate      Series = "repeat_rate"
	NRR             Series = "nrr"
	GRR             Series = "grr"
	Penetration     Series = "penetration"
	MarketShare     Series = "market_share"
)

// The series that are parts of metrics and no metrics themselves.
const (
	// Uncosted counts the lines left out of Profit because their cost is unknown.
	Uncosted        Series = "uncosted"
	UncostedRevenue Series = "uncosted_revenue" // and their revenue
	ListAmount      Series = "list_amount"      // list value of the lines whose list price is known
	DiscountGiven   Series = "discount_given"   // list value less revenue of those lines

	LeadsWon       Series = "leads_won"              // on the day of the win
	leadsEverGood  Series = "leads_cohort_qualified" // on the day the lead was created
	leadsEverWon   Series = "leads_cohort_won"       // on the day the lead was created
	dealsWonValued Series = "deals_won_valued"       // won opportunities whose amount is known
	cycleDays      Series = "cycle_days"             // days from created to won, on the day of the win

	csatAnswers   Series = "csat_answers"
	csatSatisfied Series = "csat_satisfied"
	npsAnswers    Series = "nps_answers"
	npsPromoters  Series = "nps_promoters"
	npsDetractors Series = "nps_detractors"

	// The parts of PipelineOpen by forecast category. What is in none of them is
	// uncategorised.
	OpenCommit   Series = "open_commit"
	OpenBestCase Series = "open_best_case"
	OpenUpside   Series = "open_pipeline"
	OpenOmitted  Series = "open_omitted"

	MarketAccounts Series = "market_accounts" // a stock: + on the first day, − on the end
	MarketValue    Series = "market_value"    // spread evenly over the days of the figure

	// Contracts and ContractAmount are cells of customers: how many contracts
	// began (+) and ended (−), and what they are worth per month.
	Contracts      Series = "contracts"
	ContractAmount Series = "contract_amount"
)

// bar divides the parts of a scoped series: revenue|product:12|segment:smb.
const bar = "|"

var (
	escaper   = strings.NewReplacer("%", "%25", bar, "%7C")
	unescaper = strings.NewReplacer("%7C", bar, "%25", "%")
)

// Scoped names the part of the series that belongs to all the nodes. The order
// of the nodes and repeats do not matter; no nodes leave the series as it is.
func (s Series) Scoped(nodes []org.NodeID) Series {
	name := string(s)
	for _, id := range scopeOf(nodes) {
		name += bar + escaper.Replace(string(id))
	}
	return Series(name)
}

// scopeOf returns the nodes sorted, each once; nil when there are none.
func scopeOf(nodes []org.NodeID) []org.NodeID {
	if len(nodes) == 0 {
		return nil
	}
	nodes = slices.Clone(nodes)
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// Split returns the series without its scope, and the scope.
func (s Series) Split() (base Series, scope []org.NodeID) {
	parts := strings.Split(string(s), bar)
	for _, part := range parts[1:] {
		scope = append(scope, org.NodeID(unescaper.Replace(part)))
	}
	return Series(parts[0]), scopeOf(scope)
}

// Base returns the series without its scope.
func (s Series) Base() Series {
	base, _, _ := strings.Cut(string(s), bar)
	return Series(base)
}

// The prefixes of the series that accompany one of money, per currency.
const (
	unconverted = "unconverted/"
	lacking     = "lacking/"
	own         = "own/"
	converted   = "converted/"
	leftOut     = "left_out/"
)

// Unconverted names the series of sales in the currency that no rate turns
// into the organisation's. They are shown beside revenue and never added.
func Unconverted(c money.Currency) Series { return Series(unconverted + string(c)) }

// CurrencyOf returns the currency of an Unconverted series; ok is false for
// any other series.
func CurrencyOf(s Series) (c money.Currency, ok bool) {
	code, ok := strings.CutPrefix(string(s), unconverted)
	return money.Currency(code), ok
}

// Lacking names the series of amounts that are missing in another series of
// money, because no rate of their day turns them into the organisation's
// currency. They are in their own currency. Those of revenue are Unconverted.
func Lacking(of Series, c money.Currency) Series {
	if of == Revenue {
		return Unconverted(c)
	}
	return Series(lacking + string(c) + "/" + string(of))
}

// Own names the part of a series of money that happened in another currency,
// in that currency, with or without a rate. Converted is what it counts for in
// the series, by the rate of its day: Book.Revalue puts another in its place.
func Own(of Series, c money.Currency) Series { return Series(own + string(c) + "/" + string(of)) }

// Converted is told apart from Own there.
func Converted(of Series, c money.Currency) Series {
	return Series(converted + string(c) + "/" + string(of))
}

// LeftOut counts the facts that a user's formula could not be applied to.
func LeftOut(of Series) Series { return Series(leftOut + string(of)) }

// Beside returns the series that this one accompanies, itself when it does none.
func (s Series) Beside() Series {
	name := string(s)
	if strings.HasPrefix(name, unconverted) {
		return Revenue
	}
	if strings.HasPrefix(name, mixPrefix) {
		return Mix
	}
	if of, ok := strings.CutPrefix(name, leftOut); ok {
		return Series(of)
	}
	for _, prefix := range []string{lacking, own, converted} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			_, of, _ := strings.Cut(rest, "/")
			return Series(of)
		}
	}
	return s
}
