package store

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// What is packed is unpacked, whatever the ids hold.
func TestPackMix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var want []metric.MixPart
		for range rapid.IntRange(0, 4).Draw(t, "parts") {
			id := rapid.OneOf(rapid.SampledFrom([]string{"", "1:a 2,", "product:a b", "é,:"}), rapid.String()).Draw(t, "id")
			p := metric.MixPart{Place: org.NodeID(id)}
			for i := range p.Values {
				p.Values[i] = money.Amount(rapid.Int64().Draw(t, "value"))
			}
			want = append(want, p)
		}
		if got, err := unpackMix(packMix(want)); err != nil || !slices.Equal(want, got) {
			t.Fatalf("%v became %v (%v)", want, got, err)
		}
	})
}

// FuzzUnpackMix: what is broken is refused, and what is not comes back.
func FuzzUnpackMix(f *testing.F) {
	for _, text := range []string{"1:a 1 2 3,", "x", "3:ab 1 2 3,", "-1:a 1 2 3,", "1:a1 2 3,", "1:a 1 2,", "1:a 1 2 3 4,", "1:a 1 2 x,", "9999999999:a 1 2 3,", "1:a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := unpackMix(text)
		if err != nil {
			return
		}
		if again, err := unpackMix(packMix(parts)); err != nil || !slices.Equal(parts, again) {
			t.Fatalf("%q is %v, and then %v (%v)", text, parts, again, err)
		}
	})
}
