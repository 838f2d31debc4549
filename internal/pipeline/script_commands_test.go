package pipeline_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
)

// command runs a line that is not indented.
func (s *script) command() {
	if len(s.left) > 0 {
		s.bad("the question above has rows that the script does not expect: %v", s.left)
	}
	s.expect, s.got, s.left = nil, nil, nil
	switch word := s.arg(0); word {
	case "deal":
		s.deal()
	case "deals":
		s.manyDeals()
	case "split":
		s.share(fact.Revenue)
	case "overlay":
		s.share(fact.Overlay)
	case "goal":
		s.goal()
	case "refused":
		if s.wrong == nil {
			s.flush()
		}
		if s.wrong == nil || !strings.Contains(s.wrong.Error(), s.arg(1)) {
			s.bad("expected to be refused with %q, but: %v", s.arg(1), s.wrong)
		}
		s.wrong = nil
	case "today", "withdraw", "undo", "rebuild", "attain", "parts", "ranking", "history", "goals":
		s.flush()
		s.act(word)
	default:
		if !s.happen(word) && !s.pursue(word) && !s.closes(word) {
			s.describe(word)
		}
	}
}

// describe reads what there is and what belongs to what.
func (s *script) describe(word string) {
	name, o := s.arg(1), s.options(2)
	switch word {
	case "person":
		s.add(name, org.Person, ingest.Person{ID: name, Manager: s.mention(ingest.KindPerson, o["manager"]), Team: o["team"],
			Groups: slices.DeleteFunc(strings.Split(o["groups"], ","), func(g string) bool { return g == "" }), During: s.during(o["member"])})
	case "reporting":
		s.feed = append(s.feed, ingest.Reporting{Person: name, Manager: o["manager"], Team: o["team"], During: s.span(o["during"])})
	case "team":
		s.add(name, org.Team, ingest.Team{ID: name, Parent: o["parent"]})
	case "group":
		s.add(name, org.Team, ingest.Team{ID: name, Group: true})
	case "region":
		s.add(name, org.Region, ingest.Region{ID: name})
	case "territory":
		s.add(name, org.Territory, ingest.Territory{ID: name, Region: o["region"]})
	case "category":
		s.add(name, org.Category, ingest.Category{ID: name})
	case "subcategory":
		s.add(name, org.Subcategory, ingest.Subcategory{ID: name, Category: o["category"]})
	case "segment":
		s.add(name, org.Segment, ingest.Segment{ID: name})
	case "product":
		s.add(name, org.Product, ingest.Product{ID: name, Subcategory: o["subcategory"], Category: o["category"]})
	case "customer":
		s.add(name, org.Customer, ingest.Customer{ID: name, Segment: o["segment"]})
	case "rate":
		rate, err := money.ParseRate(money.Currency(s.arg(2)), money.Currency(s.arg(3)), s.arg(4))
		s.check(err)
		s.feed = append(s.feed, ingest.Rate{Day: s.day(name), Rate: rate})
	default:
		s.bad("there is no command %q", word)
	}
}

func (s *script) during(text string) period.Range {
	if text == "" {
		return period.Everything
	}
	return s.span(text)
}

// deal reads: deal ID OWNER AMOUNT CURRENCY won DAY [HH:MM[:SS]] [name=value…]
// OWNER - is nobody.
func (s *script) deal() {
	s.one(s.arg(1), s.arg(5))
}

// manyDeals reads: deals N OWNER AMOUNT CURRENCY won DAY.
func (s *script) manyDeals() {
	n, err := strconv.Atoi(s.arg(1))
	s.check(err)
	for i := range n {
		s.one(fmt.Sprintf("d%d", i+1), s.arg(5))
	}
}

