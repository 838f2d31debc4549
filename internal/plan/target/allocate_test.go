package target_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

func amount(t testing.TB, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func ptr(a money.Amount) *money.Amount { return &a }

func whole(n int64) *money.Amount { return ptr(money.FromInt(n)) }

// TestAllocateChecks are the worked checks of methods.md 3.3, and limits.
func TestAllocateChecks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		total, unit string
		leaves      []target.Leaf
		want        []string
	}{
		"a cap and a floor": {"1000", "1", []target.Leaf{
			{ID: "1", Weight: 5, Cap: whole(400)}, {ID: "2", Weight: 3}, {ID: "3", Weight: 2, Floor: whole(250)}}, []string{"400", "350", "250"}},
		"largest remainder":     {"1000", "1", leaves(5, 3, 3), []string{"454", "273", "273"}},
		"three equal":           {"1000", "0.01", leaves(1, 1, 1), []string{"333.34", "333.33", "333.33"}},
		"no weights":            {"10", "1", leaves(0, 0, 0), []string{"4", "3", "3"}},
		"who has none":          {"10", "1", leaves(1, 0, 1), []string{"5", "0", "5"}},
		"beyond whole steps":    {"1050", "100", leaves(2, 1), []string{"750", "300"}},
		"a lock":                {"1000", "1", []target.Leaf{{ID: "1", Weight: 5, Locked: whole(700)}, {ID: "2", Weight: 1}, {ID: "3", Weight: 2}}, []string{"700", "100", "200"}},
		"a lock beyond its cap": {"10", "1", []target.Leaf{{ID: "1", Cap: whole(1), Locked: whole(4)}, {ID: "2"}}, []string{"4", "6"}},
		"all at their limits":   {"10", "1", []target.Leaf{{ID: "1", Weight: 1, Floor: whole(4)}, {ID: "2", Weight: 9, Cap: whole(6)}}, []string{"4", "6"}},
		"a cap of nothing":      {"10", "1", []target.Leaf{{ID: "1", Weight: 1, Cap: whole(0)}, {ID: "2", Weight: 1}}, []string{"0", "10"}},
		"nothing to divide":     {"0", "1", leaves(1, 2), []string{"0", "0"}},
		"the rest goes where there is room": {"1050", "100", []target.Leaf{
			{ID: "1", Weight: 2, Cap: whole(700)}, {ID: "2", Weight: 1}}, []string{"700", "350"}},
	} {
		got, err := target.Allocate(amount(t, c.total), amount(t, c.unit), c.leaves)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, want := range c.want {
			if got[i] != amount(t, want) {
				t.Errorf("%s: part %d is %s, not %s", name, i+1, got[i], want)
			}
		}
	}
}

func leaves(weights ...int64) []target.Leaf {
	list := make([]target.Leaf, len(weights))
	for i, w := range weights {
		list[i] = target.Leaf{ID: fmt.Sprint(i + 1), Weight: w}
	}
	return list
}

