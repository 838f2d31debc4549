package ingest

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
)

// repeats finds rows of one kind that have the same id. It notes 40 bytes a
// row: two hashes with secret seeds instead of the id, so that neither size nor
// choice of the ids matters. Beyond some rows the notes go to a temporary file.
type repeats struct {
	seeds [3]maphash.Seed
	seen  sightings

	drop     map[int32]bool      // rows that are left out
	kept     map[int32]*keptRow  // rows that stand for others too
	conflict map[int32]*conflict // rows that contradict each other
}

type keptRow struct {
	repeated int
	replaced []int
}

// conflict is a group of rows with one id and different contents.
type conflict struct{ lines []string }

func newRepeats() *repeats {
	return &repeats{seeds: [3]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed(), maphash.MakeSeed()},
		drop: map[int32]bool{}, kept: map[int32]*keptRow{}, conflict: map[int32]*conflict{}}
}

// add notes a row.
func (r *repeats) add(id string, it *item, seq int32) error {
	s := sighting{id: [2]uint64{maphash.String(r.seeds[0], id), maphash.String(r.seeds[1], id)}, seq: seq,
		line: int32(it.line), rule: it.entry.repeats}
	var h maphash.Hash
	h.SetSeed(r.seeds[2])
	for _, v := range it.frame.values {
		_, _ = h.WriteString(v) // a hash never fails
		_ = h.WriteByte(0)
	}
	s.content = h.Sum64()
	return r.seen.add(s)
}

// decide groups the rows and applies the rule of the last row's entry. It
// reports whether any id occurs twice.
func (r *repeats) decide() (found bool, err error) {
	var group []sighting // with one id
	settle := func() {
		if len(group) > 1 {
			found = true
			r.group(group, group[len(group)-1].rule)
		}
	}
	err = r.seen.sorted(func(s sighting) {
		if len(group) > 0 && group[0].id != s.id {
			settle()
			group = group[:0]
		}
		group = append(group, s)
	})
	settle()
	return found, err
}

func (r *repeats) group(rows []sighting, rule repeatRule) {
	differ := slices.ContainsFunc(rows, func(s sighting) bool { return s.content != rows[0].content })
	if differ && rule == repeatsFault {
		c := &conflict{}
		for _, s := range rows {
			c.lines = append(c.lines, fmt.Sprint(s.line))
			r.conflict[s.seq] = c
		}
		return
	}
	if rule == repeatsAll {
		r.groupSame(rows)
		return
	}
	winner := rows[len(rows)-1]
	if rule == repeatsFirst {
		winner = rows[0]
	}
	kept := &keptRow{}
	for _, s := range rows {
		if s.seq == winner.seq {
			continue
		}
		r.drop[s.seq] = true
		if s.content == winner.content {
			kept.repeated++
		} else {
			kept.replaced = append(kept.replaced, int(s.line))
		}
	}
	r.kept[winner.seq] = kept
}

// groupSame leaves out rows that say the same as an earlier one.
func (r *repeats) groupSame(rows []sighting) {
	first := map[uint64]int32{}
	for _, s := range rows {
		winner, seen := first[s.content]
		if !seen {
			first[s.content] = s.seq
			continue
		}
		r.drop[s.seq] = true
		if r.kept[winner] == nil {
			r.kept[winner] = &keptRow{}
		}
		r.kept[winner].repeated++
	}
}

// fault describes the contradiction.
func (c *conflict) fault() Fault {
	const most = 8
	lines := c.lines
	if len(lines) > most {
		lines = append(lines[:most:most], "…")
	}
	return Fault{Field: "id", Message: fmt.Sprintf("%d rows have this id and say different things (lines %s)", len(c.lines), strings.Join(lines, ", ")),
		Fix: "correct the file; choose an id that is unique for each row; or say repeats: last when a later row corrects an earlier one"}
}
