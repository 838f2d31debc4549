package forecast

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Options say what is asked for.
type Options struct {
	Horizon int // steps; less than 1 counts as 1
	Workers int // 0: as many as there are cores
	// Untested leaves out the back-tests, which take most of the time: there are
	// no spreads then and no skill.
	Untested bool
}

// One forecasts a series that stands alone.
func One(s Series, o Options) Forecast { return All([]Series{s}, o)[0] }

// All forecasts the series, those of one group and frequency together. The
// result is the same, digit by digit, however many workers there are.
func All(series []Series, o Options) []Forecast {
	o.Horizon = max(1, o.Horizon)
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	type key struct {
		group     string
		frequency Frequency
	}
	places := map[key][]int{}
	var order []key
	for i, s := range series {
		k := key{s.Group, s.Frequency}
		if places[k] == nil {
			order = append(order, k)
		}
		places[k] = append(places[k], i)
	}
	out := make([]Forecast, len(series))
	for _, k := range order {
		p := pool{horizon: o.Horizon, workers: o.Workers, untested: o.Untested, frequency: k.frequency}
		for _, i := range places[k] {
			p.series = append(p.series, series[i])
		}
		for n, f := range p.forecasts() {
			out[places[k][n]] = f
		}
	}
	return out
}

// pool forecasts the series of one group and frequency.
type pool struct {
	series    []Series
	horizon   int
	workers   int
	untested  bool
	frequency Frequency

	beta    float64 // how the series follow their markets
	shapes  []shape
	lent    map[int]borrowed // by how many cycles before the end
	learned weights
}

// history is a series with what was fitted to it and how it did before.
type history struct {
	shape   shape
	fitted  fitted
	weights weights
	trials  []trial
	score   score
}

// Trials of so many series tell what there is to tell of a group; of fewer
// series more trials each are made.
const (
	sampled    = 2000
	fewTrials  = 6
	manyTrials = 24
	wanted     = 200 // trials
)

func (p *pool) forecasts() []Forecast {
	n := len(p.series)
	p.shapes = make([]shape, n)
	p.beta = sensitivity(p.series)
	p.each(n, func(i int) { p.shapes[i] = shapeOf(p.series[i], p.horizon, p.beta) })
	p.lend()
	// The sample lies evenly among the series.
	size := min(n, sampled)
	sample := make([]history, size)
	inSample := make(map[int]int, size)
	for i := range size {
		inSample[i*n/size] = i
	}
	at := func(i int) int { return i * n / size }
	p.each(size, func(i int) { sample[i] = p.history(at(i)) })
	p.learned = learned(sample)
	p.each(size, func(i int) { sample[i].judge(p.weights(sample[i].shape)) })
	misses := p.calibrate(sample)
	out := make([]Forecast, n)
	p.each(n, func(i int) {
		place, ok := inSample[i]
		if ok {
			out[i] = sample[place].forecast(p.series[i], p, misses)
			return
		}
		h := p.history(i)
		h.judge(p.weights(h.shape))
		out[i] = h.forecast(p.series[i], p, misses)
	})
	return out
}

// each runs do for 0 … n−1 on all workers.
func (p *pool) each(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(p.workers, n) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// lend prepares what series borrow from the group, now and as of earlier
// cycles.
func (p *pool) lend() {
	furthest := 0
	for _, x := range p.shapes {
		for _, before := range p.frequency.origins(len(x.values), p.horizon, p.trials()) {
			furthest = max(furthest, before)
		}
	}
	cycles := make([]borrowed, p.cycles(furthest)+1)
	p.each(len(cycles), func(i int) { cycles[i] = borrow(p.shapes, i*p.cycle()) })
	p.lent = map[int]borrowed{}
	for i, b := range cycles {
		p.lent[i] = b
	}
}

// cycle is the step in which a group is looked at earlier.
func (p *pool) cycle() int { return max(p.frequency.Season(), 4) }

// cycles rounds periods up, so that nothing is borrowed from later.
func (p *pool) cycles(before int) int { return (before + p.cycle() - 1) / p.cycle() }

// trials is how many trials each series gets.
func (p *pool) trials() int {
	if p.untested {
		return 0
	}
	return min(manyTrials, max(fewTrials, (wanted+len(p.series)-1)/max(1, len(p.series))))
}

func (p *pool) history(i int) history {
	x := p.shapes[i]
	h := history{shape: x, fitted: x.fit(x.gap+p.horizon, p.lent[0])}
	h.trials = x.trials(p.horizon, p.trials(), func(before int) borrowed { return p.lent[p.cycles(before)] })
	return h
}

// weights are those of the members for a series.
func (p *pool) weights(x shape) weights {
	return shares(p.frequency, max(1, x.known())).times(p.learned)
}

// judge scores the trials with the weights.
func (h *history) judge(w weights) {
	h.weights = w
	for _, t := range h.trials {
		h.score.add(t.blend(w, len(t.actual)), t)
	}
}
