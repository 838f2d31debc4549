package quota

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// fit does what spread does where something is held: every cell and every row
// stays within its limits. It finds the proportions by fitting rows and columns
// in turn, gives each cell what they say in whole units, and then places what
// is left: first where it is missed most, then along chains that move other
// cells out of the way, and where the totals themselves cannot be kept because
// of what is held, at another row. If any filling exists, it finds one.
func (w *division) fit(b block, totals []money.Amount) ([][]money.Amount, error) {
	f := newFitting(b, totals, w)
	for _, left := range append(slices.Clone(f.rows), f.columns...) {
		if left < 0 {
			return nil, w.blocked(b)
		}
	}
	f.proportion()
	f.place(w.Unit)
	f.place(unlimited)
	for i := range f.rows { // keeping all totals
		for f.rows[i] > 0 && f.augment([]int{i}, f.freeColumn, noRow) {
			continue
		}
	}
	for slices.ContainsFunc(f.columns, func(left money.Amount) bool { return left > 0 }) { // in any row that can take more
		if !f.augment(f.roomy(), f.freeColumn, noRow) {
			return nil, w.blocked(b)
		}
	}
	for i := range f.rows { // no row below what it must have
		for f.missing(i) > 0 {
			if !f.augment([]int{i}, noColumn, f.spare) {
				return nil, w.blocked(b)
			}
		}
	}
	return f.cells, nil
}

// blocked tells why a block cannot be filled although each limit alone can be
// kept.
func (w *division) blocked(b block) error {
	var names []string
	for _, i := range b.rows {
		if w.limits[i].each != nil {
			names = append(names, w.Rows[i].called())
		}
	}
	return fault.New(fault.Invalid, "%s cannot be divided like this: what is locked in and below %s leaves no way to give every period exactly what %s has; unlock a period there, or divide the periods one by one",
		w.Rows[b.parent].called(), listed(names), w.Rows[b.parent].called())
}

// fitting is a block in the making.
type fitting struct {
	unit    money.Amount
	totals  []money.Amount
	cells   [][]money.Amount // as they stand
	room    [][]money.Amount // what each can take besides
	low     [][]money.Amount // what each must keep
	ideal   [][]float64      // what each should get above low
	rows    []money.Amount   // still to be placed; below 0 when a row took more than its total
	columns []money.Amount   // still to be placed
	spans   []span           // of the rows' totals
}

func newFitting(b block, totals []money.Amount, w *division) *fitting {
	n, m := len(totals), len(b.columns)
	f := &fitting{unit: w.Unit, totals: totals, rows: slices.Clone(totals), columns: slices.Clone(b.columns), spans: make([]span, n)}
	f.cells, f.room, f.low, f.ideal = make([][]money.Amount, n), make([][]money.Amount, n), make([][]money.Amount, n), make([][]float64, n)
	for i := range n {
		f.spans[i] = w.limits[b.rows[i]].span
		f.cells[i], f.room[i], f.low[i], f.ideal[i] = make([]money.Amount, m), make([]money.Amount, m), make([]money.Amount, m), make([]float64, m)
		for j := range m {
			at := w.limits[b.rows[i]].at(j)
			f.cells[i][j], f.low[i][j], f.room[i][j] = at.low, at.low, at.high-at.low
			f.rows[i] -= at.low
			f.columns[j] -= at.low
		}
	}
	return f
}

// proportion finds cells that sum to what is still to be placed, in the
// proportions of the rows and columns (iterative proportional fitting), and
// gives each of them its whole units.
func (f *fitting) proportion() {
	for i := range f.ideal {
		for j := range f.ideal[i] {
			if f.room[i][j] > 0 {
				f.ideal[i][j] = float64(f.totals[i]) * float64(f.columns[j])
			}
		}
	}
	const most, enough = 50, 1e-7 // what is left is placed where it is missed most
	for range most {
		if f.scaleColumns(); f.scaleRows() < enough {
			break
		}
	}
	for i := range f.cells {
		for j := range f.cells[i] {
			whole := money.Amount(min(f.ideal[i][j], math.MaxInt64/2)) / f.unit * f.unit
			f.put(i, j, whole)
		}
	}
}

// put gives a cell an amount, as far as there is any and it has room, and takes
// it off what it should get.
func (f *fitting) put(i, j int, a money.Amount) {
	a = min(a, f.rows[i], f.columns[j], f.room[i][j])
	f.cells[i][j] += a
	f.room[i][j] -= a
	f.rows[i] -= a
	f.columns[j] -= a
	f.ideal[i][j] -= float64(a)
}

