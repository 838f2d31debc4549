package baseline_test

import (
	"path/filepath"
	"testing"

	"github.com/attainhq/attain/bench/baseline"
)

// ledger makes a database with the tables of the ledger and what the statements
// put into them.
func ledger(t *testing.T, statements ...string) (cells int, sum uint64) {
	t.Helper()
	e, err := baseline.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, text := range append([]string{
		`CREATE TABLE sale_day (node TEXT, day TEXT, known TEXT, revenue BIGINT, units BIGINT, profit BIGINT, orders BIGINT,
			uncosted BIGINT, uncosted_revenue BIGINT, list_amount BIGINT, discount_given BIGINT)`,
		"CREATE TABLE customer_day (series TEXT, node TEXT, day TEXT, known TEXT, part BIGINT, customers TEXT)",
		"CREATE TABLE node_day (series TEXT, node TEXT, day TEXT, known TEXT, value BIGINT)",
		"INSERT INTO sale_day VALUES ('a', '2024-01-01', '2024-01-01', 70, 10, 0, NULL, NULL, NULL, NULL, NULL)",
		"INSERT INTO node_day VALUES ('visits', 'a', '2024-01-01', '2024-01-01', 3)",
	}, statements...) {
		if _, err := e.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	if cells, sum, err = e.Fingerprint(t.Context()); err != nil {
		t.Fatal(err)
	}
	return cells, sum
}

const customersOfA = "INSERT INTO customer_day VALUES ('orders', 'a', '2024-01-01', '2024-01-01', "

// However the cells are kept, their fingerprint is the same; another value, place
// or customer gives another one.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	want, sum := ledger(t, customersOfA+"0, '2:c, 5,1:d 7,')")
	if want != 5 {
		t.Fatalf("%d cells, want 2 of sales, 2 of customers and 1 other", want)
	}
	for name, statements := range map[string][]string{
		"parts, one customer twice":   {customersOfA + "2, '1:d 7,2:c, 4,')", customersOfA + "1, '2:c, 3,2:c, -2,')"},
		"what is 0":                   {customersOfA + "0, '2:c, 5,1:d 7,1:e 1,')", customersOfA + "1, '1:e -1,')", "INSERT INTO sale_day (node, day, known, units) VALUES ('b', '2024-01-01', '2024-01-01', 0)"},
		"new customers, which differ": {customersOfA + "0, '2:c, 5,1:d 7,')", "INSERT INTO node_day VALUES ('new_customers', 'a', '2024-01-01', '2024-01-01', 1)"},
	} {
		if cells, got := ledger(t, statements...); cells != want || got != sum {
			t.Errorf("%s: %d cells (%x), want %d (%x)", name, cells, got, want, sum)
		}
	}
	for name, statements := range map[string][]string{
		"another value":    {customersOfA + "0, '2:c, 5,1:d 8,')"},
		"another customer": {customersOfA + "0, '2:c, 5,1:e 7,')"},
		"another series":   {customersOfA + "0, '2:c, 5,1:d 7,')", "UPDATE sale_day SET profit = units, units = NULL"},
		"another day":      {customersOfA + "0, '2:c, 5,1:d 7,')", "UPDATE node_day SET day = '2024-01-02'"},
	} {
		if _, got := ledger(t, statements...); got == sum {
			t.Errorf("%s: the fingerprint is the same", name)
		}
	}
}

func TestFingerprintOfBrokenList(t *testing.T) {
	t.Parallel()
	for _, list := range []string{"c 5,", "9:c 5,", "1:c five,", "-1:c 5,"} {
		e, err := baseline.Open(filepath.Join(t.TempDir(), "broken.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		for _, text := range []string{
			"CREATE TABLE sale_day (node, day, known, revenue, units, profit, orders, uncosted, uncosted_revenue, list_amount, discount_given)",
			"CREATE TABLE customer_day (series, node, day, known, customers)",
			"INSERT INTO customer_day VALUES ('orders', 'a', '2024-01-01', '2024-01-01', '" + list + "')",
		} {
			if _, err := e.ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := e.Fingerprint(t.Context()); err == nil {
			t.Errorf("the list %q was taken", list)
		}
	}
}
