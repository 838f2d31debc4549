package finish

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// Input is what a finish is made from. Those of a team are one input: all its
// opportunities under the same luck, and not the sum of its people's finishes.
type Input struct {
	Won  float64               // net of cancellations, whatever it came from
	Open []experience.Prospect // within the days left
	New  []experience.Arrivals // one for each person
	Rest chance.Spread         // of what comes from no opportunity; zero: nothing does
	Aim  *Aim                  // nil: there is no target
	Luck float64               // Sigma of what they share; 0: every deal is on its own
	// Listed is how many of the largest opportunities are looked at with and
	// without; 0 is three.
	Listed int
}

// Projection is where a period ends. Finish = Won + Open + New + Rest. The
// chance of the finish is exact on the amount that remains to the target; its
// spread is on points, and may differ from it by some thousandths.
type Projection struct {
	Won             float64
	Open, New, Rest Part
	Finish          Outlook
	Deviation       float64
	Sway            float64 // how far a small common luck moves the finish
	Needed          *Needed // nil without a target of at least a value
	Deals           []Swing // the largest that are open, the largest first
	Guessed         int     // open opportunities whose amount nobody has said
}

// Needed is what each part must bring when the others bring what is expected of
// them; 0 when it need not bring anything.
type Needed struct {
	Gap             float64 // target − won
	Open, New, Rest float64
}

// Swing is what one opportunity decides. A chance that does not exist (with a
// deal that cannot be won) is nil.
type Swing struct {
	ID            string
	Chance        float64 // to be won in time
	Amount        float64
	With, Without *float64 // chance of the target when it is won, and when it is not
}

// Project returns where the period ends. The cost grows with the opportunities,
// whatever their amounts are.
func Project(in Input) Projection {
	w := newWork(in)
	p := Projection{Won: in.Won, Sway: w.sway}
	for _, o := range in.Open {
		if o.Guessed {
			p.Guessed++
		}
	}
	p.Open.Mean, p.New.Mean, p.Rest = w.open, w.arriving, partOf(in.Rest)
	mean := in.Won + w.open + w.arriving + in.Rest.Mean()
	p.Deviation = w.deviation()
	switch {
	case len(w.deals) == 0 && w.new.mean == 0:
		p.Open, p.New = partOf(chance.Known(0)), partOf(chance.Known(0))
		p.Finish = Look(w.onlyRest(), in.Aim)
		p.Needed = w.needed()
		return p
	default:
		p.Finish.Spread, p.Open, p.New = w.run()
		p.Finish.Part = partOf(p.Finish.Spread)
	}
	p.Open.Mean, p.New.Mean, p.Finish.Mean = w.open, w.arriving, mean
	if in.Aim != nil && !math.IsNaN(in.Aim.Value) {
		w.meet()
		c := w.chance(nil, true)
		p.Finish.Chance, p.Finish.Status = &c, StatusOf(c)
		p.Deals = w.swings()
	}
	p.Needed = w.needed()
	return p
}

// onlyRest is the finish when there is no opportunity: as uncertain as the
// forecast of the rest is, values that were never seen included.
func (w *work) onlyRest() chance.Spread {
	if w.in.Rest.IsZero() {
		return chance.Known(w.in.Won)
	}
	return w.in.Rest.Moved(w.in.Won)
}

func (w *work) needed() *Needed {
	aim := w.in.Aim
	if aim == nil || aim.Side != "" && aim.Side != atLeast || math.IsNaN(aim.Value) {
		return nil
	}
	gap, rest := aim.Value-w.in.Won, w.in.Rest.Mean()
	return &Needed{Gap: gap, Open: max(0, gap-w.arriving-rest), New: max(0, gap-w.open-rest), Rest: max(0, gap-w.open-w.arriving)}
}
