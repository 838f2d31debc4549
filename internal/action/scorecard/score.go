package scorecard

import (
	"math/big"

	"github.com/attainhq/attain/internal/money"
)

// Score is Σ share × attainment over what counts: 1 is all that was asked for,
// and there is no upper end.
type Score struct {
	Value  *money.Amount `json:"value" doc:"1 is all that was asked for, shown as 100; it may be more. Null when nothing counts."`
	Lines  int           `json:"lines" doc:"Lines that count."`
	Equal  bool          `json:"equal" doc:"All that count weigh the same."`
	Soft   bool          `json:"so_far" doc:"The period is not over."`
	Spread int           `json:"left_out" doc:"Lines that would count but have no attainment: the weights of the others were made to sum to 1 without them."`
}

// Weigh sets the shares of the lines and returns the score. A line counts when
// its time ends with the period or within it; one of these without an
// attainment is left out, and the others weigh what they weigh among
// themselves. Shares are rounded so that they sum to 1; the score is made of the
// exact weights and rounded once.
func Weigh(lines []Line, of Span, over bool) Score {
	s := Score{Equal: true, Soft: !over}
	var counted []int
	var factors []int64
	sum, all := new(big.Int), new(big.Int)
	for i := range lines {
		l := &lines[i]
		l.Share = nil
		switch {
		case l.Factor <= 0:
			l.Why = "It has no weight."
		case l.End > of.End:
			if l.Why == "" {
				l.Why = "It runs on, and does not count yet."
			}
		case l.Attainment == nil:
			s.Spread++
			if l.Why == "" {
				l.Why = "There is no attainment, so it is left out and the others weigh more."
			}
		default:
			counted, factors = append(counted, i), append(factors, int64(l.Factor))
			s.Equal = s.Equal && l.Factor == lines[counted[0]].Factor
			all.Add(all, big.NewInt(int64(l.Factor)))
			sum.Add(sum, new(big.Int).Mul(big.NewInt(int64(l.Factor)), big.NewInt(int64(*l.Attainment))))
		}
	}
	s.Lines = len(counted)
	if s.Lines == 0 {
		return s
	}
	// Attainments are already in 1/10,000, so the weighted mean of them is too.
	exact := new(big.Rat).SetFrac(sum, new(big.Int).Mul(all, big.NewInt(int64(money.Unit))))
	if value, err := money.FromRat(exact); err == nil {
		s.Value = &value
	}
	if shares, err := money.Allocate(money.Unit, factors); err == nil {
		for i, at := range counted {
			lines[at].Share = &shares[i]
		}
	}
	return s
}
