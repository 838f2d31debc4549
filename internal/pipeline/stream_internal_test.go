package pipeline

import (
	"testing"

	"github.com/attainhq/attain/internal/ingest"
)

// TestWideRows: of long rows fewer are held at once, but for those that belong
// together.
func TestWideRows(t *testing.T) {
	t.Parallel()
	const width, rows = 40 << 10, 1000
	for kind, most := range map[ingest.Kind]int{ingest.KindSale: 16<<20/width + 1, ingest.KindSplit: rows} {
		parcels := make(chan parcel, rows)
		g := &gatherer{ctx: t.Context(), perWrite: rowsPerWrite, parcels: parcels}
		for range rows {
			g.read.bytes += width
			if err := g.take(ingest.Mapped{Kind: kind}); err != nil {
				t.Fatal(err)
			}
		}
		if err := g.flush(); err != nil {
			t.Fatal(err)
		}
		close(parcels)
		all, largest := 0, 0
		for p := range parcels {
			all, largest = all+len(p.rows), max(largest, len(p.rows))
		}
		if all != rows || largest > most || most == rows && largest != rows {
			t.Errorf("of %s %d rows came, at most %d at once, want %d and %d", kind, all, largest, rows, most)
		}
	}
}
