package demo_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/period"
)

// books are the figures of a company, computed from its files without Attain.
type books struct {
	*demo.World
	revenue  map[string]float64 // of a person, "territory …", "product …" or "" for the company, and a quarter
	quota    map[string]float64
	quarters []string // whole ones
	won      map[string]int
	lost     map[string]int
	leads    map[string]int
}

func key(of, quarter string) string { return of + " " + quarter }

func readBooks(t *testing.T, w *demo.World, files folder) *books {
	t.Helper()
	b := &books{World: w, revenue: map[string]float64{}, quota: map[string]float64{}, won: map[string]int{}, lost: map[string]int{}, leads: map[string]int{}}
	dollars := files.rates(t)
	shares := map[string]map[string]float64{}
	for _, s := range files.rows(t, "splits") {
		if s["kind"] == "revenue" {
			if shares[s["order"]] == nil {
				shares[s["order"]] = map[string]float64{}
			}
			shares[s["order"]][s["person"]] = s.number(t, "percent") / 100
		}
	}
	for _, o := range files.rows(t, "orders") {
		if o["status"] == "cancelled" {
			continue
		}
		q, v := quarterOf(o["day"]), dollars.eur(t, o, "net", o["day"])
		for _, of := range []string{"", "territory " + o["territory"], "product " + o["product"]} {
			b.revenue[key(of, q)] += v
		}
		if shares[o["order"]] == nil {
			b.revenue[key(o["owner"], q)] += v
		}
		for person, share := range shares[o["order"]] {
			b.revenue[key(person, q)] += v * share
		}
	}
	for _, r := range files.rows(t, "quotas") {
		of := map[string]string{"person": r["id"], "company": "", "territory": "territory " + r["id"], "team": "team " + r["id"]}[r["level"]]
		q := quarterOf(r["quarter"])
		b.quota[key(of, q)] = r.number(t, "revenue_eur")
		if r["level"] == "company" && period.MustDate(r["quarter"]).AddMonths(3) <= today && period.MustDate(r["quarter"]) >= today.AddMonths(-24) {
			b.quarters = append(b.quarters, q)
		}
	}
	b.readDeals(t, files)
	return b
}

// readDeals counts wins and losses by the quarter in which they were closed.
func (b *books) readDeals(t *testing.T, files folder) {
	t.Helper()
	territory := map[string]string{}
	for _, d := range files.rows(t, "opportunities") {
		territory[d["id"]] = d["territory"]
	}
	for _, s := range files.rows(t, "stage_history") {
		counts := map[string]map[string]int{"Closed won": b.won, "Closed lost": b.lost}[s["stage"]]
		for _, of := range []string{"", "territory " + territory[s["opportunity"]]} {
			if counts != nil {
				counts[key(of, quarterOf(s["entered"]))]++
			}
		}
	}
	for _, l := range files.rows(t, "leads") {
		b.leads[key("", quarterOf(l["created"]))]++
		b.leads[key("territory "+l["territory"], quarterOf(l["created"]))]++
	}
}

func (b *books) attainment(of, quarter string) float64 {
	return b.revenue[key(of, quarter)] / b.quota[key(of, quarter)]
}

func (b *books) winRate(of string, quarters ...string) float64 {
	won, lost := 0, 0
	for _, q := range quarters {
		won, lost = won+b.won[key(of, q)], lost+b.lost[key(of, q)]
	}
	return float64(won) / float64(max(1, won+lost))
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// TestStories looks for what Stories promises, and that nothing else is out of
// the ordinary, in three companies.
func TestStories(t *testing.T) {
	t.Parallel()
	seeds := uint64(3)
	if testing.Short() {
		seeds = 1
	}
	for seed := uint64(1); seed <= seeds; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			w, files := company(t, demo.Options{Seed: seed})
			b := readBooks(t, w, files)
			if len(b.quarters) != 7 {
				t.Fatalf("whole quarters: %v", b.quarters)
			}
			b.checkLaggard(t)
			b.checkTrouble(t)
			b.checkProducts(t)
			b.checkRamp(t, files)
			b.checkMove(t, files)
			checkChurn(t, files)
			checkRates(t, b, files)
			checkRegret(t, files)
		})
	}
}

