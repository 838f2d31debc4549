package tradeoff

import (
	"math"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// order is what one order tells of discount.
type order struct {
	owner    org.NodeID
	discount float64 // part of the list price
	size     float64 // log of the list price
	returned bool
}

// orderOf reads an order as known on the day; ok is false for one whose list
// price nobody knows. It came back when a line of it was cancelled, or refunded
// under the same order.
func orderOf(d fact.Deal, known period.Date) (o order, ok bool) {
	list, net := 0.0, 0.0
	for _, v := range d.Lines {
		if !v.Known.Contains(known) || v.Withdrawn {
			continue
		}
		o.returned = o.returned || v.Cancelled || v.Amount < 0
		if v.Amount >= 0 && v.List != nil && *v.List > 0 {
			list += float64(*v.List)
			net += float64(v.Amount)
			o.owner = v.Owner
		}
	}
	if list <= 0 {
		return order{}, false
	}
	o.discount, o.size = 1-net/list, math.Log(list)
	return o, true
}

// Band is how many of the orders with some discount came back.
type Band struct {
	From, To      float64 // parts; To is 1 for the last
	Returned, All int
}

// edges of the bands.
var bandEdges = []float64{0, 0.05, 0.1, 0.15, 0.2, 1}

func bandsOf(orders []order) []Band {
	bands := make([]Band, len(bandEdges)-1)
	for i := range bands {
		bands[i].From, bands[i].To = bandEdges[i], bandEdges[i+1]
	}
	for _, o := range orders {
		i := 0
		for i+1 < len(bands) && o.discount >= bands[i].To {
			i++
		}
		bands[i].All++
		if o.returned {
			bands[i].Returned++
		}
	}
	return bands
}

// casesOf writes orders as cases: discount by tens of points.
func casesOf(orders []order) []Case {
	const ten = 10
	list := make([]Case, len(orders))
	for i, o := range orders {
		list[i] = Case{X: ten * o.discount, Control: o.size, Hit: o.returned}
	}
	return list
}