func (s *script) one(id, won string) {
	if won != "won" {
		s.bad("write: deal ID OWNER AMOUNT CURRENCY won DAY")
	}
	o := s.options(7)
	at := s.day(s.arg(6)).Start(s.org.Place)
	if len(s.line.words) > 7 && strings.Contains(s.arg(7), ":") && !strings.Contains(s.arg(7), "=") {
		layout := time.TimeOnly
		if strings.Count(s.arg(7), ":") == 1 {
			layout = "15:04"
		}
		clock, err := time.Parse(layout, s.arg(7))
		s.check(err)
		at = at.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute + time.Duration(clock.Second())*time.Second)
	}
	r := ingest.Sale{
		ID: id, Order: o["order"], OccurredAt: at.UnixMicro(), Day: period.DateOf(at, s.org.Place), Amount: s.amount(s.arg(3)),
		Currency: money.Currency(s.arg(4)), Customer: s.mention(ingest.KindCustomer, o["customer"]),
		Product: s.mention(ingest.KindProduct, o["product"]), Territory: s.mention(ingest.KindTerritory, o["territory"]),
		Cancelled: o["cancelled"] == "true", Quantity: money.Unit,
	}
	if r.Order == "" {
		r.Order = id
	}
	if owner := s.arg(2); owner != "-" {
		r.Owner = s.mention(ingest.KindPerson, owner)
	}
	r.Channel, r.LeadSource = o["channel"], o["source"]
	if o["quantity"] != "" {
		r.Quantity = s.amount(o["quantity"])
	}
	for name, amount := range map[string]**money.Amount{"cost": &r.Cost, "list": &r.List} {
		if o[name] != "" {
			value := s.amount(o[name])
			*amount = &value
		}
	}
	if s.post {
		s.deals = append(s.deals, sale(r))
		return
	}
	s.feed = append(s.feed, r)
}

// act runs a line that needs everything above it in the database.
func (s *script) act(word string) {
	s.noError()
	switch word {
	case "today":
		s.setToday(s.day(s.arg(1)))
	case "withdraw":
		s.withdraw()
	case "undo":
		_, s.wrong = s.flow.Undo(s.T.Context(), s.org.ID, "tester", s.last.ID)
	case "rebuild":
		s.rebuild()
	case "attain":
		s.figure()
	case "parts":
		s.list(attain.Selection{Under: s.node(s.options(1)["of"]), Direct: true})
	case "ranking":
		s.list(attain.Selection{By: org.Person, Sort: "rank"})
	case "history":
		s.history()
	case "goals":
		s.goals()
	}
}

// withdraw reads: withdraw DEAL, or withdraw lead|opp|… ID.
func (s *script) withdraw() {
	if len(s.line.words) == 2 {
		_, s.wrong = s.flow.Withdraw(s.T.Context(), s.org.ID, "tester", []fact.Key{{Source: source, ID: s.arg(1)}})
		return
	}
	kind := fact.EventKind(strings.ReplaceAll(s.arg(1), "opp", string(fact.Opportunity)))
	key := fact.EventKey{Kind: kind, Key: fact.Key{Source: source, ID: s.arg(2)}}
	_, s.wrong = s.flow.WithdrawEvents(s.T.Context(), s.org.ID, "tester", []fact.EventKey{key})
}

func series(name string) metric.Series { return metric.Series(name) }

// question reads: WORD [of=NODE] at DAY in PERIOD [METRIC [rates=POLICY] [policy=DENOMINATOR]].
func (s *script) question() attain.Query {
	q := ask{metric: metric.Revenue}
	for i, word := range s.line.words {
		switch word {
		case "at":
			q.asOf = s.day(s.arg(i + 1))
		case "in":
			q.period = s.period(s.arg(i + 1)).Range
			if i+2 < len(s.line.words) {
				q.metric = series(s.arg(i + 2))
			}
		}
	}
	query, o := s.query(q), s.options(1)
	query.Rates, query.Policy = metric.RatePolicy(o["rates"]), org.Denominator(o["policy"])
	return query
}

// figure answers for the node that each indented line names.
func (s *script) figure() {
	q := s.question()
	s.expect = func() {
		f, err := s.tell.Node(s.T.Context(), access.System(s.org.ID), s.node(s.arg(0)), q)
		s.check(err)
		s.proven(q, f)
		s.got = words(f)
	}
}

// list asks for rows; every row must be expected.
func (s *script) list(sel attain.Selection) {
	list, err := s.tell.List(s.T.Context(), access.System(s.org.ID), s.question(), sel)
	s.check(err)
	rows := map[string]map[string]string{}
	for _, f := range list.Rows {
		_, name := f.Node.ID.Split()
		if sel.By == org.Person && f.Target == nil {
			continue // a ranking is of those who have a target
		}
		rows[name] = words(f)
		s.left = append(s.left, name)
	}
	if list.Unassigned != nil {
		rows["unassigned"] = map[string]string{"actual": list.Unassigned.String()}
	}
	s.expect = func() {
		name := s.arg(0)
		if rows[name] == nil {
			s.bad("there is no row %q; there are %v", name, slices.Sorted(maps.Keys(rows)))
		}
		s.got = rows[name]
		s.left = slices.DeleteFunc(s.left, func(row string) bool { return row == name })
	}
}

