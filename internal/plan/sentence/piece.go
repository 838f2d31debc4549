package sentence

import (
	"math/big"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// piece is a run of tokens [from, to) with one meaning.
type piece struct {
	from, to int
	part     part
	field    string // of the goal; "" for what says nothing about it
	meaning  string
}

// part is what a piece means: one of the types below.
type part any

type (
	// verb says which way a number should go.
	verb struct {
		way  way
		sort string // what is done, when that says something about the metric: win, sell, …
	}

	// noun names a metric, or one of several that a word may stand for.
	noun struct {
		key string // of a word with several meanings: its rule; "" when it has one
		ids []metric.Series
	}

	// figure is an amount with the part it plays.
	figure struct {
		role     role
		bound    bound
		sign     int // −1 for "less", "−5 %"; +1 for "more", "+5 %"; 0 when not said
		low      quantity
		high     *quantity // of a range
		to       *quantity // of "from low to to"
		ofWhat   bool      // a share of what follows: "30 % of the leads"
		multiple bool      // a multiple of what is: double, 3x, twice as many
		extra    bool      // "additional": of new customers that is no change
		ofLead   bool      // it begins with "of": "growth of 10 %"
		worth    bool      // "worth 500k", "1.2m in deals": money, whatever else is said
		apiece   bool      // "worth 100k each": of one of them
		average  bool      // "an average of 25": of each period, on average
		loose    bool      // a range that may be a way: "15 % to 25 %"
		relative bool      // "10 % relative growth"
	}

	// hint settles what would be a question.
	hint struct{ key string }

	// who is whose goal it is.
	who struct {
		each  bool // every person below the owner for himself
		ask   bool // "all reps", "every team": each or together is open
		nodes []org.NodeID
		teams bool // "every team"
		own   bool // "my team"
	}

	// place is what a goal is about: a product, a region, …
	place struct {
		nodes []org.NodeID // more than one: which is asked; none: it is not known
		kind  org.Kind     // when the sentence says it
		name  string
		also  bool // it follows another place: "bikes and helmets"
	}

	// path is a conversion from one stage to another.
	path struct {
		from, to  end
		perPeriod bool
	}

	// joint stands between two clauses.
	joint struct {
		guard    bool // what follows is a condition
		negative bool // what follows must not happen
		stop     bool // the end of a sentence or a comma, not a word
	}

	// aside is what a goal is for, or how it will be reached.
	aside struct{ action bool }

	// negation turns what follows round.
	negation struct{}

	// filler says nothing about the goal.
	filler struct{}

	// generic is somebody or something that is worked with, not counted.
	generic struct{}

	// vague is a time that no calendar knows: soon, in summer.
	vague struct{}

	// unsayable is understood, but no goal can say it.
	unsayable struct{ field, meaning, reason string }

	// unknown was not understood.
	unknown struct{}
)

// way is the direction of a verb.
type way int

const (
	noWay way = iota
	up
	down
	better
	reach
	keep
)

// role is what a figure does in its clause.
type role int

const (
	level  role = iota // the value itself
	by                 // a change
	from               // where it starts
	to                 // where it ends
	fromTo             // both
)

// bound is on which side of a figure the goal is.
type bound int

const (
	noBound bound = iota
	atLeast
	atMost
	between
	exact // "exactly", "about": neither side is said
)

// unit is what a quantity is counted in, as far as the sentence says it.
type unit int

const (
	plainUnit unit = iota
	percent
	percentagePoints
	points
	moneyUnit
	daysUnit
	times
)

// quantity is a number with its unit. Percent and percentage points are
// already shares (0.1), days are days.
type quantity struct {
	value      *big.Rat
	other      *big.Rat // a second reading of the digits
	unit       unit
	currencies []money.Currency // of money: more than one is asked
	said       string           // as it was written
	inMonths   bool             // days that were stated as months
	partOf     bool             // "one in four": of what follows
	words      bool             // a fraction in words: a third
	scale      *big.Rat         // k, m or million behind the number; nil for none
	strict     bound            // "more than", "fewer than": on which side of it the value must be; noBound when it may be it
}
