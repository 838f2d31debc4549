package ingest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// However many are held at once, sightings come back sorted, and each once.
func TestSightingsSorted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOf(rapid.Custom(func(t *rapid.T) sighting {
			few := rapid.Uint64Range(0, 3)
			return sighting{id: [2]uint64{few.Draw(t, "a"), few.Draw(t, "b")}, content: rapid.Uint64().Draw(t, "content"),
				seq: rapid.Int32().Draw(t, "seq"), line: rapid.Int32().Draw(t, "line"), rule: repeatRule(rapid.IntRange(0, 3).Draw(t, "rule"))}
		})).Draw(t, "all")
		s := sightings{most: rapid.IntRange(1, 5).Draw(t, "most")}
		for range 2 { // it can be used again
			for _, one := range drawn {
				if err := s.add(one); err != nil {
					t.Fatal(err)
				}
			}
			var got []sighting
			if err := s.sorted(func(one sighting) { got = append(got, one) }); err != nil {
				t.Fatal(err)
			}
			want := slices.Clone(drawn)
			key := func(s sighting) []byte { return s.append(nil) }
			slices.SortFunc(want, func(a, b sighting) int { return a.compare(b) })
			if !slices.IsSortedFunc(got, sighting.compare) {
				t.Fatal("they are not in order")
			}
			count := func(list []sighting) map[string]int {
				n := map[string]int{}
				for _, one := range list {
					n[string(key(one))]++
				}
				return n
			}
			if diff := cmp.Diff(count(want), count(got)); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		}
	})
}
