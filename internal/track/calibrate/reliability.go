package calibrate

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/chance"
)

// Bin are the outcomes whose chance was about the same.
type Bin struct {
	From, To float64 // chances from From on and below To; the last includes 1
	Count    int
	Hits     int
	Mean     float64 // of the chances
	// Least and Most are how few and how many hits 95 of 100 such bins would have
	// if the chances were right: the limits of the binomial distribution.
	Least, Most int
	Within      bool // Hits lies between them
}

// bins is into how many equal parts chances are divided.
const bins = 10

// Reliability compares what was said with what happened, in ten bins. Those
// without outcomes are there too.
func Reliability(list []Outcome) []Bin {
	out := make([]Bin, bins)
	chances := make([][]float64, bins)
	for i := range out {
		out[i].From, out[i].To = float64(i)/bins, float64(i+1)/bins
	}
	for _, o := range list {
		i := min(bins-1, max(0, int(o.Chance*bins+1e-9)))
		out[i].Count++
		if o.Hit {
			out[i].Hits++
		}
		out[i].Mean += o.Chance
		chances[i] = append(chances[i], min(1, max(0, o.Chance)))
	}
	for i := range out {
		b := &out[i]
		if b.Count == 0 {
			b.Within = true
			continue
		}
		b.Mean /= float64(b.Count)
		b.Least, b.Most = limits(b.Mean, b.Count)
		b.Within = b.Hits >= b.Least && b.Hits <= b.Most
	}
	return out
}

// limits returns the hits between which 95 % lie, of n cases with the chance.
func limits(p float64, n int) (least, most int) {
	const beyond = 0.025
	p = min(1, max(0, p))
	for least < n && 1-chance.Binomial(int64(least)+1, int64(n), p) <= beyond {
		least++
	}
	most = n
	for most > 0 && chance.Binomial(int64(most), int64(n), p) <= beyond {
		most--
	}
	return least, most
}

// Words says what became of what was said, for somebody who runs sales: "Of 40
// times we said about 70 %, 29 came true."
func (b Bin) Words() string {
	about := math.Round(100 * b.Mean)
	switch {
	case b.Count == 0:
		return fmt.Sprintf("We never said between %.0f and %.0f %%.", 100*b.From, 100*b.To)
	case b.Count == 1 && b.Hits == 1:
		return fmt.Sprintf("The one time we said about %.0f %%, it came true.", about)
	case b.Count == 1:
		return fmt.Sprintf("The one time we said about %.0f %%, it did not come true.", about)
	}
	text := fmt.Sprintf("Of %d times we said about %.0f %%, %d came true", b.Count, about, b.Hits)
	switch {
	case b.Within:
		return text + "."
	case b.Hits < b.Least:
		return text + fmt.Sprintf(": fewer than the %d to %d that chance explains. We were too hopeful.", b.Least, b.Most)
	default:
		return text + fmt.Sprintf(": more than the %d to %d that chance explains. We were too careful.", b.Least, b.Most)
	}
}

// Verdict says how far chances can be trusted that were given so often.
func Verdict(list []Outcome) string {
	const few = 20
	if len(list) < few {
		return fmt.Sprintf("%d chances have been put to the test; %d are needed to say how good they are.", len(list), few)
	}
	off := 0
	filled := 0
	for _, b := range Reliability(list) {
		if b.Count > 0 {
			filled++
		}
		if !b.Within {
			off++
		}
	}
	score, _ := Brier(list)
	skill, ok := Skill(list)
	text := fmt.Sprintf("Of %d chances, ", len(list))
	switch off {
	case 0:
		text += "what we said came true as often as we said."
	case 1:
		text += fmt.Sprintf("one group of %d came true more or less often than we said.", filled)
	default:
		text += fmt.Sprintf("%d groups of %d came true more or less often than we said.", off, filled)
	}
	switch {
	case !ok:
		return text + " All came out the same way, so nothing could be told apart."
	case skill <= 0:
		return text + fmt.Sprintf(" They are no better than always saying the usual share (Brier score %.3f).", score)
	default:
		return text + fmt.Sprintf(" They are %.0f %% better than always saying the usual share (Brier score %.3f).", 100*skill, score)
	}
}
