package api_test

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"testing"
)

// history posts two years of monthly sales: Ana (2) and Ben (3) of Bo's team, and
// Dee (5) of Cy's.
func (w *world) history(ops *who) {
	w.t.Helper()
	var items []any
	n := 0
	for year := 2024; year <= 2026; year++ {
		for month := 1; month <= 12; month++ {
			if year == 2026 && month > 1 {
				break
			}
			for person, amount := range map[string]int{"2": 9100, "3": 7300, "5": 8765} {
				n++
				items = append(items, sale(fmt.Sprintf("H%d%02d%s", year, month, person), map[string]any{"order_id": fmt.Sprint("H", n), "owner": person,
					"day": fmt.Sprintf("%d-%02d-%02d", year, month, 5+month), "amount": strconv.Itoa(amount + 211*month + 37*((month*len(person)+year+amount)%7))}))
			}
		}
	}
	ops.do("POST", "/sales", map[string]any{"items": items}).want(http.StatusOK)
}

// TestBelow: whom a forecast and an end come from is told to who sees inside the
// node, sums to the last unit, and holds in one line those the reader does not
// see. A total that is only published has no parts.
func TestBelow(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := newCast(w)
	w.history(c.revops)
	const ok, hidden = http.StatusOK, http.StatusNotFound
	for _, path := range []string{"course", "outlook/below?period=2026-Q2", "outlook?period=2026-Q2"} {
		for node, want := range map[string]statuses{
			"person:2": {ok, ok, ok, ok, hidden, ok},
			"team:1":   {ok, ok, ok, hidden, hidden, ok},
			"person:3": {ok, ok, ok, hidden, hidden, ok},
			"person:5": {ok, ok, hidden, hidden, hidden, ok},
			"team:4":   {ok, ok, hidden, hidden, hidden, ok},
		} {
			for i, p := range []*who{c.admin, c.revops, c.manager, c.rep, c.viewer, c.token} {
				p.get("/nodes/" + node + "/" + path).want(want[i])
			}
		}
		for _, p := range []*who{c.nobody, c.expired, c.stolen, c.disabled, c.revoked} {
			p.get("/nodes/team:1/" + path).want(http.StatusUnauthorized)
		}
	}
	type amounts struct {
		Node         *struct{ ID string }
		Actual, Mean string
	}
	var ends struct {
		Children    []amounts
		Rest, Whole amounts
		Unseen      bool
	}
	for _, node := range []string{"company:small", "team:1", "team:4"} {
		c.revops.get("/nodes/" + node + "/outlook/below?period=2026-Q2").want(ok).into(&ends)
		sum, so := units(t, ends.Rest.Mean), units(t, ends.Rest.Actual)
		for _, child := range ends.Children {
			sum, so = sum+units(t, child.Mean), so+units(t, child.Actual)
		}
		if len(ends.Children) == 0 || sum != units(t, ends.Whole.Mean) || sum == 0 || so != units(t, ends.Whole.Actual) || ends.Unseen {
			t.Errorf("%s ends at %+v", node, ends)
		}
		if units(t, ends.Rest.Mean) != 0 {
			t.Errorf("all of %s belongs to somebody, and %s is left: %+v", node, ends.Rest.Mean, ends)
		}
		for _, child := range ends.Children { // everybody's page tells the same
			var own struct{ Mean string }
			c.revops.get("/nodes/" + child.Node.ID + "/outlook?period=2026-Q2").want(ok).into(&own)
			if d := units(t, own.Mean) - units(t, child.Mean); d > 20 || d < -20 {
				t.Errorf("%s is said to end at %s, and on its own page at %s", child.Node.ID, child.Mean, own.Mean)
			}
		}
	}
	// The manager sees his own people; the published total tells him of nobody else.
	c.manager.get("/nodes/team:1/outlook/below?period=2026-Q2").want(ok).with("Ana Able", `"unseen":false`).without("Cy", "Dee")
	c.manager.get("/nodes/company:small/outlook/below?period=2026-Q2").want(ok).with(`"children":[]`, `"rest":null`, `"whole":null`)
	c.manager.get("/nodes/team:1/course").want(ok).with(`"below":{"children":[{`, "Ana Able").without("Cy", "Dee")
	c.manager.get("/nodes/company:small/course").want(ok).with(`"below":null`)
	c.rep.get("/nodes/person:2/outlook/below?period=2026-Q2").want(ok).with(`"children":[]`)
}

// units reads an amount of the wire exactly.
func units(t *testing.T, text string) int64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int64(math.Round(v * 10_000))
}
