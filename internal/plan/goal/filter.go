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
}
