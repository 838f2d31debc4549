package contest

import (
	"fmt"
	"math"
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// TestFairChances: when any difference decides, each of ten equals wins one of
// three places with a chance of 3 ÷ 10.
func TestFairChances(t *testing.T) {
	t.Parallel()
	const people, places = 10, 3
	p := Plan{ID: "fair", Rules: Rules{Measure: Attainment, Prize: Prize{To: Top, Places: places, Amount: money.Unit}}}
	forms := map[org.NodeID]Form{}
	var coming []Entry
	for i := range people {
		id := org.NodeID(fmt.Sprintf("person:%02d", i))
		forms[id] = Form{Noise: 0.25}
		coming = append(coming, Entry{Person: id, Reference: money.FromInt(100_000), Noise: 0.25})
	}
	const anyDifference = 0.5
	odds, cost := simulate(p, coming, forms, nil, anyDifference)
	if len(odds) != people || cost != places*money.Unit {
		t.Fatalf("%d odds, %s on average", len(odds), cost)
	}
	for _, o := range odds {
		if math.Abs(o.Chance-float64(places)/people) > 0.04 { // four deviations of 2,000 draws
			t.Errorf("%s has %v, want 0.3", o.Person, o.Chance)
		}
	}
}