// The laggard misses nearly every quarter, and most by far; the median person
// and the company are about where they should be.
func (b *books) checkLaggard(t *testing.T) {
	missed := func(person string) (misses, far, quarters int) {
		for _, q := range b.quarters {
			if b.quota[key(person, q)] == 0 {
				continue
			}
			quarters++
			if at := b.attainment(person, q); at < 1 {
				misses++
				if at < 0.8 {
					far++
				}
			}
		}
		return misses, far, quarters
	}
	if misses, far, quarters := missed(b.Stories.Laggard); misses < quarters-1 || far < quarters-2 || quarters < 7 {
		t.Errorf("%s missed %d of %d quarters, %d of them by far", b.Stories.Laggard, misses, quarters, far)
	}
	var all []float64
	for _, q := range b.quarters {
		for k := range maps.Keys(b.quota) {
			if k[0] == 'P' && k[len(k)-len(q):] == q {
				all = append(all, b.attainment(k[:len(k)-len(q)-1], q))
			}
		}
		if at := b.attainment("", q); at < 0.78 || at > 1.45 {
			t.Errorf("the company is at %.2f of its quota in %s", at, q)
		}
	}
	if m := median(all); m < 0.75 || m > 1.05 {
		t.Errorf("the median person is at %.2f of his quota", m)
	}
}

// The territory in trouble wins less and sells less after the trouble began;
// before, it was like the others.
func (b *books) checkTrouble(t *testing.T) {
	of, last := "territory "+b.Stories.Territory, b.quarters[len(b.quarters)-1]
	before := b.quarters[:4]
	if was, is := b.winRate(of, before...), b.winRate(of, last); was < 0.25 || is > was-0.1 {
		t.Errorf("%s won %.2f of its deals, and %.2f after the trouble", of, was, is)
	}
	was := 0.0
	for _, q := range before {
		was += b.attainment(of, q) / 4
	}
	if is := b.attainment(of, last); was < 0.7 || is > was*0.7 {
		t.Errorf("%s was at %.2f of its quota, and is at %.2f", of, was, is)
	}
	if rate := b.winRate("", b.quarters...); rate < 0.28 || rate > 0.42 {
		t.Errorf("the company wins %.2f of its deals", rate)
	}
}

// The dying product sells less and less, and its heir more.
func (b *books) checkProducts(t *testing.T) {
	first, last := b.quarters[0], b.quarters[len(b.quarters)-1]
	dying, heir := "product "+b.Stories.Dying, "product "+b.Stories.Heir
	if was, is := b.revenue[key(dying, first)], b.revenue[key(dying, last)]; was < 150_000 || is > was/3 {
		t.Errorf("%s sold for %.0f, and for %.0f in the end", dying, was, is)
	}
	if now := b.revenue[key(dying, quarterOf(today.String()))]; now > 60_000 {
		t.Errorf("%s still sells for %.0f", dying, now)
	}
	if was, is := b.revenue[key(heir, first)], b.revenue[key(heir, last)]; was != 0 || is < 100_000 {
		t.Errorf("%s sold for %.0f, and for %.0f in the end", heir, was, is)
	}
}

// The newcomer has a quota only since he came, and a smaller one than the rest.
func (b *books) checkRamp(t *testing.T, files folder) {
	who, now := b.Stories.Newcomer, quarterOf(today.String())
	if b.quota[key(who, b.quarters[len(b.quarters)-1])] != 0 {
		t.Errorf("%s had a quota before he came", who)
	}
	if ramped, full := b.quota[key(who, now)], b.quota[key(b.Stories.Laggard, now)]; ramped < full/8 || ramped > full*0.6 {
		t.Errorf("%s has a quota of %.0f on ramp, %s of %.0f", who, ramped, b.Stories.Laggard, full)
	}
	for _, p := range files.rows(t, "people") {
		if hired := period.MustDate(p["hired"]); p["id"] == who && (hired != b.Stories.Hired || hired < today.Add(-90) || hired > today.Add(-60)) {
			t.Errorf("%s was hired on %s", who, hired)
		}
	}
}

// The mover has sold in two territories, one after the other.
func (b *books) checkMove(t *testing.T, files folder) {
	ends := map[string][2]string{}
	for _, o := range files.rows(t, "orders") {
		if o["owner"] != b.Stories.Mover {
			continue
		}
		e, seen := ends[o["territory"]]
		if !seen {
			e[0] = o["day"]
		}
		ends[o["territory"]] = [2]string{min(e[0], o["day"]), max(e[1], o["day"])}
	}
	moved := b.Stories.Moved.String()
	sorted := slices.SortedFunc(maps.Values(ends), func(x, y [2]string) int { return cmp.Compare(x[0], y[0]) })
	if len(sorted) != 2 || sorted[0][1] >= moved || sorted[1][0] < moved {
		t.Errorf("%s, who moved on %s, sold at %v", b.Stories.Mover, moved, sorted)
	}
}

