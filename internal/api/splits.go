package api

import (
	"context"
	"strconv"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

type splitInput struct {
	Fact
	Body splitShares
}

type splitShares struct {
	Shares []splitShare `json:"shares" maxItems:"200" doc:"All shares of the order. Revenue shares total exactly 100, or there are none and the owner has the whole."`
}

type splitShare struct {
	Person  string `json:"person" maxLength:"1000" doc:"Source id or node id."`
	Percent string `json:"percent" maxLength:"64" example:"60"`
	Ledger  string `json:"ledger" enum:"revenue,overlay"`
}

// splitOrder replaces the shares of an order in both ledgers. Both are checked
// before either is stored.
func (a *API) splitOrder(ctx context.Context, c *caller, in *splitInput) (*body[splitShares], error) {
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	var wanted []org.NodeID
	for _, s := range in.Body.Shares {
		wanted = append(wanted, candidates(org.Person, s.Person)...)
	}
	find, err := a.resolve(ctx, c.OrgID, o.Today(a.Now()), wanted)
	if err != nil {
		return nil, err
	}
	splits, err := in.read(find)
	if err != nil {
		return nil, err
	}
	if err := a.Pipeline.SetSplits(ctx, c.OrgID, by, splits); err != nil {
		return nil, err
	}
	out := splitShares{Shares: []splitShare{}}
	for _, split := range splits {
		for _, s := range split.Shares {
			out.Shares = append(out.Shares, splitShare{Person: string(s.Person), Ledger: string(split.Ledger),
				Percent: money.Amount(s.Millis * int64(money.Unit) / 1000).String()})
		}
	}
	return answer(out), nil
}

// read returns the splits of both ledgers, or what is wrong with the shares.
func (in *splitInput) read(find resolver) ([]fact.Split, error) {
	deal := fact.Sale{Key: fact.Key{Source: in.Source}, Order: in.ID}.Deal()
	splits := []fact.Split{{Deal: deal, Ledger: fact.Revenue}, {Deal: deal, Ledger: fact.Overlay}}
	var wrong fault.Fields
	for i, s := range in.Body.Shares {
		person, ok := find(org.Person, s.Person)
		if !ok {
			wrong.Add(shareField(i, "person"), "there is no person %q here; import or add him first", s.Person)
		}
		millis, err := readPercent(s.Percent)
		if err != nil {
			wrong.Add(shareField(i, "percent"), "%v", err)
		}
		at := 0
		if s.Ledger == string(fact.Overlay) {
			at = 1
		}
		splits[at].Shares = append(splits[at].Shares, fact.Share{Person: person, Millis: millis})
	}
	if err := wrong.Err("the order cannot be split like this"); err != nil {
		return nil, err
	}
	for i := range splits {
		if err := splits[i].Validate(); err != nil {
			return nil, invalid("body.shares", err)
		}
	}
	return splits, nil
}

func shareField(i int, field string) string { return "shares[" + strconv.Itoa(i) + "]." + field }

// readPercent reads a share without rounding it.
func readPercent(text string) (millis int64, err error) {
	exact, err := money.ParseRat(text)
	if err != nil {
		return 0, err
	}
	percent, err := money.FromRat(exact)
	if err != nil {
		return 0, err
	}
	if percent.Rat().Cmp(exact) != 0 {
		return 0, fault.New(fault.Invalid, "a share of %s %% is not possible; shares have at most three decimals", text)
	}
	return fact.ParsePercent(percent)
}
