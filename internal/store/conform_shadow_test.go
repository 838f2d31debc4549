package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/insight/shadow"
	"github.com/attainhq/attain/internal/pipeline"
)

func idsOf(list []fact.Deal) []fact.DealID {
	ids := []fact.DealID{}
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	return ids
}

// TestDealsCalled: deals are found by the numbers that people write: of orders
// and of their lines, at sources that were imported and at those that are given.
func TestDealsCalled(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for name, c := range map[string]struct {
			sources, ids []string
			want         []fact.DealID
		}{
			"by its order":         {[]string{"crm"}, []string{"moved"}, []fact.DealID{"crm/moved"}},
			"by its line":          {[]string{"crm"}, []string{"1"}, []fact.DealID{"crm/moved"}},
			"by the order it left": {[]string{"crm"}, []string{"o1"}, []fact.DealID{"crm/o1"}},
			"of another source":    {[]string{"erp"}, []string{"moved", "1"}, []fact.DealID{}},
			"of no source":         {nil, []string{"moved"}, []fact.DealID{}},
			"by nothing":           {[]string{"crm"}, nil, []fact.DealID{}},
		} {
			got, err := b.DealsCalled(t.Context(), b.org.ID, c.sources, c.ids)
			if diff := cmp.Diff(c.want, idsOf(got)); err != nil || diff != "" {
				t.Errorf("%s: %v %s", name, err, diff)
			}
		}
		loaded := batch("b1", pipeline.Done)
		b.save(t, pipeline.Changes{Batch: &loaded, Loaded: "crm"})
		if got, err := b.DealsCalled(t.Context(), b.org.ID, nil, []string{"moved"}); err != nil || len(got) != 1 {
			t.Errorf("at a source that was imported: %v, %v", idsOf(got), err)
		}
		got, err := b.DealsOf(t.Context(), b.org.ID, []fact.DealID{"crm/none", "crm/moved"})
		if diff := cmp.Diff([]fact.DealID{"crm/moved"}, idsOf(got)); err != nil || diff != "" {
			t.Errorf("by their ids: %v %s", err, diff)
		}
	})
}

// TestHeldSales: only sales that still wait.
func TestHeldSales(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		wait := func(id int, kind ingest.Kind, resolved bool) pipeline.Quarantined {
			return pipeline.Quarantined{Batch: "b1", ID: id, Kind: kind, Entry: "sale", File: "f", Path: "f", Line: id, Resolved: resolved,
				Values: map[string]string{"Order": "o9"}, Faults: []ingest.Fault{{Message: "no number"}, {Message: "no day"}}}
		}
		b.save(t, pipeline.Changes{Quarantine: []pipeline.Quarantined{wait(1, ingest.KindSale, false), wait(2, ingest.KindSale, true), wait(3, ingest.KindTarget, false)}})
		got, err := b.HeldSales(t.Context(), b.org.ID)
		if diff := cmp.Diff([]shadow.HeldSale{{Values: map[string]string{"Order": "o9"}, Why: "no number; no day"}}, got); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	})
}
