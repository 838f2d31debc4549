package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// What is packed is unpacked, whatever the ids hold, and parts add up.
func TestPackCustomers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want, got := map[org.NodeID]money.Amount{}, map[org.NodeID]money.Amount{}
		for range rapid.IntRange(0, 3).Draw(t, "parts") {
			var part []metric.CustomerValue
			for range rapid.IntRange(0, 4).Draw(t, "customers") {
				id := rapid.OneOf(rapid.SampledFrom([]string{"", "1:a 2,", "customer:a b", "é,:"}), rapid.String()).Draw(t, "id")
				v := metric.CustomerValue{Customer: org.NodeID(id), Value: money.Amount(rapid.Int64Range(-1e15, 1e15).Draw(t, "value"))}
				part = append(part, v)
				want[v.Customer] += v.Value
			}
			if err := unpackCustomers(got, packCustomers(part)); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
	for _, text := range []string{"x", "3:ab 1,", "-1:a 1,", "1:a1,", "1:a x,", "9999999999:a 1,", "1:a"} {
		if err := unpackCustomers(map[org.NodeID]money.Amount{}, text); err == nil {
			t.Errorf("%q is unpacked", text)
		}
	}
}
