package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/store/storetest"
)

// ofSchema1 is a small organisation as the first release stored it.
const ofSchema1 = `
INSERT INTO organisation VALUES ('o', 'acme', 'Acme', 'Europe/Brussels', 'EUR',
	'{"year_starts":1,"week_starts":"monday","layout":"month","working_days":["monday"]}', '', 'company', 0);
INSERT INTO node VALUES ('o', 'company:acme', 'company', 'Acme', '', 0, '', '0001-01-01', '9999-12-31');
INSERT INTO node VALUES ('o', 'person:ana', 'person', 'Ana', '', 0, '', '0001-01-01', '9999-12-31');
INSERT INTO node VALUES ('o', 'customer:c', 'customer', 'Cornu', 'SMB', 0, '', '0001-01-01', '9999-12-31');
INSERT INTO sale VALUES ('o', 'crm', '1', 'o1', 'crm/o1', 1762300800000000, '2025-11-05', 'person:ana', 'customer:c', '', '',
	10000, 1230000, 700, 'EUR', 0, 0, 2, '2025-11-07', '9999-12-31', 7, 'b2', 'kim');
INSERT INTO sale_history VALUES ('o', 'crm', '1', 'o1', 'crm/o1', 1762300800000000, '2025-11-05', 'person:ana', 'customer:c', '', '',
	10000, 1000000, NULL, 'EUR', 0, 0, 1, '2025-11-05', '2025-11-07', 5, 'b1', 'kim');
INSERT INTO node_day VALUES ('o', 'revenue', 'person:ana', '2025-11-05', '2025-11-05', 1000000);
INSERT INTO node_day VALUES ('o', 'revenue', 'person:ana', '2025-11-05', '2025-11-07', 230000);
INSERT INTO batch VALUES ('o', 'b1', 'crm', 'done', 1, 2, 'kim', '{"name":"first","kinds":[]}', 'profile: 1')`

// TestDataSurvive: what the first release stored is there after every later
// migration, and new facts can be stored beside it.
func TestDataSurvive(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := olderDatabase(t, engine, 1, ofSchema1)
			history, err := db.SaleHistory(t.Context(), "o", fact.Key{Source: "crm", ID: "1"})
			if err != nil {
				t.Fatal(err)
			}
			cost := money.Amount(700)
			old := fact.Version{Sale: fact.Sale{Key: fact.Key{Source: "crm", ID: "1"}, Order: "o1", OccurredAt: 1_762_300_800_000_000,
				Day: period.MustDate("2025-11-05"), Owner: "person:ana", Customer: "customer:c", Quantity: 10_000, Amount: 1_000_000, Currency: "EUR"},
				Number: 1, Known: period.Range{Start: period.MustDate("2025-11-05"), End: period.MustDate("2025-11-07")}, RecordedAt: 5, Batch: "b1", By: "kim"}
			now := old
			now.Amount, now.Cost, now.Number, now.RecordedAt, now.Batch = 1_230_000, &cost, 2, 7, "b2"
			now.Known = period.Range{Start: period.MustDate("2025-11-07"), End: period.Never}
			if diff := cmp.Diff([]fact.Version{old, now}, history); diff != "" {
				t.Errorf("the sale (-want +got):\n%s", diff)
			}
			days, err := db.Daily(t.Context(), "o", metric.DayFilter{Series: metric.Revenue, Node: "person:ana", Days: period.Everything, AsOf: period.MustDate("2025-11-30")})
			if err != nil || len(days) != 1 || days[0].Value != 1_230_000 {
				t.Errorf("the ledger has %v (%v)", days, err)
			}
			if batch, err := db.Batch(t.Context(), "o", "b1"); err != nil || batch.Name != "first" {
				t.Errorf("the import is %+v (%v)", batch, err)
			}
			listed := now
			listed.Number, listed.List, listed.Channel = 3, &cost, org.ID(org.Channel, "web")
			err = db.Write(t.Context(), "o", func(tx pipeline.Tx) error {
				return tx.Save(pipeline.Changes{Current: []fact.Version{listed}, Ended: []fact.Version{now}})
			})
			if err != nil {
				t.Fatal(err)
			}
			if history, err = db.SaleHistory(t.Context(), "o", now.Key); err != nil || len(history) != 3 {
				t.Fatalf("there are %d versions (%v)", len(history), err)
			}
			if diff := cmp.Diff(listed, history[2]); diff != "" {
				t.Errorf("a new version (-want +got):\n%s", diff)
			}
		})
	}
}

