package sentence_test

import (
	"fmt"
	"testing"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/sentence"
)

// BenchmarkUnderstand is one sentence in a company with many names, as it is
// understood at every key.
func BenchmarkUnderstand(b *testing.B) {
	for _, names := range []int{100, 5_000} {
		c := company()
		for i := range names {
			c.Names = append(c.Names, sentence.Name{Node: org.ID(org.Product, fmt.Sprint(i)), Name: fmt.Sprintf("Road-%d Frame, size %d", i*7, i%60)})
		}
		for name, text := range map[string]string{
			"complete": "Improve the lead-to-sale conversion rate from 15% to 25% in Germany by the end of the year",
			"missing":  "Increase sales",
			"unknown":  "Sell 500 gizmoz in Atlantis bei next quarter",
		} {
			b.Run(fmt.Sprintf("%s/%d", name, names), func(b *testing.B) {
				for b.Loop() {
					sentence.Understand(text, nil, c)
				}
			})
		}
	}
}
