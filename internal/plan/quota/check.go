package quota

import (
	"fmt"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// Figures are what follows from a row's cells.
type Figures struct {
	Leaf  bool
	Total Number   // of the row's own cells
	Sums  []Number // of its children, by period; nil for a leaf
	Sum   Number   // of its children
	// Gap is Sum − Total: above 0 the children carry more than the row, below
	// 0 something is missing. Nothing when either is.
	Gap Number
	// Over is Sum ÷ Total, 1.05 for 5 % more.
	Over Number
}

// Figures returns what follows from the cells of every row, in their order.
func (p Plan) Figures() []Figures {
	d := newDraft(p)
	figures := make([]Figures, len(p.Rows))
	counts := make([][]Number, len(p.Rows)) // what each row counts as
	for i := len(p.Rows) - 1; i >= 0; i-- { // children first
		f := Figures{Leaf: d.isLeaf(i), Total: p.Rows[i].Total()}
		counts[i] = p.Rows[i].Numbers()
		if !f.Leaf {
			f.Sums = make([]Number, len(p.Periods))
			for j := range p.Periods {
				for _, child := range d.children[i] {
					f.Sums[j] = f.Sums[j].plus(counts[child][j])
				}
				f.Sum = f.Sum.plus(f.Sums[j])
				if !counts[i][j].Set {
					counts[i][j] = f.Sums[j]
				}
			}
		}
		if f.Sum.Set && f.Total.Set {
			f.Gap = Some(f.Sum.Amount - f.Total.Amount)
			if ratio, ok := money.Ratio(f.Sum.Amount, f.Total.Amount); ok {
				f.Over = Some(ratio)
			}
		}
		figures[i] = f
	}
	return figures
}

// Checks say whether a plan adds up.
type Checks struct {
	Sum      Number // what the people carry: the street quota
	Total    Number // what it is for
	Gap      Number // Sum − Total
	Over     Number // Sum ÷ Total
	Problems []string
}

// mostProblems bounds the list.
const mostProblems = 30

// Check says whether the rows add up, as far as they are seen: nil sees all.
// The total is that of the topmost rows seen.
func (p Plan) Check(figures []Figures, seen []bool) Checks {
	c := checking{draft: newDraft(p), figures: figures}
	for i, r := range p.Rows {
		if seen != nil && !seen[i] {
			continue
		}
		f := figures[i]
		if f.Leaf {
			c.Sum = c.Sum.plus(f.Total)
		}
		if at := c.parent[i]; at < 0 || seen != nil && !seen[at] {
			top := f.Total
			if !top.Set {
				top = f.Sum
			}
			c.Checks.Total = c.Checks.Total.plus(top)
		}
		c.row(i, r, f)
	}
	c.street()
	if more := c.found - len(c.Problems); more > 0 {
		c.Problems = append(c.Problems, fmt.Sprintf("… and %d more", more))
	}
	return c.Checks
}

type checking struct {
	*draft
	Checks
	figures []Figures
	found   int
}

func (c *checking) problem(format string, args ...any) {
	c.found++
	if len(c.Problems) < mostProblems {
		c.Problems = append(c.Problems, fmt.Sprintf(format, args...))
	}
}

// row names what is wrong with one row.
func (c *checking) row(i int, r Row, f Figures) {
	total := f.Total.Amount
	if r.Cap.Set && total > r.Cap.Amount {
		c.problem("%s has %s, above the cap of %s", r.called(), total.Readable(), r.Cap.Amount.Readable())
	}
	if r.Floor.Set && f.Total.Set && total < r.Floor.Amount {
		c.problem("%s has %s, below the floor of %s", r.called(), total.Readable(), r.Floor.Amount.Readable())
	}
	if f.Leaf || !f.Total.Set {
		return
	}
	if !f.Sum.Set {
		c.problem("%s has %s, and nobody below it has a number yet", r.called(), total.Readable())
		return
	}
	over := c.over(i)
	want, err := scale(total, over, c.Unit)
	if err != nil {
		want = total
	}
	agreed := ""
	if over > 0 {
		agreed = fmt.Sprintf(" with the over-assignment of %s %%", percent(over))
	}
	switch missing := want - f.Sum.Amount; {
	case missing > 0:
		c.problem("%s: those below it have %s of %s%s; %s are missing", r.called(), f.Sum.Amount.Readable(), want.Readable(), agreed, missing.Readable())
	case missing < 0:
		c.problem("%s: those below it have %s, %s more than %s%s", r.called(), f.Sum.Amount.Readable(), (-missing).Readable(), want.Readable(), agreed)
	case over == 0:
		c.shape(i, r, f)
	}
	const tooMuch = money.Unit * 115 / 100
	if f.Over.Set && f.Over.Amount > tooMuch {
		c.problem("%s: those below it carry %s %% of its number; above 115 %%, many can miss their target while the whole reaches its own", r.called(), percent(f.Over.Amount))
	}
}

// shape names the first period in which a row and its children differ although
// their totals agree.
func (c *checking) shape(i int, r Row, f Figures) {
	for j, cell := range r.Cells {
		if diff := f.Sums[j].Amount - cell.Amount; cell.Set && diff != 0 {
			c.problem("%s: the totals agree, and the periods do not: in %s those below it have %s, and it has %s", c.Rows[i].called(), c.Periods[j].Label,
				f.Sums[j].Amount.Readable(), cell.Amount.Readable())
			return
		}
	}
}

// street compares what people carry with what it is for.
func (c *checking) street() {
	if !c.Sum.Set || !c.Checks.Total.Set {
		return
	}
	c.Gap = Some(c.Sum.Amount - c.Checks.Total.Amount)
	if o, ok := target.OverAssignment([]money.Amount{c.Sum.Amount}, c.Checks.Total.Amount); ok {
		c.Checks.Over = Some(o.Ratio)
		if o.Warn {
			c.problem("In all, %s", o.Text)
		}
	}
}

// percent writes a share as a number of percent.
func percent(share money.Amount) string { return (share * 100).String() }
