package pipeline_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/sample"
)

// step lets one thing happen.
func (h *history) step() {
	steps := map[string]func(){
		"post": h.postSome, "import": h.importSome, "import structure": h.importStructure, "withdraw": h.withdrawOne,
		"post events": h.postEvents, "import events": h.importEvents, "withdraw an event": h.withdrawEvent, "stages": h.setStages,
		"split": h.splitOne, "target": h.targetOne, "undo": h.undoOne, "dry run": h.dryRun,
		"close": h.closeOne, "reopen": h.reopenOne,
		"wait": func() {
			if h.restless && !h.closing { // behind a close nothing becomes known, whatever the clock says
				h.pin(h.today().Add(rapid.IntRange(-4, 4).Draw(h.rt, "days")))
				return
			}
			most := 3
			if h.closing {
				most = 12
			}
			h.wait(rapid.IntRange(1, most).Draw(h.rt, "days"))
		},
	}
	names := []string{"post events", "post events", "import events", "import events", "withdraw an event", "stages", "post", "post", "import", "import structure", "import structure", "withdraw", "split", "split", "target", "undo", "dry run", "wait", "wait"}
	if h.closing {
		names = append(names, "close", "close", "close", "reopen", "wait", "wait")
	}
	name := rapid.SampledFrom(names).Draw(h.rt, "step")
	h.rt.Logf("%s: %s", h.today(), name)
	steps[name]()
}

// pin sets the organisation's day, and the clock to it: a clock that goes back by
// itself is not followed.
func (h *history) pin(day period.Date) {
	h.setToday(day)
	h.org.Pinned = day
	h.must(h.db.SaveOrganisation(h.rt.Context(), h.org))
}

func (h *history) postSome() {
	sales := h.sales(3)
	if rapid.IntRange(0, 3).Draw(h.rt, "same id twice") == 0 {
		again := sales[0]
		again.Amount++
		sales = append(sales, again)
	}
	h.rt.Logf("post %+v", sales)
	_, err := h.flow.Post(h.t.Context(), h.org.ID, "tester", sales)
	h.must(err)
	last := map[string]fact.Sale{}
	var order []string
	for _, s := range sales {
		if _, ok := last[s.ID]; !ok {
			order = append(order, s.ID)
		}
		last[s.ID] = s
	}
	for _, id := range order {
		h.posted([]fact.Sale{last[id]}, "", false)
	}
}

func (h *history) importSome() {
	sales := h.sales(4)
	feed := h.records(sales)
	if rapid.Bool().Draw(h.rt, "with splits") {
		feed = append(feed, h.splits()...)
	}
	if rapid.IntRange(0, 2).Draw(h.rt, "with structure") == 0 {
		feed = append(feed, h.reorganisation()...)
	}
	known := h.known()
	h.rt.Logf("import %s %+v", known, feed)
	batch := h.load(known, feed)
	for _, q := range h.quarantined(batch) {
		if q.Kind == ingest.KindSale {
			h.rt.Fatalf("sale refused: %v %v", q.Values, q.Faults)
		}
	}
	h.loaded(batch, feed, known == ingest.KnownOccurred)
}

func (h *history) importStructure() {
	feed, known := h.reorganisation(), h.known()
	h.rt.Logf("import %s %+v", known, feed)
	h.loaded(h.load(known, feed), feed, known == ingest.KnownOccurred)
}

func (h *history) dryRun() {
	profile, err := sample.Profile(source, ingest.KnownArrival)
	h.must(err)
	feed := append(h.records(h.sales(2)), h.reorganisation()...)
	_, err = h.flow.Import(h.t.Context(), pipeline.Import{OrgID: h.org.ID, By: "tester", Profile: profile, Source: feed, DryRun: true})
	h.must(err)
}

