package pipeline

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// sales posts order lines whose names are known.
func (im *importer) sales(tx Tx, records []ingest.Record, changes *Changes) (Outcome, map[int][]ingest.Fault, error) {
	faults := map[int][]ingest.Fault{}
	sales := make([]fact.Sale, 0, len(records))
	for i, record := range records {
		r, ok := record.(ingest.Sale)
		if !ok {
			continue
		}
		f := &finder{directory: im.dir}
		sale := fact.Sale{
			Key: fact.Key{Source: im.batch.Source, ID: r.ID}, Order: r.Order, OccurredAt: r.OccurredAt, Day: r.Day,
			Owner: f.get("owner", org.Person, r.Owner), Customer: f.get("customer", org.Customer, r.Customer),
			Product: f.get("product", org.Product, r.Product), Territory: f.get("territory", org.Territory, r.Territory),
			Channel: f.get("channel", org.Channel, r.Channel), LeadSource: f.get("lead_source", org.LeadSource, r.LeadSource),
			Quantity: r.Quantity, Amount: r.Amount, Cost: r.Cost, List: r.List, Currency: r.Currency, Cancelled: r.Cancelled,
		}
		if sale.Order == "" {
			sale.Order = sale.ID
		}
		if err := sale.Validate(); err != nil {
			f.fault("sale", err.Error(), "correct the row, or map the column otherwise")
		}
		if len(f.faults) > 0 {
			faults[i] = f.faults
			continue
		}
		sales = append(sales, sale)
	}
	outcome, err := im.post(tx, im.stamp, sales, nil, changes)
	im.createNamed(changes)
	return outcome, faults, err
}

// createNamed notes the nodes that were made because a record named them.
func (im *importer) createNamed(changes *Changes) {
	noted := map[org.NodeID]bool{}
	for _, n := range changes.Nodes {
		noted[n.ID] = true
	}
	var undo Undo
	for id := range im.dir.added {
		if noted[id] {
			continue
		}
		changes.Nodes = append(changes.Nodes, im.dir.nodes[id])
		changes.Closure = append(changes.Closure, org.Ancestry{Ancestor: id, Descendant: id, Valid: period.Everything})
		if kind := id.Kind(); kind == org.Person || kind == org.Team {
			changes.Closure = append(changes.Closure, org.Ancestry{Ancestor: im.dir.root, Descendant: id, Valid: period.Everything})
		}
		undo.Added = append(undo.Added, id)
	}
	if len(undo.Added) > 0 {
		changes.Undoable = append(changes.Undoable, undo)
	}
}

// splits posts shares of orders. All shares of an order stand or fall
// together.
func (im *importer) splits(tx Tx, records []ingest.Record, changes *Changes) (Outcome, map[int][]ingest.Fault, error) {
	type key struct {
		deal   fact.DealID
		ledger fact.Ledger
	}
	faults := map[int][]ingest.Fault{}
	sets := map[key]*fact.Split{}
	rows := map[key][]int{}
	var order []key
	for i, record := range records {
		r, ok := record.(ingest.Split)
		if !ok {
			continue
		}
		k := key{fact.DealID(im.batch.Source + "/" + r.Order), fact.Revenue}
		if r.Overlay {
			k.ledger = fact.Overlay
		}
		if sets[k] == nil {
			sets[k] = &fact.Split{Deal: k.deal, Ledger: k.ledger}
			order = append(order, k)
		}
		rows[k] = append(rows[k], i)
		f := &finder{directory: im.dir}
		person := f.get("person", org.Person, r.Person)
		millis, err := fact.ParsePercent(r.Percent)
		if err != nil {
			f.fault("percent", err.Error(), "write the share in percent with at most three decimals")
		}
		if r.Person == "" {
			f.fault("person", "is missing", "say whose share this is")
		}
		if len(f.faults) > 0 {
			faults[i] = f.faults
		}
		sets[k].Shares = append(sets[k].Shares, fact.Share{Person: person, Millis: millis})
	}
	ids := make([]fact.DealID, 0, len(order))
	for _, k := range order {
		ids = append(ids, k.deal)
	}
	stored, err := tx.Deals(ids)
	if err != nil {
		return Outcome{}, nil, err
	}
	var good []fact.Split
	for _, k := range order {
		why := ""
		if err := sets[k].Validate(); err != nil {
			why = err.Error()
		}
		if len(stored[k.deal].Lines) == 0 && !im.job.DryRun {
			why = fmt.Sprintf("there is no order %s", k.deal)
		}
		for _, i := range rows[k] {
			if faults[i] != nil {
				why = "another share of this order cannot be used"
			}
		}
		if why == "" {
			good = append(good, *sets[k])
			changes.Undoable = append(changes.Undoable, Undo{Split: k.deal})
			continue
		}
		for _, i := range rows[k] {
			faults[i] = append(faults[i], ingest.Fault{Field: "percent", Message: why, Fix: "correct the shares of this order; they go together"})
		}
	}
	outcome, err := im.post(tx, im.stamp, nil, good, changes)
	return outcome, faults, err
}

