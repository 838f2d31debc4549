package fact_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func good() fact.Sale {
	return fact.Sale{Key: fact.Key{Source: "crm", ID: "1"}, Order: "o", Day: period.MustDate("2026-11-05"), Currency: "EUR", Amount: money.Unit}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	huge := 2_000_000_000_000 * money.Unit
	for name, c := range map[string]struct {
		change func(*fact.Sale)
		field  string // "" when it is good
	}{
		"OK":           {func(*fact.Sale) {}, ""},
		"Refund":       {func(s *fact.Sale) { s.Amount = -s.Amount }, ""},
		"NoSource":     {func(s *fact.Sale) { s.Source = "" }, "source"},
		"NoID":         {func(s *fact.Sale) { s.ID = "" }, "id"},
		"LongID":       {func(s *fact.Sale) { s.ID = strings.Repeat("x", 201) }, "id"},
		"NoOrder":      {func(s *fact.Sale) { s.Order = "" }, "order_id"},
		"NoDay":        {func(s *fact.Sale) { s.Day = period.Always }, "day"},
		"EndlessDay":   {func(s *fact.Sale) { s.Day = period.Never }, "day"},
		"NoCurrency":   {func(s *fact.Sale) { s.Currency = "" }, "currency"},
		"HugeAmount":   {func(s *fact.Sale) { s.Amount = huge }, "amount"},
		"HugeQuantity": {func(s *fact.Sale) { s.Quantity = -huge }, "quantity"},
		"HugeCost":     {func(s *fact.Sale) { s.Cost = &huge }, "cost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := good()
			c.change(&s)
			err := s.Validate()
			if (err == nil) != (c.field == "") || err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.field)) {
				t.Errorf("Validate says %v, want something about %q", err, c.field)
			}
		})
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	one, same, other := money.Unit, money.Unit, 2*money.Unit
	with := func(cost *money.Amount) fact.Sale {
		s := good()
		s.Cost = cost
		return s
	}
	for name, c := range map[string]struct {
		a, b fact.Sale
		want bool
	}{
		"no costs": {with(nil), with(nil), true}, "equal costs": {with(&one), with(&same), true},
		"another cost": {with(&one), with(&other), false}, "a cost and none": {with(&one), with(nil), false},
		"withdrawn": {with(nil), func() fact.Sale { s := good(); s.Withdrawn = true; return s }(), false},
	} {
		if got := c.a.Same(c.b); got != c.want || c.b.Same(c.a) != c.want {
			t.Errorf("%s: Same is %v", name, got)
		}
	}
}

func TestParsePercent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"60": 60_000, "33.333": 33_333, "0": 0, "100": fact.Whole, "120": 120_000} {
		a, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := fact.ParsePercent(a); err != nil || got != want {
			t.Errorf("%s %% is %d (%v), want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"-1", "33.3333"} {
		a, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := fact.ParsePercent(a); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s %% is accepted as %d", text, got)
		}
	}
}

func TestSplitValidate(t *testing.T) {
	t.Parallel()
	shares := func(millis ...int64) []fact.Share {
		var all []fact.Share
		for i, m := range millis {
			all = append(all, fact.Share{Person: []org.NodeID{"person:c", "person:a", "person:b"}[i], Millis: m})
		}
		return all
	}
	for name, c := range map[string]struct {
		ledger fact.Ledger
		shares []fact.Share
		want   string // of the refusal
	}{
		"OK":        {fact.Revenue, shares(24_400, 39_800, 35_800), ""},
		"Empty":     {fact.Revenue, nil, ""},
		"Missing":   {fact.Revenue, shares(24_400, 39_800, 35_700), "0.1 % is missing"},
		"TooMuch":   {fact.Revenue, shares(50_000, 50_001), "0.001 % is too much"},
		"Twice":     {fact.Revenue, append(shares(50_000), shares(50_000)...), "twice"},
		"AnyAmount": {fact.Overlay, shares(100_000, 20_000), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := fact.Split{Deal: "crm/o", Ledger: c.ledger, Shares: c.shares}
			err := s.Validate()
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Fatalf("Validate says %v, want %q", err, c.want)
			}
			for i := range s.Shares {
				if i > 0 && s.Shares[i-1].Person > s.Shares[i].Person {
					t.Errorf("the shares are not sorted: %v", s.Shares)
				}
			}
		})
	}
}

func TestDealAt(t *testing.T) {
	t.Parallel()
	day := func(n int) period.Date { return period.MustDate("2026-11-01").Add(n) }
	version := func(id string, number int, from, to period.Date, change func(*fact.Sale)) fact.Version {
		s := good()
		s.ID = id
		change(&s)
		return fact.Version{Sale: s, Number: number, Known: period.Range{Start: from, End: to}}
	}
	as := func(*fact.Sale) {}
	d := fact.Deal{ID: "crm/o", Lines: []fact.Version{
		version("2", 1, day(0), period.Never, as),
		version("1", 1, day(1), day(3), as),
		version("1", 2, day(3), day(3), as), // replaced on the day it became known
		version("1", 3, day(3), period.Never, func(s *fact.Sale) { s.Cancelled = true }),
		version("0", 1, day(5), period.Never, func(s *fact.Sale) { s.Withdrawn = true }),
	}}
	for known, want := range map[period.Date]string{day(-1): "", day(0): "2", day(1): "1 2", day(2): "1 2", day(3): "2", day(9): "2"} {
		lines, _, _ := d.At(known)
		var ids []string
		for _, l := range lines {
			ids = append(ids, l.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("known on %s: %q, want %q", known, got, want)
		}
	}
	var breaks []string
	for _, b := range d.Breaks() {
		breaks = append(breaks, b.String())
	}
	if got := strings.Join(breaks, " "); got != "2026-11-01 2026-11-02 2026-11-04 2026-11-06" {
		t.Errorf("the breaks are %s", got)
	}
}