func TestAllocateInfeasible(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		total, unit string
		leaves      []target.Leaf
		limit       target.Limit
		by          string
		ids         []string
	}{
		"floors": {"100", "1", []target.Leaf{{ID: "ana", Weight: 1, Floor: whole(70)}, {ID: "ben", Weight: 1, Floor: whole(50)}, {ID: "cem", Weight: 1}},
			target.FloorLimit, "20", []string{"ana", "ben"}},
		"caps": {"100", "1", []target.Leaf{{ID: "ana", Weight: 1, Cap: whole(30)}, {ID: "ben", Weight: 1, Cap: whole(50)}},
			target.CapLimit, "20", []string{"ana", "ben"}},
		"who has no weight takes nothing": {"100", "1", []target.Leaf{{ID: "ana", Weight: 1, Cap: whole(30)}, {ID: "ben"}},
			target.CapLimit, "70", []string{"ana", "ben"}},
		"locks":            {"100", "1", []target.Leaf{{ID: "ana", Locked: whole(130)}, {ID: "ben"}}, target.FloorLimit, "30", []string{"ana"}},
		"all locked":       {"100", "1", []target.Leaf{{ID: "ana", Locked: whole(90)}}, target.CapLimit, "10", []string{"ana"}},
		"floors in steps":  {"250", "100", []target.Leaf{{ID: "ana", Weight: 1, Floor: whole(110)}, {ID: "ben", Weight: 1, Floor: whole(110)}}, target.FloorLimit, "200", []string{"ana", "ben"}},
		"no step fits":     {"250", "100", []target.Leaf{{ID: "ana", Weight: 1, Floor: whole(110), Cap: whole(190)}, {ID: "ben", Weight: 1}}, target.FloorLimit, "100", []string{"ana"}},
		"caps in steps":    {"300", "100", []target.Leaf{{ID: "ana", Weight: 1, Cap: whole(150)}, {ID: "ben", Weight: 1, Cap: whole(150)}}, target.CapLimit, "100", []string{"ana", "ben"}},
		"no room for rest": {"200.5", "100", []target.Leaf{{ID: "ana", Weight: 1, Cap: ptr(amount(t, "100.3"))}, {ID: "ben", Weight: 1, Cap: ptr(amount(t, "100.3"))}}, target.CapLimit, "0.5", nil},
	} {
		_, err := target.Allocate(amount(t, c.total), amount(t, c.unit), c.leaves)
		var why *target.Infeasible
		if !errors.As(err, &why) || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if why.Limit != c.limit || why.By != amount(t, c.by) || !slices.Equal(why.IDs, c.ids) {
			t.Errorf("%s: %s by %s because of %v (%v)", name, why.Limit, why.By, why.IDs, err)
		}
	}
	for name, list := range map[string][]target.Leaf{
		"nobody": {}, "twice": {{ID: "a"}, {ID: "a"}}, "a weight below 0": {{ID: "a", Weight: -1}}, "a cap below 0": {{ID: "a", Cap: whole(-1)}},
		"a floor above the cap": {{ID: "a", Floor: whole(2), Cap: whole(1)}},
	} {
		if _, err := target.Allocate(money.Unit, 1, list); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// drawLeaves draws leaves whose limits can be kept, and a total within them.
func drawLeaves(t *rapid.T) (total, unit money.Amount, list []target.Leaf) {
	unit = money.Amount(rapid.SampledFrom([]int64{1, 100, 10_000, 1_000_000}).Draw(t, "unit"))
	n := rapid.IntRange(1, 30).Draw(t, "leaves")
	var low, room int64
	for i := range n {
		l := target.Leaf{ID: fmt.Sprintf("%03d", i), Weight: rapid.SampledFrom([]int64{0, 1, 2, 3, 5, 7, 1000, 1 << 40, 1 << 61}).Draw(t, "weight")}
		floor := rapid.Int64Range(0, 1000).Draw(t, "floor")
		span := rapid.Int64Range(0, 1000).Draw(t, "span")
		switch rapid.IntRange(0, 4).Draw(t, "limits") {
		case 0:
			l.Floor = ptr(money.Amount(floor) * unit)
			low, room = low+floor, room+10_000
		case 1:
			l.Floor, l.Cap = ptr(money.Amount(floor)*unit), ptr(money.Amount(floor+span)*unit)
			low, room = low+floor, room+span
		case 2:
			l.Locked = ptr(money.Amount(floor) * unit)
			low += floor
		default:
			room += 10_000
		}
		list = append(list, l)
	}
	return money.Amount(low+rapid.Int64Range(0, room).Draw(t, "more")) * unit, unit, list
}

// TestAllocateProperties: the parts sum to the total, keep every limit, do not
// depend on the order, and are right to within a step of λ × weight where no
// limit holds them.
func TestAllocateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total, unit, list := drawLeaves(t)
		parts, err := target.Allocate(total, unit, list)
		var why *target.Infeasible
		if errors.As(err, &why) {
			for _, l := range list {
				if l.Weight == 0 && l.Locked == nil {
					return // who has no weight takes nothing above his floor
				}
			}
			if !slices.ContainsFunc(list, func(l target.Leaf) bool { return l.Locked == nil }) {
				return
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		var sum money.Amount
		for i, l := range list {
			sum += parts[i]
			switch {
			case l.Locked != nil && parts[i] != *l.Locked:
				t.Fatalf("%s is locked at %s and has %s", l.ID, *l.Locked, parts[i])
			case l.Locked == nil && l.Floor != nil && parts[i] < *l.Floor, l.Locked == nil && l.Cap != nil && parts[i] > *l.Cap:
				t.Fatalf("%s has %s", l.ID, parts[i])
			case parts[i] < 0:
				t.Fatalf("%s has %s", l.ID, parts[i])
			}
		}
		if sum != total {
			t.Fatalf("the parts sum to %s, not to %s", sum, total)
		}
		for i, a := range list { // larger weight, no smaller part, where no limit holds
			for j, b := range list {
				if a.Weight > b.Weight && free(a) && free(b) && parts[i] < parts[j] {
					t.Fatalf("%s weighs %d and has %s; %s weighs %d and has %s", a.ID, a.Weight, parts[i], b.ID, b.Weight, parts[j])
				}
			}
		}
		turned := slices.Clone(list)
		rand.New(rand.NewPCG(uint64(total), 1)).Shuffle(len(turned), func(i, j int) { turned[i], turned[j] = turned[j], turned[i] })
		again, err := target.Allocate(total, unit, turned)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range turned {
			if at := slices.IndexFunc(list, func(o target.Leaf) bool { return o.ID == l.ID }); again[i] != parts[at] {
				t.Fatalf("in another order %s has %s instead of %s", l.ID, again[i], parts[at])
			}
		}
	})
}