// reorganisation draws changes of who and what belongs where, of rates and of
// targets. Some contradict each other; those are refused.
func (h *history) reorganisation() sample.Feed {
	var feed sample.Feed
	rates := map[rateKey]bool{}
	for range rapid.IntRange(1, 3).Draw(h.rt, "changes") {
		change := h.change()
		if r, ok := change.(ingest.Rate); ok {
			key := rateKey{r.Rate.From, r.Rate.To, r.Day}
			if rates[key] {
				continue // two rates of one day in one file are refused
			}
			rates[key] = true
		}
		feed = append(feed, change)
	}
	return feed
}

func (h *history) change() ingest.Record {
	switch rapid.IntRange(0, 8).Draw(h.rt, "change") {
	case 0:
		p := ingest.Person{ID: h.pick("person", people)}
		if rapid.Bool().Draw(h.rt, "by manager") {
			p.Manager = h.pick("manager", people)
		} else {
			p.Team = h.pick("team", teams)
		}
		if rapid.Bool().Draw(h.rt, "grouped") {
			p.Groups = rapid.SliceOfNDistinct(rapid.SampledFrom(groups), 1, 2, rapid.ID[string]).Draw(h.rt, "groups")
		}
		return p
	case 1, 2:
		r := ingest.Reporting{Person: h.pick("person", people), During: h.span()}
		if rapid.Bool().Draw(h.rt, "by manager") {
			r.Manager = h.pick("manager", people)
		} else {
			r.Team = h.pick("team", teams)
		}
		return r
	case 3:
		return ingest.Team{ID: h.pick("team", teams), Parent: h.pick("parent", append([]string{""}, teams...))}
	case 4:
		return ingest.Product{ID: h.pick("product", products[1:]), Subcategory: h.pick("subcategory", subs)}
	case 5:
		return ingest.Territory{ID: h.pick("territory", places[1:]), Region: h.pick("region", regions)}
	case 6:
		return h.rate()
	case 7:
		return ingest.Customer{ID: h.pick("customer", buyers[1:]), Segment: h.pick("segment", []string{"smb", "big"})}
	default:
		return ingest.Target{OfKind: ingest.KindTeam, Of: h.pick("of", teams), Period: dayPeriod,
			Value: rapid.SampledFrom(amounts[:4]).Draw(h.rt, "target")}
	}
}

func (h *history) rate() ingest.Rate {
	days := []period.Date{period.MustDate("2026-01-01"), period.MustDate("2026-03-01"), period.MustDate("2026-03-12")}
	r := ingest.Rate{Day: rapid.SampledFrom(days).Draw(h.rt, "rate of"), Rate: money.Rate{
		From: money.Currency(h.pick("from", []string{"USD", "GBP"})), To: "EUR", Num: int64(rapid.IntRange(1, 4).Draw(h.rt, "num")), Den: 2,
	}}
	if rapid.Bool().Draw(h.rt, "inverse") {
		r.Rate.From, r.Rate.To = r.Rate.To, r.Rate.From
	}
	return r
}

func (h *history) span() period.Range {
	span := period.Range{Start: h.day("from"), End: period.Never}
	if rapid.Bool().Draw(h.rt, "ends") {
		span.End = span.Start.Add(rapid.IntRange(1, 20).Draw(h.rt, "days"))
	}
	return span
}

// splits draws shares of one order, not always 100 %.
func (h *history) splits() sample.Feed {
	s := h.split()
	_, order, _ := strings.Cut(string(s.Deal), "/")
	var feed sample.Feed
	for _, share := range s.Shares {
		_, person := share.Person.Split()
		feed = append(feed, ingest.Split{Order: order, Person: person, Percent: money.Amount(share.Millis * 10), Overlay: s.Ledger == fact.Overlay})
	}
	return feed
}

func (h *history) split() fact.Split {
	s := fact.Split{Deal: fact.DealID(source + "/" + h.pick("order", []string{"A", "B", "C", "D"})), Ledger: fact.Revenue}
	who := rapid.SliceOfNDistinct(rapid.SampledFrom(people), 1, 3, rapid.ID[string]).Draw(h.rt, "sharers")
	left := int64(fact.Whole)
	for i, person := range who {
		millis := int64(rapid.IntRange(0, int(left)).Draw(h.rt, "share"))
		if i == len(who)-1 {
			millis = left
		}
		left -= millis
		s.Shares = append(s.Shares, fact.Share{Person: org.ID(org.Person, person), Millis: millis})
	}
	if rapid.IntRange(0, 2).Draw(h.rt, "overlay") == 0 {
		s.Ledger = fact.Overlay
		s.Shares[0].Millis += 20_000
	}
	return s
}

