package movement

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

func version(day string, number int, units int64, change func(*fact.Version)) *fact.Version {
	v := &fact.Version{Sale: fact.Sale{Order: "A", Day: period.MustDate(day), Amount: money.FromInt(units)}, Number: number}
	if change != nil {
		change(v)
	}
	return v
}

// What became of a line has one cause, by what was known of it before.
func TestTell(t *testing.T) {
	t.Parallel()
	from := period.MustDate("2026-03-10")
	cancelled := func(v *fact.Version) { v.Cancelled = true }
	for name, c := range map[string]struct {
		before, after *fact.Version
		cause         Cause
		what          []Edited
	}{
		"new":        {nil, version("2026-03-12", 1, 5, nil), New, nil},
		"late":       {nil, version("2026-03-02", 1, 5, nil), Late, nil},
		"refund":     {nil, version("2026-03-12", 1, -5, nil), Refund, nil},
		"cancelled":  {version("2026-03-02", 1, 5, nil), version("2026-03-02", 2, 5, cancelled), Cancelled, nil},
		"edit":       {version("2026-03-02", 1, 5, nil), version("2026-03-03", 2, 4, nil), Edit, []Edited{{"amount", "5", "4"}, {"day", "2026-03-02", "2026-03-03"}}},
		"reinstated": {version("2026-03-02", 1, 5, cancelled), version("2026-03-02", 2, 5, nil), Edit, []Edited{{"status", "cancelled", ""}}},
		"moved away": {version("2026-03-02", 1, 5, nil), nil, Edit, []Edited{{"order_id", "A", ""}}},
		"moved here": {nil, version("2026-03-02", 2, 5, nil), Edit, []Edited{{"order_id", "", "A"}}},
	} {
		var got Change
		got.tell(c.before, c.after, from)
		if got.Cause != c.cause || !cmp.Equal(got.What, c.what) {
			t.Errorf("%s: %s %v, want %s %v", name, got.Cause, got.What, c.cause, c.what)
		}
	}
}

// What the changes do not sum to is said, not hidden.
func TestAddNamesWhatNothingExplains(t *testing.T) {
	t.Parallel()
	before, after := money.FromInt(10), money.FromInt(16)
	p := add(&before, &after, []Change{{Cause: Edit, ID: "a", Value: money.FromInt(-1)}, {Cause: New, ID: "b", Value: money.FromInt(5)}}, 1)
	want := []Piece{{New, money.FromInt(5), 1}, {Edit, money.FromInt(-1), 1}, {Other, money.FromInt(2), 0}}
	if diff := cmp.Diff(want, p.Pieces); diff != "" || p.Left != 1 || p.Changes[0].ID != "b" {
		t.Errorf("%s left %d, %+v", diff, p.Left, p.Changes)
	}
}