func (f *fitting) scaleColumns() {
	for j, want := range f.columns {
		sum := 0.0
		for i := range f.ideal {
			sum += f.ideal[i][j]
		}
		if sum <= 0 {
			continue
		}
		for i := range f.ideal {
			f.ideal[i][j] *= float64(want) / sum
		}
	}
}

// scaleRows returns by which part the rows were off at most.
func (f *fitting) scaleRows() float64 {
	worst := 0.0
	for i, want := range f.rows {
		sum := 0.0
		for _, v := range f.ideal[i] {
			sum += v
		}
		if sum <= 0 {
			continue
		}
		factor := float64(want) / sum
		worst = max(worst, math.Abs(factor-1))
		for j := range f.ideal[i] {
			f.ideal[i][j] *= factor
		}
	}
	return worst
}

// place gives what is left to the cells that miss it most, at most so much to
// each.
func (f *fitting) place(most money.Amount) {
	type spot struct {
		i, j int
		miss float64
	}
	var spots []spot
	for i := range f.cells {
		for j := range f.cells[i] {
			if f.rows[i] > 0 && f.columns[j] > 0 && f.room[i][j] > 0 {
				spots = append(spots, spot{i, j, f.ideal[i][j]})
			}
		}
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.miss, a.miss) })
	for _, s := range spots {
		f.put(s.i, s.j, most)
	}
}

// Where a chain may end: noColumn and noRow end none.
func noColumn(int) money.Amount { return 0 }
func noRow(int) money.Amount    { return 0 }

// freeColumn is what a column still has to be given.
func (f *fitting) freeColumn(j int) money.Amount { return f.columns[j] }

// has is what a row has got.
func (f *fitting) has(i int) money.Amount { return f.totals[i] - f.rows[i] }

// missing is what a row has too little; spare is what it could do without.
func (f *fitting) missing(i int) money.Amount { return f.spans[i].low - f.has(i) }

func (f *fitting) spare(i int) money.Amount { return f.has(i) - f.spans[i].low }

// roomy returns the rows that can take more.
func (f *fitting) roomy() []int {
	var rows []int
	for i := range f.rows {
		if f.has(i) < f.spans[i].high {
			rows = append(rows, i)
		}
	}
	return rows
}

// chain is a way through the block: from a row to a column whose cell can take
// more, from there to a row whose cell in the column can give something back,
// and so on.
type chain struct {
	row, column []int // by which column a row was reached, by which row a column; −1: not reached
}

const start = -2

// augment finds a chain from one of the rows to a column or a row that something
// can go to, and moves as much as it can along it; it returns false when there
// is none.
func (f *fitting) augment(from []int, toColumn, toRow func(int) money.Amount) bool {
	c := chain{row: slices.Repeat([]int{-1}, len(f.rows)), column: slices.Repeat([]int{-1}, len(f.columns))}
	queue := slices.Clone(from)
	for _, i := range from {
		c.row[i] = start
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		if c.row[i] != start && toRow(i) > 0 {
			f.move(c, c.row[i], i, toRow(i))
			return true
		}
		for j := range f.columns {
			if c.column[j] >= 0 || f.room[i][j] <= 0 {
				continue
			}
			c.column[j] = i
			if toColumn(j) > 0 {
				f.move(c, j, -1, toColumn(j))
				return true
			}
			for k := range f.rows {
				if c.row[k] == -1 && f.cells[k][j] > f.low[k][j] {
					c.row[k] = j
					queue = append(queue, k)
				}
			}
		}
	}
	return false
}

// move carries as much as the chain allows to the column or, when giver is not
// −1, takes it from that row's cell in the column.
func (f *fitting) move(c chain, to, giver int, amount money.Amount) {
	if giver >= 0 {
		amount = min(amount, f.cells[giver][to]-f.low[giver][to])
	}
	first := -1
	for j := to; first < 0; {
		i := c.column[j]
		amount = min(amount, f.room[i][j])
		if j = c.row[i]; j == start {
			first = i
			break
		}
		amount = min(amount, f.cells[i][j]-f.low[i][j])
	}
	if giver < 0 {
		most := f.rows[first] // what its total still lacks
		if most <= 0 {
			most = f.spans[first].high - f.has(first)
		}
		amount = min(amount, most)
		f.columns[to] -= amount
	} else {
		amount = min(amount, f.missing(first))
		f.shift(giver, to, -amount)
		f.rows[giver] += amount
	}
	for j := to; ; {
		i := c.column[j]
		f.shift(i, j, amount)
		if j = c.row[i]; j == start {
			break
		}
		f.shift(i, j, -amount)
	}
	f.rows[first] -= amount
}

func (f *fitting) shift(i, j int, a money.Amount) {
	f.cells[i][j] += a
	f.room[i][j] -= a
}