func (h *history) splitOne() {
	var splits []fact.Split
	for range rapid.IntRange(1, 2).Draw(h.rt, "splits") {
		s := h.split()
		if rapid.IntRange(0, 3).Draw(h.rt, "taken back") == 0 {
			s.Shares = nil
		}
		splits = append(splits, s)
	}
	h.rt.Logf("split %+v", splits)
	err := h.flow.SetSplits(h.t.Context(), h.org.ID, "tester", splits)
	if err != nil && !fault.Is(err, fault.NotFound) {
		h.rt.Fatal(err)
	}
}

func (h *history) withdrawOne() {
	var keys []fact.Key
	for key, versions := range h.model.sales {
		if !versions[len(versions)-1].Withdrawn {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return
	}
	slices.SortFunc(keys, func(a, b fact.Key) int { return strings.Compare(a.ID, b.ID) })
	key := rapid.SampledFrom(keys).Draw(h.rt, "withdrawn")
	_, err := h.flow.Withdraw(h.t.Context(), h.org.ID, "tester", []fact.Key{key})
	h.must(err)
	versions := h.model.sales[key]
	gone := versions[len(versions)-1].Sale
	gone.Withdrawn = true
	h.posted([]fact.Sale{gone}, "", false)
}

func (h *history) targetOne() {
	key := goal.Key{Node: org.NodeID(h.pick("of", []string{"person:ana", "team:east", "team:dir", string(sample.Root)})), Metric: metric.Revenue, Period: dayPeriod}
	_, err := h.flow.SetTarget(h.t.Context(), h.org.ID, "tester", goal.TargetChange{Key: key, From: &key.Period.Start,
		Value: rapid.SampledFrom(amounts[:4]).Draw(h.rt, "target"), Reason: h.pick("reason", []string{"", "plan"})})
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
		h.rt.Fatal(err)
	}
}

// undoOne undoes an import. A fact whose current version was brought by undone
// imports goes back to the last version that none of them brought, or is
// withdrawn.
func (h *history) undoOne() {
	var open []pipeline.Batch
	for _, b := range h.batch {
		if !h.undone[b.ID] {
			open = append(open, b)
		}
	}
	if len(open) == 0 {
		return
	}
	i := rapid.IntRange(0, len(open)-1).Draw(h.rt, "undone")
	batch := open[i]
	h.rt.Logf("undo import %d of %d", i, len(open))
	_, err := h.flow.Undo(h.t.Context(), h.org.ID, "tester", batch.ID)
	h.must(err)
	h.undone[batch.ID] = true
	for key, versions := range h.model.sales {
		current := versions[len(versions)-1]
		if !slices.ContainsFunc(versions, func(v saleVersion) bool { return v.batch == batch.ID }) || !h.undone[current.batch] {
			continue
		}
		back := saleVersion{Sale: current.Sale}
		back.Withdrawn = true
		for _, v := range slices.Backward(versions) {
			if !h.undone[v.batch] {
				back = v
				break
			}
		}
		if back.Same(current.Sale) {
			continue // it says the same already
		}
		back.from = max(h.today(), current.from)
		h.model.sales[key] = append(versions, back)
	}
	h.undoEvents(batch.ID)
	for key, versions := range h.model.rates {
		current := versions[len(versions)-1]
		if current.batch != batch.ID {
			continue
		}
		back := rateVersion{from: max(h.today(), current.from)}
		if n := len(versions); n > 1 {
			back.value = versions[n-2].value // a rate does not know its import: what it replaced comes back
		}
		h.model.rates[key] = append(versions, back)
	}
}
