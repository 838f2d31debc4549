package metric

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
)

// Definition is a series that is kept in the ledger because something needs
// it: a goal with a scope, a conversion between two stages, a metric of a
// user. It survives JSON unchanged.
type Definition struct {
	Series Series       `json:"series"`           // its name: Base.Scoped(Scope)
	Base   Series       `json:"base"`             // revenue, cohort:lead/lead>lead/won@90, x_demos, …
	Scope  []org.NodeID `json:"scope,omitempty"`  // sorted; what counts belongs to all of these
	Custom *Custom      `json:"custom,omitempty"` // the user's definition, when Base is of one
}

// Define returns the definition of a series over a scope; custom is the user's
// definition when the base is of one.
func Define(base Series, scope []org.NodeID, custom *Custom) (Definition, error) {
	d := Definition{Series: base.Scoped(scope), Base: base, Scope: scopeOf(scope), Custom: custom}
	return d, d.Validate()
}

// Needs returns the series of the metric that must be registered before it has
// values; none for most metrics without a scope.
func (m Metric) Needs() []Definition {
	var needs []Definition
	add := func(s Series) {
		base, scope := s.Split()
		if len(scope) == 0 && isBuiltin(base) || slices.ContainsFunc(needs, func(d Definition) bool { return d.Series == s }) {
			return
		}
		needs = append(needs, Definition{Series: s, Base: base, Scope: scope, Custom: m.customOf(base)})
	}
	for _, terms := range [][]Term{m.Num, m.Den} {
		for _, t := range terms {
			add(t.Series)
		}
	}
	for _, s := range m.Histories {
		add(s)
	}
	return needs
}

// customOf returns the user's definition when the series is one of its parts.
func (m Metric) customOf(base Series) *Custom {
	if m.custom != nil && (base == m.custom.ID || base == m.custom.divisor()) {
		return m.custom
	}
	return nil
}

// isBuiltin reports whether the series without a scope is always posted.
func isBuiltin(base Series) bool {
	_, ok := origin(base)
	return ok
}

// Sources says which facts a series is made of.
type Sources struct {
	Sales  bool
	Events []fact.EventKind
}

// origin returns what an always posted series is made of; ok is false for any
// other series.
func origin(base Series) (from Sources, ok bool) {
	switch base {
	case Revenue, Profit, Units, Orders, NewCustomers, OverlayRevenue, Uncosted, UncostedRevenue, ListAmount, DiscountGiven, Mix:
		return Sources{Sales: true}, true
	case Leads, LeadsQualified, LeadsWon, leadsEverGood, leadsEverWon:
		return Sources{Events: []fact.EventKind{fact.Lead, fact.Opportunity}}, true
	case Opportunities, PipelineCreated, PipelineOpen, DealsWon, DealsLost, DealsWonValue, DealsLostValue, dealsWonValued, cycleDays,
		OpenCommit, OpenBestCase, OpenUpside, OpenOmitted:
		return Sources{Events: []fact.EventKind{fact.Opportunity}}, true
	case Activities:
		return Sources{Events: []fact.EventKind{fact.Activity}}, true
	case csatAnswers, csatSatisfied, npsAnswers, npsPromoters, npsDetractors:
		return Sources{Events: []fact.EventKind{fact.Feedback}}, true
	case TrainingCompleted:
		return Sources{Events: []fact.EventKind{fact.Training}}, true
	case MarketAccounts, MarketValue:
		return Sources{Events: []fact.EventKind{fact.Market}}, true
	case Contracts, ContractAmount:
		return Sources{Events: []fact.EventKind{fact.Contract}}, true
	}
	if strings.HasPrefix(string(base), activityPrefix) {
		return Sources{Events: []fact.EventKind{fact.Activity}}, true
	}
	return Sources{}, false
}

// Sources says which facts the series is made of, so that only those need be
// read to fill it.
func (d Definition) Sources() Sources {
	if from, ok := origin(d.Base); ok {
		return from
	}
	switch {
	case d.Custom != nil && d.Custom.Facts == factsSale:
		return Sources{Sales: true}
	case d.Custom != nil && d.Custom.Facts == string(fact.Lead), strings.HasPrefix(string(d.Base), cohortPrefix), strings.HasPrefix(string(d.Base), reachedPrefix):
		return Sources{Events: []fact.EventKind{fact.Lead, fact.Opportunity}}
	case d.Custom != nil:
		return Sources{Events: []fact.EventKind{fact.EventKind(d.Custom.Facts)}}
	default:
		return Sources{}
	}
}

// Validate refuses a definition that names no series that could be posted, or
// whose formula cannot be used.
func (d Definition) Validate() error {
	base, scope := d.Series.Split()
	if base != d.Base || !slices.Equal(scope, scopeOf(d.Scope)) {
		return fault.New(fault.Invalid, "the series %s is not %s over its scope", d.Series, d.Base)
	}
	_, _, isReached := parseReached(d.Base)
	_, isCohort := parseCohort(d.Base)
	switch {
	case d.Custom != nil:
		if d.Base != d.Custom.ID && d.Base != d.Custom.divisor() {
			return fault.New(fault.Invalid, "the series %s is no part of the metric %s", d.Series, d.Custom.ID)
		}
		return d.Custom.Validate()
	case isReached, isCohort, isBuiltin(d.Base):
		return nil
	default:
		return fault.New(fault.Invalid, "there is no series %s", d.Series)
	}
}