// Contracts: of the customers of a year ago some have left, and those who
// stayed pay more.
func checkChurn(t *testing.T, files folder) {
	year := today.AddMonths(-12).String()
	before, after := map[string]float64{}, map[string]float64{}
	for _, k := range files.rows(t, "contracts") {
		for day, at := range map[string]map[string]float64{year: before, today.String(): after} {
			if k["from"] <= day && day < k["to"] {
				at[k["customer"]] += k.number(t, "monthly")
			}
		}
	}
	kept, start, gross, net := 0, 0.0, 0.0, 0.0
	for _, customer := range slices.Sorted(maps.Keys(before)) {
		start += before[customer]
		gross += min(before[customer], after[customer])
		net += after[customer]
		if after[customer] > 0 {
			kept++
		}
	}
	retention := float64(kept) / float64(len(before))
	if len(before) < 300 || retention < 0.84 || retention > 0.96 || gross/start < 0.78 || gross/start > retention || net/start < 0.98 || net/start > 1.25 {
		t.Errorf("of %d customers %.3f stayed; GRR %.3f, NRR %.3f", len(before), retention, gross/start, net/start)
	}
}

// Of the orders with a high discount more come back than of those with a low
// one, and they are few in all.
func checkRegret(t *testing.T, files folder) {
	t.Helper()
	type order struct {
		list, net float64
		back      bool
	}
	orders := map[string]order{}
	for _, row := range files.rows(t, "orders") {
		o := orders[row["order"]]
		orders[row["order"]] = order{o.list + row.number(t, "list"), o.net + row.number(t, "net"), o.back || row["status"] == "cancelled"}
	}
	var low, high, all struct{ orders, back float64 }
	for _, o := range orders {
		group := &low
		if 1-o.net/o.list >= 0.12 {
			group = &high
		}
		group.orders++
		all.orders++
		if o.back {
			group.back++
			all.back++
		}
	}
	if rate, usual := high.back/high.orders, low.back/low.orders; high.orders < 100 || rate < 2.5*usual || rate < 0.03 || all.back > 0.04*all.orders {
		t.Errorf("of %.0f orders with a high discount %.3f came back, of the others %.3f; in all %.0f of %.0f", high.orders, rate, usual, all.back, all.orders)
	}
}

// Rates that everybody in the trade would believe.
func checkRates(t *testing.T, b *books, files folder) {
	leads, qualified, converted := 0, 0, 0
	for _, l := range files.rows(t, "leads") {
		leads++
		if l["qualified"] != "" {
			qualified++
		}
		if l["converted"] != "" {
			converted++
		}
	}
	var list, net, cost float64
	dollars := files.rates(t)
	for _, o := range files.rows(t, "orders") {
		list += dollars.eur(t, o, "list", o["day"])
		net += dollars.eur(t, o, "net", o["day"])
		cost += dollars.eur(t, o, "cost", o["day"])
	}
	satisfied, answers := 0, 0
	for _, a := range files.rows(t, "answers") {
		if a["survey"] == "How satisfied are you with us?" {
			answers++
			if a["score"] >= "4" {
				satisfied++
			}
		}
	}
	for _, c := range []struct {
		name        string
		got         float64
		least, most float64
	}{
		{"qualified leads", float64(qualified) / float64(leads), 0.36, 0.47},
		{"leads that became opportunities", float64(converted) / float64(leads), 0.23, 0.33},
		{"average discount", 1 - net/list, 0.05, 0.11},
		{"margin", 1 - cost/net, 0.48, 0.62},
		{"satisfied customers", float64(satisfied) / float64(answers), 0.78, 0.92},
		{"August against October", float64(b.month(t, files, "08")) / float64(b.month(t, files, "10")), 0.4, 0.8},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("%s: %.3f, not between %.2f and %.2f", c.name, c.got, c.least, c.most)
		}
	}
}

// month counts the leads of a month, in the last two years.
func (b *books) month(t *testing.T, files folder, month string) int {
	n := 0
	for _, l := range files.rows(t, "leads") {
		if l["created"][5:7] == month && l["created"] > today.AddMonths(-24).String() {
			n++
		}
	}
	return n
}