// targets appends versions to targets.
func (im *importer) targets(tx Tx, records []ingest.Record, changes *Changes) (Outcome, map[int][]ingest.Fault, error) {
	faults := map[int][]ingest.Fault{}
	keys := make([]goal.Key, len(records))
	for i, record := range records {
		r, ok := record.(ingest.Target)
		if !ok {
			continue
		}
		if keys[i], faults[i] = im.targetKey(r); faults[i] == nil {
			delete(faults, i)
		}
	}
	stored, err := tx.Targets(keys)
	if err != nil {
		return Outcome{}, nil, err
	}
	var outcome Outcome
	var revised []goal.Key
	for i, record := range records {
		r, ok := record.(ingest.Target)
		if !ok || faults[i] != nil {
			continue
		}
		target, exists := stored[keys[i]]
		target.Key = keys[i]
		version := goal.Version{Value: r.Value, Known: period.Range{Start: im.knownOn(r), End: period.Never},
			RecordedAt: im.stamp.At.UnixMicro(), Author: r.Author, Reason: r.Reason, Batch: im.batch.ID}
		if version.Author == "" {
			version.Author = im.job.By
		}
		if version.Reason == "" {
			version.Reason = "import of " + im.batch.Name
		}
		if latest, ok := target.Latest(); ok {
			version.Known.Start = max(version.Known.Start, latest.Known.Start)
		}
		next, same, err := target.Revise(version)
		switch {
		case err != nil:
			faults[i] = []ingest.Fault{{Field: "value", Message: err.Error(), Fix: "correct the row"}}
			continue
		case same:
			outcome.Unchanged++
			continue
		}
		if err := refuseClosed(im.stamp.closes, target.Period); err != nil {
			faults[i] = []ingest.Fault{{Field: "period", Message: err.Error(), Fix: "open the period again, or leave its target as it is"}}
			continue
		}
		if exists {
			outcome.Corrected++
		} else {
			outcome.Inserted++
		}
		if stored == nil {
			stored = map[goal.Key]goal.Target{}
		}
		stored[keys[i]] = next
		revised = append(revised, keys[i])
		changes.Undoable = append(changes.Undoable, Undo{Target: &next.Key})
	}
	seen := map[goal.Key]bool{}
	for _, key := range revised {
		if !seen[key] {
			seen[key] = true
			changes.Targets = append(changes.Targets, stored[key])
		}
	}
	im.createNamed(changes)
	return outcome, faults, nil
}

// targetKey returns what a target is of, or what is wrong with it.
func (im *importer) targetKey(r ingest.Target) (goal.Key, []ingest.Fault) {
	f := &finder{directory: im.dir}
	key := goal.Key{Period: r.Period, Node: im.dir.root}
	name := r.Metric
	if name == "" {
		name = string(metric.Revenue)
	}
	m, err := metric.Find(name)
	if err != nil {
		f.fault("metric", err.Error(), "map the metric to one of these")
	}
	key.Metric = m.ID
	if r.OfKind != ingest.KindCompany {
		key.Node = f.get(string(r.OfKind), org.Kind(r.OfKind), r.Of)
		if r.Of == "" {
			f.fault(string(r.OfKind), "is missing", "say whose target this is")
		}
	}
	if m.Unit == metric.Money && r.Currency != "" && r.Currency != im.org.Currency {
		f.fault("currency", fmt.Sprintf("the target is in %s, but the organisation counts in %s", r.Currency, im.org.Currency),
			"convert the targets before the import")
	}
	return key, f.faults
}

// rates stores exchange rates, and moves what is counted by them.
func (im *importer) rates(tx Tx, records []ingest.Record, changes *Changes) (Outcome, error) {
	was, err := tx.Book()
	if err != nil {
		return Outcome{}, err
	}
	sets := make([]metric.DatedRate, 0, len(records))
	for _, record := range records {
		if r, ok := record.(ingest.Rate); ok {
			sets = append(sets, metric.DatedRate{Rate: r.Rate, Day: r.Day, Known: period.Range{Start: im.stamp.since(), End: period.Never}})
		}
	}
	next, changed := was.Rates.With(sets)
	outcome := Outcome{Unchanged: len(sets) - len(changed)}
	touched := fact.Filter{Days: period.Range{Start: period.Never, End: period.Never}}
	for _, c := range changed {
		if c.Replaced != nil {
			changes.Rates = append(changes.Rates, *c.Replaced)
			outcome.Corrected++
		} else {
			outcome.Inserted++
		}
		changes.Rates = append(changes.Rates, c.Set)
		changes.Undoable = append(changes.Undoable, Undo{Rate: &c})
		touched.Days.Start = min(touched.Days.Start, c.Set.Day)
		for _, currency := range []money.Currency{c.Set.Rate.From, c.Set.Rate.To} {
			if currency != was.Currency && !slices.Contains(touched.Currencies, currency) {
				touched.Currencies = append(touched.Currencies, currency)
			}
		}
	}
	if len(touched.Currencies) == 0 {
		return outcome, nil
	}
	return outcome, im.follow(tx, was, was.With(was.Tree, next), inCurrencies(touched.Days, touched.Currencies), changes)
}