func free(l target.Leaf) bool { return l.Floor == nil && l.Cap == nil && l.Locked == nil }

// TestAllocateIdeal: without limits no part is a step away from its exact
// share, and a larger weight never makes the own part smaller.
func TestAllocateIdeal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(1, 1000), 1, 20).Draw(t, "weights")
		total := money.Amount(rapid.Int64Range(0, 1_000_000).Draw(t, "total"))
		parts, err := target.Allocate(total, 1, leaves(weights...))
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, w := range weights {
			sum += w
		}
		for i, w := range weights {
			if off := int64(parts[i])*sum - int64(total)*w; off >= sum || off <= -sum {
				t.Fatalf("%d of %d weights of %s: %s", w, sum, total, parts[i])
			}
		}
		i := rapid.IntRange(0, len(weights)-1).Draw(t, "grows")
		weights[i] += rapid.Int64Range(1, 1000).Draw(t, "by")
		more, err := target.Allocate(total, 1, leaves(weights...))
		if err != nil || more[i] < parts[i] {
			t.Fatalf("with more weight %s became %s (%v)", parts[i], more[i], err)
		}
	})
}

func TestPhase(t *testing.T) {
	t.Parallel()
	// methods.md 3.4: seasonal index in tenths × working days.
	weights := []int64{8 * 21, 9 * 20, 10 * 22, 11 * 20, 10 * 21, 12 * 21}
	parts, err := target.Phase(money.FromInt(600_000), money.Unit/100, weights, nil)
	want := []int64{80_640, 86_400, 105_600, 105_600, 100_800, 120_960}
	for i := range want {
		if err != nil || parts[i] != money.FromInt(want[i]) {
			t.Errorf("month %d has %s, not %d (%v)", i+1, parts[i], want[i], err)
		}
	}
	// Case TM7 of field.md: four months of 8,333.34 and eight of 8,333.33.
	even := slices.Repeat([]int64{1}, 12)
	parts, err = target.Phase(money.FromInt(100_000), money.Unit/100, even, nil)
	for i, part := range parts {
		want := "8333.33"
		if i < 4 {
			want = "8333.34"
		}
		if err != nil || part != amount(t, want) {
			t.Errorf("month %d has %s, not %s (%v)", i+1, part, want, err)
		}
	}
	parts, err = target.Phase(money.FromInt(120), money.Unit, even[:4], []*money.Amount{nil, whole(90), nil, nil})
	if err != nil || !slices.Equal(parts, []money.Amount{money.FromInt(10), money.FromInt(90), money.FromInt(10), money.FromInt(10)}) {
		t.Errorf("with a locked period: %v (%v)", parts, err)
	}
}

