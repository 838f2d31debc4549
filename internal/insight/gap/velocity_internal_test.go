package gap

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// The example of methods.md 6.1: 60 × 0.25 × 8000/45 = 2666.67 a day, and a
// tenth less cycle is 11.1 % more.
func TestVelocityRates(t *testing.T) {
	t.Parallel()
	aDay := func(f flow) string {
		rates, ok := f.rates()
		if !ok {
			t.Fatalf("%+v has no rates", f)
		}
		v := new(big.Rat).Mul(rates[1], rates[3])
		v.Mul(v, rates[4]).Quo(v, rates[2])
		return v.FloatString(2)
	}
	// 60 are open on each of 90 days, and 120 are decided: 45 days each.
	f := flow{days: 90, openDays: 5400, won: amount(30), decided: amount(120), value: amount(240_000)}
	if got := aDay(f); got != "2666.67" {
		t.Errorf("%s a day", got)
	}
	// A tenth less cycle decides 133 1/3: a third of one is no deal, so of three times the days.
	f = flow{days: 270, openDays: 16200, won: amount(100), decided: amount(400), value: amount(800_000)}
	if got := aDay(f); got != "2962.96" { // 2666.67 × 1.1111
		t.Errorf("%s a day with a shorter cycle", got)
	}
}

func drawFlow(t *rapid.T, name string) flow {
	f := flow{days: rapid.Int64Range(0, 366).Draw(t, name+" days"), openDays: rapid.Int64Range(0, 1e6).Draw(t, name+" open"),
		won: amount(rapid.Int64Range(0, 500).Draw(t, name+" won"))}
	f.decided = f.won + amount(rapid.Int64Range(0, 500).Draw(t, name+" lost"))
	f.value = money.Amount(rapid.Int64Range(-1e6, 1e12).Draw(t, name+" value"))
	return f
}

// Whatever went through the pipeline, the effects sum to what is missing; days
// are a factor where not all have passed, and a flow that says nothing gives no
// chain.
func TestVelocitySums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		then, now := drawFlow(t, "then"), drawFlow(t, "now")
		plan := money.Amount(rapid.Int64Range(1, 1e12).Draw(t, "plan"))
		a := ask{Gap: &Gap{Basis: ToDate, Days: period.Range{Start: 0, End: period.Date(now.days)}}}
		a.Figures.Period = period.NewCustom(period.Range{Start: 0, End: period.Date(now.days) + 20})
		if rapid.Bool().Draw(t, "whole") {
			a.Basis = Whole
		}
		c, ok, err := a.velocityOf(then, now, nil, plan, now.value)
		if err != nil {
			t.Fatal(err)
		}
		_, had := then.rates()
		_, has := now.rates()
		if ok != (had && has && then.value > 0) {
			t.Fatalf("%+v, %+v: %v", then, now, ok)
		}
		if !ok {
			return
		}
		var sum money.Amount
		for _, f := range c.Factors {
			sum += f.Effect
		}
		if sum != now.value-plan {
			t.Fatalf("the effects sum to %s, not to %s", sum, now.value-plan)
		}
		if first := c.Factors[0].Key; (first == "days") != (a.Basis == Whole) {
			t.Fatalf("the first factor is %s, held against %s", first, a.Basis)
		}
	})
}

// A world in which nothing changes but how long opportunities take to be
// decided: from a quarter on 60 days instead of 40. As many come, as many of
// them are won, for as much. The cycle is what is missing, and what stays open
// for longer is more, not less.
func TestVelocityFindsTheCycle(t *testing.T) {
	t.Parallel()
	const turn, quarter, aDay = period.Date(1000), 91, 3
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		years := []period.Range{{Start: turn - 365, End: turn - 365 + quarter}, {Start: turn, End: turn + quarter}}
		flows := []flow{{days: quarter}, {days: quarter}}
		for created := period.Date(0); created < turn+quarter; created++ {
			for range aDay {
				takes := 20 + r.IntN(41)
				if left := int(created) + takes - int(turn); left > 0 {
					takes += left / 2 // what is still to come of it takes half as long again
				}
				open := period.Range{Start: created, End: created.Add(takes)}
				wins := r.IntN(4) == 0
				for i, year := range years {
					days, _ := open.Intersect(year).Days()
					flows[i].openDays += int64(max(0, days))
					if year.Contains(open.End) {
						flows[i].decided += money.Unit
						if wins {
							flows[i].won += money.Unit
							flows[i].value += amount(10_000)
						}
					}
				}
			}
		}
		a := ask{Gap: &Gap{Basis: ToDate, Days: years[1]}}
		c, ok, err := a.velocityOf(flows[0], flows[1], nil, flows[0].value, flows[1].value)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		effect := map[string]money.Amount{}
		for _, f := range c.Factors {
			effect[f.Key] = f.Effect
		}
		if effect["cycle"] >= 0 || effect["open"] <= 0 || effect["size"] != 0 {
			t.Errorf("seed %d: %v", seed, effect)
		}
		if lost := flows[0].decided - flows[1].decided; lost <= 0 {
			t.Errorf("seed %d: %s more were decided, though they take longer", seed, -lost)
		}
	}
}

// The paragraph tells of the pipeline where what was open or how fast it was
// decided is further off than usual; the rest of it the chain of new deals tells.
func TestVelocityIsToldWhereItStandsOut(t *testing.T) {
	t.Parallel()
	for key, told := range map[string]int{"cycle": 1, "open": 1, "size": 0, "win_rate": 0} {
		a := ask{Gap: &Gap{}}
		c := Chain{Key: Velocity, Factors: []Factor{{Key: "open"}, {Key: "cycle"}, {Key: "win_rate"}, {Key: "size"}}}
		for i := range c.Factors {
			c.Factors[i].Variation = explain.Usual
			if c.Factors[i].Key == key {
				c.Factors[i].Variation = explain.Unusual
			}
		}
		a.tellChain(c)
		if len(a.Sentences) != told {
			t.Errorf("%s: %v", key, a.Sentences)
		}
	}
}