// ledgerOfSchema4 is a ledger with a row for every cell.
const ledgerOfSchema4 = `
INSERT INTO node_day VALUES ('o', 'revenue', 'person:ana', '2025-11-05', '2025-11-05', 1000000);
INSERT INTO node_day VALUES ('o', 'revenue', 'person:ana', '2025-11-05', '2025-11-07', 230000);
INSERT INTO node_day VALUES ('o', 'orders', 'person:ana', '2025-11-05', '2025-11-05', 10000);
INSERT INTO node_day VALUES ('o', 'leads', 'person:ana', '2025-11-05', '2025-11-05', 20000);
INSERT INTO node_day VALUES ('o', 'revenue|product:1', 'person:ana', '2025-11-05', '2025-11-05', 7);
INSERT INTO customer_day VALUES ('o', 'orders', 'person:ana', '2025-11-05', 'customer:c', '2025-11-05', 10000);
INSERT INTO customer_day VALUES ('o', 'orders', 'person:ana', '2025-11-05', 'customer:dé, 1', '2025-11-05', 20000);
INSERT INTO customer_day VALUES ('o', 'orders', 'person:ana', '2025-11-05', 'customer:c', '2025-11-08', -10000)`

// TestLedgerSurvives: every cell that stood in a row of its own is there after
// the migration that packs them, and adds to what comes later.
func TestLedgerSurvives(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := olderDatabase(t, engine, 4, ledgerOfSchema4)
			at := func(series metric.Series, customer org.NodeID, known string) metric.Cell {
				return metric.Cell{Series: series, Node: "person:ana", Day: period.MustDate("2025-11-05"), Customer: customer, Known: period.MustDate(known)}
			}
			want := metric.Ledger{
				at(metric.Revenue, "", "2025-11-05"): 1_000_000, at(metric.Revenue, "", "2025-11-07"): 230_000, at(metric.Orders, "", "2025-11-05"): 10_000,
				at(metric.Leads, "", "2025-11-05"): 20_000, at("revenue|product:1", "", "2025-11-05"): 7, at(metric.Orders, "customer:c", "2025-11-05"): 10_000,
				at(metric.Orders, "customer:dé, 1", "2025-11-05"): 20_000, at(metric.Orders, "customer:c", "2025-11-08"): -10_000,
			}
			stored := func() metric.Ledger {
				found := metric.Ledger{}
				err := eachCell(t.Context(), db.reader, "o", func(cell metric.Cell, value money.Amount) error {
					if _, twice := found[cell]; twice {
						t.Errorf("%+v is there twice", cell)
					}
					found[cell] = value
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				return found
			}
			if diff := cmp.Diff(want, stored()); diff != "" {
				t.Errorf("the ledger (-want +got):\n%s", diff)
			}
			more := metric.Ledger{at(metric.Orders, "customer:c", "2025-11-05"): 10_000, at(metric.Orders, "customer:dé, 1", "2025-11-05"): -20_000,
				at(metric.Profit, "", "2025-11-07"): 3, at(metric.Revenue, "", "2025-11-07"): -230_000}
			if err := db.Write(t.Context(), "o", func(tx pipeline.Tx) error { return tx.Save(pipeline.Changes{Ledger: more}) }); err != nil {
				t.Fatal(err)
			}
			want.Add(more, 1)
			if diff := cmp.Diff(want, stored()); diff != "" {
				t.Errorf("the ledger after a write (-want +got):\n%s", diff)
			}
		})
	}
}

// olderDatabase makes a database of an older schema with what the statements
// say, and brings it up to date.
func olderDatabase(t *testing.T, engine string, version int64, statements string) *DB {
	t.Helper()
	location := storetest.Location(t, engine, nil)
	db, err := connect(location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	provider, err := db.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range strings.Split(statements, ";\n") {
		if _, err := db.writer.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	// On Citus the rows move to the machines first, so that the later migrations
	// find tables that are distributed.
	if err := db.distribute(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}
