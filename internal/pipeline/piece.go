package pipeline

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/ingest"
)

// rowsPerWrite bounds what one transaction holds, and so how long others wait
// for it (storage.md section 6): more would take longer, fewer would write the
// same pages more often. Records that name each other (people, teams) are few,
// and go together whatever their number.
const rowsPerWrite = 10_000

// rowsHeld bounds the rows that wait in memory for what may belong to them.
const rowsHeld = 200_000

// heldFor returns how many rows of the kind are read before they are applied,
// when a transaction stores so many.
func heldFor(kind ingest.Kind, perWrite int) int {
	switch kind {
	case ingest.KindTeam, ingest.KindPerson, ingest.KindReporting, ingest.KindSplit:
		return int(^uint(0) >> 1) // they may name one another, or belong together, in any order
	case ingest.KindLead, ingest.KindOpportunity, ingest.KindStageChange:
		return rowsHeld
	default:
		return perWrite
	}
}

// oneStory reports whether rows of the kind tell of leads and opportunities:
// they are applied together, so that a story is counted once and not anew with
// every kind of row that tells of it.
func oneStory(kind ingest.Kind) bool {
	return kind == ingest.KindLead || kind == ingest.KindOpportunity || kind == ingest.KindStageChange
}

// pieces divides rows for transactions that store so many. Rows of one order, or
// of one lead with its opportunities and their stages, stay together.
func pieces(rows []ingest.Mapped, perWrite int) [][]ingest.Mapped {
	if len(rows) <= perWrite || rows[0].Kind != ingest.KindSplit && !oneStory(rows[0].Kind) {
		return [][]ingest.Mapped{rows}
	}
	place := subjects(rows)
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(place[a], place[b]) })
	var all [][]ingest.Mapped
	var piece []ingest.Mapped
	for i, at := range order {
		if len(piece) >= perWrite && (place[at] == 0 || place[at] != place[order[i-1]]) {
			all, piece = append(all, piece), nil
		}
		piece = append(piece, rows[at])
	}
	return append(all, piece)
}

// subjects numbers what the rows are about, in the order in which it is first
// told of. Rows that cannot be used are about nothing, which has the number 0.
func subjects(rows []ingest.Mapped) []int {
	type thing struct {
		kind ingest.Kind
		id   string
	}
	numbers := map[thing]int{}
	number := func(t thing) int {
		if numbers[t] == 0 {
			numbers[t] = len(numbers) + 1
		}
		return numbers[t]
	}
	place := make([]int, len(rows))
	for i, m := range rows {
		if !m.Ok() {
			continue
		}
		switch r := m.Record.(type) {
		case ingest.Split:
			place[i] = number(thing{ingest.KindSplit, r.Order})
		case ingest.Lead:
			place[i] = number(thing{ingest.KindLead, r.ID})
		case ingest.Opportunity:
			own := thing{ingest.KindOpportunity, r.ID}
			if r.Lead != "" {
				numbers[own] = number(thing{ingest.KindLead, r.Lead})
			}
			place[i] = number(own)
		case ingest.StageChange:
			place[i] = number(thing{r.Object, r.Of})
		}
	}
	return place
}
