package smart

import (
	"math"

	"github.com/attainhq/attain/internal/money"
)

// Grade is the outcome of one criterion.
type Grade string

// The grades.
const (
	Pass Grade = "pass"
	Warn Grade = "warn"
	Fail Grade = "fail"
)

// Verdict is what Check says of a goal.
type Verdict struct {
	Overall    Overall
	Score      int          // the geometric mean of the five scores
	Criteria   [5]Criterion // S, M, A, R, T
	Achievable Achievable
}

// Overall is the verdict on all five criteria.
type Overall string

// The verdicts.
const (
	Smart    Overall = "smart"
	Doubtful Overall = "warn"
	NotSmart Overall = "not_smart"
)

// Criterion is one letter of SMART.
type Criterion struct {
	Letter string
	Name   string
	Grade  Grade
	Score  int // 0 to 100
	Facts  []string
	Repair string // "" when there is nothing to mend
	Fix    *Fix   // the repair as a value, where it is one
}

// Fix is a repair that a form can apply: the field of the goal and its value, a
// text or a list of texts.
type Fix struct {
	Field string
	Value any
}

// Check judges a goal.
func Check(in Input) Verdict {
	in.courses = map[string]course{}
	var v Verdict
	v.Criteria[0] = in.specific()
	v.Criteria[1] = in.measurable()
	v.Achievable, v.Criteria[2] = in.achievable()
	v.Criteria[3] = in.relevant()
	v.Criteria[4] = in.timeBound()
	v.Overall = Smart
	product := 1.0
	for _, c := range v.Criteria {
		product *= math.Pow(float64(c.Score), 1/float64(len(v.Criteria)))
		switch {
		case c.Grade == Fail:
			v.Overall = NotSmart
		case c.Grade == Warn && v.Overall == Smart:
			v.Overall = Doubtful
		}
	}
	v.Score = int(math.Round(product))
	return v
}

// tally collects the tests of a criterion.
type tally struct {
	got, of int
	worst   Grade
	facts   []string
	repairs []repair
}

type repair struct {
	grade Grade
	text  string
	fix   *Fix
}

// pass notes a test that holds.
func (t *tally) pass(points int, fact string) { t.note(Pass, points, points, fact) }

// miss notes a test that does not hold, with what mends it.
func (t *tally) miss(grade Grade, points int, fact, mend string, fix *Fix) {
	t.partly(grade, 0, points, fact, mend, fix)
}

// partly notes a test that holds in part.
func (t *tally) partly(grade Grade, got, points int, fact, mend string, fix *Fix) {
	t.note(grade, got, points, fact)
	if mend != "" {
		t.repairs = append(t.repairs, repair{grade, mend, fix})
	}
}

// skip notes a test that cannot be made: it counts neither way.
func (t *tally) skip(fact string) { t.note(Pass, 0, 0, fact) }

func (t *tally) note(grade Grade, got, of int, fact string) {
	t.got, t.of = t.got+got, t.of+of
	if fact != "" {
		t.facts = append(t.facts, fact)
	}
	if grade == Fail || grade == Warn && t.worst != Fail {
		t.worst = grade
	}
}

// criterion closes the tally. Of several repairs the gravest is offered, the
// first of equals.
func (t *tally) criterion(letter, name string) Criterion {
	c := Criterion{Letter: letter, Name: name, Grade: t.worst, Facts: t.facts}
	if c.Grade == "" {
		c.Grade = Pass
	}
	if t.of > 0 {
		c.Score = int(math.Round(100 * float64(t.got) / float64(t.of)))
	}
	best := -1
	for i, r := range t.repairs {
		if best < 0 || r.grade == Fail && t.repairs[best].grade != Fail {
			best = i
		}
	}
	if best >= 0 {
		c.Repair, c.Fix = t.repairs[best].text, t.repairs[best].fix
	}
	return c
}

// share rounds a part of a whole for the wire: 0.0239 is 2.39 %.
func share(p float64) money.Amount {
	return money.Amount(math.Round(min(1, max(-1e9, p)) * float64(money.Unit)))
}