func TestProrate(t *testing.T) {
	t.Parallel()
	quarter := []money.Amount{money.FromInt(20_000), money.FromInt(30_000), money.FromInt(50_000)}
	full := target.Presence{Worked: 20, Total: 20, RampNum: 1, RampDen: 1}
	away := target.Presence{Total: 20, RampDen: 1}
	half := full
	half.Worked = 10
	ramped := full
	ramped.RampNum, ramped.RampDen = 1, 4
	for name, c := range map[string]struct {
		there []target.Presence
		want  []int64
		whole int64
	}{
		"who joins in the last month gets its phase only": {[]target.Presence{away, away, full}, []int64{0, 0, 50_000}, 50_000},
		"and a quarter of it on ramp":                     {[]target.Presence{away, away, ramped}, []int64{0, 0, 12_500}, 12_500},
		"two weeks of leave":                              {[]target.Presence{full, half, full}, []int64{20_000, 15_000, 50_000}, 85_000},
		"never there":                                     {[]target.Presence{away, away, away}, []int64{0, 0, 0}, 0},
	} {
		parts, sum, err := target.Prorate(quarter, money.Unit/100, c.there)
		if err != nil || sum != money.FromInt(c.whole) {
			t.Errorf("%s: %s (%v)", name, sum, err)
		}
		for i, want := range c.want {
			if parts[i] != money.FromInt(want) {
				t.Errorf("%s: month %d has %s", name, i+1, parts[i])
			}
		}
	}
	if _, _, err := target.Prorate(quarter, 1, []target.Presence{full, full, {Worked: 21, Total: 20, RampDen: 1}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("more days than there are: %v", err)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 13).Draw(t, "periods")
		phases, there := make([]money.Amount, n), make([]target.Presence, n)
		for i := range n {
			phases[i] = money.Amount(rapid.Int64Range(0, 1e12).Draw(t, "phase"))
			total := rapid.Int64Range(0, 23).Draw(t, "days")
			there[i] = target.Presence{Worked: rapid.Int64Range(0, total).Draw(t, "worked"), Total: total, RampNum: rapid.Int64Range(0, 4).Draw(t, "ramp"), RampDen: 4}
		}
		unit := money.Amount(rapid.SampledFrom([]int64{1, 100, 10_000}).Draw(t, "unit"))
		parts, whole, err := target.Prorate(phases, unit, there)
		if err != nil {
			t.Fatal(err)
		}
		var sum money.Amount
		for i, p := range parts {
			sum += p
			if p%unit != 0 || p < 0 || p > phases[i]+unit {
				t.Fatalf("period %d has %s of %s", i+1, p, phases[i])
			}
		}
		if sum != whole {
			t.Fatalf("the periods sum to %s, not to %s", sum, whole)
		}
	})
}

func BenchmarkAllocate10000(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]target.Leaf, 10_000)
	for i := range list {
		list[i] = target.Leaf{ID: fmt.Sprint(i), Weight: r.Int64N(1e13)}
		if i%3 == 0 {
			list[i].Cap = ptr(money.FromInt(20_000))
		}
		if i%5 == 0 {
			list[i].Floor = ptr(money.FromInt(5_000))
		}
	}
	for b.Loop() {
		if _, err := target.Allocate(money.FromInt(100_000_000), money.Unit, list); err != nil {
			b.Fatal(err)
		}
	}
}
