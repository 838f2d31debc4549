package experience_test

import (
	"math"
	"testing"

	"github.com/attainhq/attain/internal/track/finish/experience"
)

// TestReach holds the checks A and B of methods.md 2.2.
func TestReach(t *testing.T) {
	t.Parallel()
	h := experience.Fixed([]string{"Proposal", "Negotiation"}, []experience.Hazard{
		{Lose: 0.1, Stay: 0.7, To: []float64{0, 0.2}}, {Win: 0.10, Lose: 0.05, Stay: 0.85}})
	near(t, "negotiation, four weeks", h.Within(28).Win("Negotiation", 0), 0.1*(1-math.Pow(0.85, 4))/0.15, 1e-12)
	near(t, "negotiation, four weeks", h.Within(28).Win("Negotiation", 9), 0.3187, 0.00005)
	near(t, "negotiation, ever", h.Within(7*400).Win("Negotiation", 0), 2.0/3, 1e-9)
	near(t, "proposal, four weeks", h.Within(28).Win("Proposal", 0), 0.02+0.031+0.03615, 1e-12)
	near(t, "proposal, four weeks", h.Within(28).Win("Proposal", 2), 0.0872, 0.00005)
	// A part of a week: 1 − (1 − h)^f of what leaves, two thirds of it won.
	near(t, "negotiation, three days", h.Within(3).Win("Negotiation", 0), (1-math.Pow(0.85, 3.0/7))*2/3, 1e-12)
	near(t, "negotiation, no day", h.Within(0).Win("Negotiation", 0), 0, 0)
	last := 0.0
	for days := range 200 {
		p := h.Within(days).Win("Proposal", 0)
		if p < last-1e-12 || p > 1 {
			t.Fatalf("within %d days it is %v, after %v", days, p, last)
		}
		last = p
	}
}