// words writes figures as a script does.
func words(f attain.Figures) map[string]string {
	text := func(a *money.Amount, unit string, times int64) string {
		if a == nil {
			return "none"
		}
		return (*a * money.Amount(times)).String() + unit
	}
	unit, times := "", int64(1)
	if f.Metric.Unit == metric.Share {
		unit, times = "%", 100
	}
	got := map[string]string{
		"actual": text(f.Actual, unit, times), "of": text(&f.Den, "", 1), "effect": text(f.Effect(), "", 1), "note": strings.Join(f.Notes, " "), "target": text(f.Target, unit, times), "attainment": text(f.Attainment, "%", 100),
		"gap": text(f.Gap, unit, times), "rank": strconv.Itoa(f.Rank), "source": string(f.TargetSource), "why": f.TargetNote,
		"unconverted": "none",
	}
	var foreign []string
	for _, u := range f.Unconverted {
		foreign = append(foreign, u.Amount.String()+string(u.Currency))
	}
	if len(foreign) > 0 {
		got["unconverted"] = strings.Join(foreign, ",")
	}
	closedWords(f, got)
	return got
}

// expected compares an indented line, NAME then pairs of what and value, with
// the answer.
func (s *script) expected() {
	if s.expect == nil {
		s.bad("an indented line belongs to a question; there is none above")
	}
	s.expect()
	for i := 1; i < len(s.line.words); i += 2 {
		what, want := s.arg(i), s.arg(i+1)
		got, ok := s.got[what]
		if !ok {
			s.bad("there is no %q here; there are %v", what, slices.Sorted(maps.Keys(s.got)))
		}
		if got != want && (what != "why" && what != "note" || !strings.Contains(got, want)) {
			s.T.Errorf("%s:%d: %s of %s is %s, not %s", s.name, s.line.number, what, s.arg(0), got, want)
		}
	}
}

// history lists the versions of a deal, named by their number.
func (s *script) history() {
	versions, err := s.db.SaleHistory(s.T.Context(), s.org.ID, fact.Key{Source: source, ID: s.arg(1)})
	s.check(err)
	rows := map[string]map[string]string{}
	for _, v := range versions {
		state := "counts"
		switch {
		case v.Withdrawn:
			state = "withdrawn"
		case v.Cancelled:
			state = "cancelled"
		}
		number := strconv.Itoa(v.Number)
		rows[number] = map[string]string{"amount": v.Amount.String(), "known": v.Known.Start.String(), "state": state}
		s.left = append(s.left, number)
	}
	s.rowsByNumber(rows)
}

// goals lists the versions of a node's target: goals of=NODE in PERIOD [METRIC].
func (s *script) goals() {
	q := s.question()
	targets, err := s.db.Targets(s.T.Context(), s.org.ID, q.Metric.ID)
	s.check(err)
	rows := map[string]map[string]string{}
	for _, target := range targets {
		if target.Node != s.node(s.options(1)["of"]) || target.Period != q.Period.Range {
			continue
		}
		for _, v := range target.Versions {
			number := strconv.Itoa(v.Number)
			rows[number] = map[string]string{"value": v.Value.String(), "by": v.Author, "reason": v.Reason, "known": v.Known.Start.String()}
			s.left = append(s.left, number)
		}
	}
	s.rowsByNumber(rows)
}

func (s *script) rowsByNumber(rows map[string]map[string]string) {
	s.expect = func() {
		number := s.arg(0)
		if rows[number] == nil {
			s.bad("there is no version %s; there are %v", number, slices.Sorted(maps.Keys(rows)))
		}
		s.got = rows[number]
		s.left = slices.DeleteFunc(s.left, func(row string) bool { return row == number })
	}
}

// rebuild throws the ledger away, makes it anew and demands the same cells.
func (s *script) rebuild() {
	before := cellsOf(s.world)
	s.check(s.db.Rebuild(s.T.Context(), s.org.ID, func(v pipeline.View) (metric.Ledger, error) {
		ledger, _, err := pipeline.Recompute(v)
		return ledger, err
	}))
	if diff := cmp.Diff(before, cellsOf(s.world)); diff != "" {
		s.bad("the rebuilt ledger differs (-before +after):\n%s", diff)
	}
}
