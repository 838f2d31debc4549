package quota

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/attainhq/attain/internal/money"
)

// spread fills a block so that its rows sum to the totals and its columns to
// the columns, exactly, with every cell close to row × column ÷ sum (controlled
// rounding). Both sums must be equal and no part below 0.
//
// It goes column by column and carries what rounding gave a row too much or
// too little into the next one. Ties go to the larger row, then to the one
// further up.
func spread(rows, columns []money.Amount, unit money.Amount) [][]money.Amount {
	cells := make([][]money.Amount, len(rows))
	flat := make([]money.Amount, len(rows)*len(columns))
	for i := range cells {
		cells[i], flat = flat[:len(columns):len(columns)], flat[len(columns):]
	}
	rows, columns = slices.Clone(rows), slices.Clone(columns)
	oddments(cells, rows, columns, unit)
	s := spreading{rows: make([]uint64, len(rows)), given: make([]uint64, len(rows)), rests: make([]rest, len(rows))}
	for i, r := range rows {
		s.rows[i] = uint64(r / unit)
		s.sum += s.rows[i]
	}
	var through uint64
	for j, c := range columns {
		column := uint64(c / unit)
		through += column
		s.column(column, through)
		for _, r := range s.rests {
			cells[r.row][j] += money.Amount(r.units) * unit
		}
	}
	return cells
}

// spreading is counted in whole units.
type spreading struct {
	rows  []uint64
	given []uint64 // to each row, in the columns so far
	sum   uint64
	rests []rest // of the column at work
}

// rest is what a row gets in a column, and what it should get beyond that.
type rest struct {
	row   int
	units uint64
	size  uint64 // of the row
	part  int64  // in parts of 2^62 of a unit; below 0 when it has had too much
}

// compare puts first what should get more. It is the innermost step of a large
// division, so it compares no more than it must.
func (r rest) compare(o rest) int {
	switch {
	case r.part != o.part:
		return cmp.Compare(o.part, r.part)
	case r.size != o.size:
		return cmp.Compare(o.size, r.size)
	default:
		return cmp.Compare(r.row, o.row)
	}
}

// column divides one column; through is the sum of the columns up to it.
func (s *spreading) column(column, through uint64) {
	left := int64(column)
	for i, size := range s.rows {
		r := rest{row: i, size: size}
		if s.sum > 0 {
			hi, lo := bits.Mul64(size, through)
			whole, over := bits.Div64(hi, lo, s.sum) // what the row should have had by now
			const scale = 1 << 62
			if over > 0 {
				up, _ := bits.Div64(over>>2, over<<62, s.sum)
				r.part = max(1, int64(up))
			}
			if whole >= s.given[i] {
				r.units = whole - s.given[i]
			} else {
				r.part -= scale
			}
		}
		left -= int64(r.units)
		s.rests[i] = r
	}
	if left != 0 {
		slices.SortFunc(s.rests, rest.compare)
	}
	for n := 0; left > 0; n++ {
		s.rests[n].units++
		left--
	}
	for n := len(s.rests) - 1; left < 0; n-- {
		if s.rests[n].units > 0 {
			s.rests[n].units--
			left++
		}
	}
	for _, r := range s.rests {
		s.given[r.row] += r.units
	}
}

// oddments puts what rows and columns hold beyond whole units into as few cells
// as it can, and leaves whole units in both.
func oddments(cells [][]money.Amount, rows, columns []money.Amount, unit money.Amount) {
	odd := func(parts []money.Amount) (odds []money.Amount, sum money.Amount) {
		odds = make([]money.Amount, len(parts))
		for i, p := range parts {
			odds[i] = p % unit
			sum += odds[i]
		}
		return odds, sum
	}
	inRows, rowSum := odd(rows)
	inColumns, columnSum := odd(columns)
	if rowSum == 0 && columnSum == 0 {
		return
	}
	level(inColumns, columns, rowSum-columnSum, unit)
	level(inRows, rows, columnSum-rowSum, unit)
	for i, j := 0, 0; i < len(rows) && j < len(columns); {
		part := min(inRows[i], inColumns[j])
		cells[i][j] += part
		rows[i] -= part
		columns[j] -= part
		inRows[i] -= part
		inColumns[j] -= part
		if inRows[i] == 0 {
			i++
		} else {
			j++
		}
	}
}

// level adds whole units to the odd parts of one side, from its largest parts
// down, until both sides have as much. missing is a multiple of the unit, since
// both sides sum to the same.
func level(odds, parts []money.Amount, missing, unit money.Amount) {
	for missing > 0 {
		largest := 0
		for i := range parts {
			if parts[i]-odds[i] > parts[largest]-odds[largest] {
				largest = i
			}
		}
		more := min(missing, (parts[largest]-odds[largest])/unit*unit)
		if more <= 0 {
			return // cannot be: the sums are equal
		}
		odds[largest] += more
		missing -= more
	}
}
