package goal

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// Filter says which goals are wanted, by their last versions; an absent field
// sets no condition.
type Filter struct {
	IDs    []ID       // nil: all; empty: none
	Owner  org.NodeID // goals of this node
	Under  org.NodeID // goals of this node and of what belongs to it on the day
	States []State    // as known on the day; empty: all
	Metric metric.Series
	// Parents are goals that the wanted ones are a part of; nil: any, or none.
	Parents []ID
	Search  string // part of the title, the sentence or the owner's name, in any case
	After   Mark   // only goals that were set after this one
	Limit   int    // at most so many, the first ones; 0: all. Not with IDs or Parents
}

// Mark is a goal's place in the order in which goals were set; the zero Mark is
// before all.
type Mark struct {
	At int64 // microseconds
	ID ID
}

// Mark returns the goal's place.
func (g Goal) Mark() Mark { return Mark{g.Author().At, g.ID} }
