package baseline_test

import (
	"path/filepath"
	"testing"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/load"
)

// The bare engine holds every row of the company, over several statements and
// transactions.
func TestPlain(t *testing.T) {
	t.Parallel()
	e, err := baseline.Open(filepath.Join(t.TempDir(), "plain.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	c := load.Sized(60_021)
	took, err := e.Plain(t.Context(), c)
	if err != nil || took <= 0 {
		t.Fatalf("it took %v: %v", took, err)
	}
	var want int64
	for s := range c.AllSales() {
		want += int64(s.Cents) * 100
	}
	sum, rows, err := e.PlainTotal(t.Context())
	if err != nil || rows != int64(c.Sales) || sum != want {
		t.Errorf("%d rows of %d (%v), want %d of %d", rows, sum, err, c.Sales, want)
	}
	if size, err := e.Size(t.Context()); err != nil || size < rows*40 {
		t.Errorf("%d rows take %d bytes (%v)", rows, size, err)
	}
}
