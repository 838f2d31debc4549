package desk

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Kind says what is to be decided.
type Kind string

// The kinds, in the order in which they are shown: what falsifies every number
// first, then what only the reader can end, then what he should look at.
const (
	SilentSource Kind = "silent"     // data that came regularly has not come
	FailedImport Kind = "import"     // the last import of a source did not end well
	Quarantined  Kind = "quarantine" // rows that could not be used wait
	ProposedGoal Kind = "goal"       // a goal waits for the reader's answer
	FollowUp     Kind = "follow_up"  // a follow-up is proposed, and he may decide
	Doubtful     Kind = "target"     // the chance of a target is below 30 %
	MissingCall  Kind = "call"       // a forecast has not been given
	FoundPattern Kind = "pattern"    // something goes wrong without anybody saying so
)

func order() []Kind {
	return []Kind{SilentSource, FailedImport, Quarantined, ProposedGoal, FollowUp, Doubtful, MissingCall, FoundPattern}
}

// Decision is something that waits for the reader.
type Decision struct {
	Kind   Kind
	Node   org.Node      // that it is about; zero for none
	What   string        // an id or a name: of the goal, the source, the import
	Title  string        // of the goal; of a pattern what was found
	Count  int           // of rows or people, 0 where it is one thing
	Amount *money.Amount // at stake: what is missing, or what it costs in a month; nil: not known
	Chance *money.Amount // of the target
}

// Doubt is the chance below which somebody should look at a target: what the
// statuses call behind.
const Doubt = 3 * money.Unit / 10

// Arrange orders decisions by kind and, within one, by what is at stake, the
// most first.
func Arrange(list []Decision) {
	place := map[Kind]int{}
	for i, k := range order() {
		place[k] = i
	}
	slices.SortStableFunc(list, func(a, b Decision) int {
		return cmp.Or(cmp.Compare(place[a.Kind], place[b.Kind]), cmp.Compare(size(b.Amount), size(a.Amount)), cmp.Compare(a.Node.ID, b.Node.ID), cmp.Compare(a.What, b.What))
	})
}

func size(a *money.Amount) money.Amount {
	if a == nil {
		return -1
	}
	return max(*a, -*a)
}
