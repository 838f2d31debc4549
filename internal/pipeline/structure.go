package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// move is a wish that a node belong to a parent.
type move struct {
	row    int // of the record that wishes it
	child  org.NodeID
	parent org.NodeID
	group  bool
	valid  period.Range
	leave  bool // the wish is not to belong to this group
}

// restructure applies records about what there is and what belongs to what:
// nodes, lines of reporting, memberships, assignments. Records that contradict
// each other (unknown names, trees that bite their tail) are left out, with
// what depends on them, and returned as faults by their position.
func (p *Pipeline) restructure(tx Tx, stamp Stamp, dir *directory, records []ingest.Record, changes *Changes) (Outcome, map[int][]ingest.Fault, error) {
	book, err := tx.Book()
	if err != nil {
		return Outcome{}, nil, err
	}
	faults := map[int][]ingest.Fault{}
	for {
		plan := newStructurePlan(stamp, dir, book.Tree)
		plan.apply(records, faults)
		ended, added := plan.edges()
		tree := org.NewTree(dir.root, merged(book.Tree, ended, added))
		if bad := plan.cycles(tree); len(bad) > 0 {
			maps.Copy(faults, bad)
		}
		if plan.refused(faults) {
			continue // what named a refused record must be looked at again
		}
		outcome := plan.commit(dir, changes)
		if len(ended)+len(added) > 0 {
			outcome.Corrected += plan.moved(ended)
			changes.Edges = append(changes.Edges, ended...)
			changes.Edges = append(changes.Edges, added...)
			err = p.reorganise(tx, book, tree, ended, added, changes)
		}
		plan.reclose(tree, changes)
		if err == nil {
			var covers Outcome
			covers, err = plan.cover(tx, changes)
			outcome.add(covers)
		}
		return outcome, faults, err
	}
}

// structurePlan is what one set of records would change.
type structurePlan struct {
	stamp   Stamp
	dir     *directory // a sketch: nothing is kept until commit
	tree    *org.Tree
	moves   []move
	covers  []Cover
	aliases map[org.NodeID]org.NodeID
	nodes   map[int]org.Node // by row
	applied map[int]bool
	outcome Outcome
}

func newStructurePlan(stamp Stamp, dir *directory, tree *org.Tree) *structurePlan {
	return &structurePlan{stamp: stamp, dir: dir.sketch(), tree: tree, aliases: map[org.NodeID]org.NodeID{},
		nodes: map[int]org.Node{}, applied: map[int]bool{}}
}

// apply notes what the records wish; those with faults are passed over. Nodes
// come first, because records may name what stands further down.
func (s *structurePlan) apply(records []ingest.Record, faults map[int][]ingest.Fault) {
	for row, record := range records {
		if faults[row] != nil {
			continue
		}
		if n, ok := nodeOf(record); ok {
			if before, exists := s.dir.node(n.ID); exists {
				n = keepUnsaid(n, before)
			}
			s.outcome.add(s.dir.put(n))
			s.nodes[row] = n
		}
		if person, ok := record.(ingest.Person); ok {
			for _, other := range person.Aliases {
				s.alias(org.ID(org.Person, other), org.ID(org.Person, person.ID))
			}
		}
	}
	for row, record := range records {
		if faults[row] != nil {
			continue
		}
		f := &finder{directory: s.dir}
		s.place(row, record, f)
		if len(f.faults) > 0 {
			faults[row] = f.faults
			continue
		}
		s.applied[row] = true
	}
}

// alias notes another name that a source uses for a node.
func (s *structurePlan) alias(other, id org.NodeID) {
	if _, sourceID := other.Split(); sourceID == "" || other == id {
		return
	}
	if known, ok := s.dir.alias(other); !ok || known != id {
		s.aliases[other] = id
	}
	s.dir.aliases[other] = id
}

// nodeOf returns the node that a record describes.
func nodeOf(record ingest.Record) (n org.Node, ok bool) {
	n.Member = period.Everything
	switch r := record.(type) {
	case ingest.Region:
		n.ID, n.Name = org.ID(org.Region, r.ID), r.Name
	case ingest.Territory:
		n.ID, n.Name = org.ID(org.Territory, r.ID), r.Name
	case ingest.Team:
		n.ID, n.Name, n.Group = org.ID(org.Team, r.ID), r.Name, r.Group
	case ingest.Person:
		n.ID, n.Name, n.Title, n.Member = org.ID(org.Person, r.ID), r.Name, r.Title, r.During
		if n.Member == (period.Range{}) {
			n.Member = period.Everything
		}
	case ingest.Category:
		n.ID, n.Name = org.ID(org.Category, r.ID), r.Name
	case ingest.Subcategory:
		n.ID, n.Name = org.ID(org.Subcategory, r.ID), r.Name
	case ingest.Product:
		n.ID, n.Name = org.ID(org.Product, r.ID), r.Name
	case ingest.Segment:
		n.ID, n.Name = org.ID(org.Segment, r.ID), r.Name
	case ingest.Customer:
		n.ID, n.Name, n.Title = org.ID(org.Customer, r.ID), r.Name, r.Segment
	case ingest.Channel:
		n.ID, n.Name = org.ID(org.Channel, r.ID), r.Name
	case ingest.LeadSource:
		n.ID, n.Name = org.ID(org.LeadSource, r.ID), r.Name
	default:
		return n, false
	}
	if n.Name == "" {
		_, n.Name = n.ID.Split()
	}
	return n, true
}

// keepUnsaid keeps what a node already has and the record does not say.
func keepUnsaid(n, before org.Node) org.Node {
	if _, sourceID := n.ID.Split(); n.Name == sourceID {
		n.Name = before.Name
	}
	if n.Title == "" {
		n.Title = before.Title
	}
	return n
}

// place notes where the record wants things to belong.
func (s *structurePlan) place(row int, record ingest.Record, f *finder) {
	switch r := record.(type) {
	case ingest.Territory:
		s.under(row, org.ID(org.Territory, r.ID), f.get("region", org.Region, r.Region))
	case ingest.Team:
		s.under(row, org.ID(org.Team, r.ID), f.get("parent", org.Team, r.Parent))
	case ingest.Person:
		child := org.ID(org.Person, r.ID)
		if r.Manager != "" && r.Team != "" {
			f.fault("team", "a person stands either under a manager or in a team, and this row says both", "map one of the two, and the other as a group")
			return
		}
		s.lead(row, child, s.parent(f, r.Manager, r.Team), s.from(child))
		for _, group := range r.Groups {
			if team := f.get("groups", org.Team, group); team != "" {
				s.moves = append(s.moves, move{row: row, child: child, parent: team, group: true, valid: s.from(child)})
			}
		}
		s.leave(row, child, r.Groups)
	case ingest.Reporting:
		child := f.get("person", org.Person, r.Person)
		parent := s.parent(f, r.Manager, r.Team)
		switch {
		case r.Person == "":
			f.fault("person", "is missing", "map the column that says whose line this is")
		case (r.Manager == "") == (r.Team == ""):
			f.fault("manager", "a line of reporting names either a manager or a team", "map exactly one of the two")
		case r.During.Empty():
			f.fault("during", fmt.Sprintf("the time %s holds no day", r.During), "its end must come after its start")
		case child != "" && parent != "":
			s.lead(row, child, parent, r.During)
		}
	case ingest.Assignment:
		person, territory := f.get("person", org.Person, r.Person), f.get("territory", org.Territory, r.Territory)
		switch {
		case r.Person == "" || r.Territory == "":
			f.fault("territory", "an assignment needs a person and a territory", "map both columns")
		case r.During.Empty():
			f.fault("during", fmt.Sprintf("the time %s holds no day", r.During), "its end must come after its start")
		default:
			s.covers = append(s.covers, Cover{Person: person, Territory: territory, Valid: r.During})
		}
	case ingest.Subcategory:
		s.under(row, org.ID(org.Subcategory, r.ID), f.get("category", org.Category, r.Category))
	case ingest.Product:
		parent := f.get("subcategory", org.Subcategory, r.Subcategory)
		if r.Subcategory == "" {
			parent = f.get("category", org.Category, r.Category)
		}
		s.under(row, org.ID(org.Product, r.ID), parent)
	case ingest.Customer:
		s.under(row, org.ID(org.Customer, r.ID), f.get("segment", org.Segment, r.Segment))
	}
}

// parent returns the node that people under the manager, or in the team,
// belong to. A manager's team is made when first needed.
func (s *structurePlan) parent(f *finder, manager, team string) org.NodeID {
	if manager == "" {
		return f.get("team", org.Team, team)
	}
	leader := f.get("manager", org.Person, manager)
	if leader == "" {
		return ""
	}
	led := org.Led(leader)
	boss, _ := s.dir.node(leader)
	name := boss.Name + "'s team"
	existing, exists := s.dir.node(led)
	if exists && existing.Lead == leader {
		if existing.Name != name {
			existing.Name = name
			s.dir.put(existing)
		}
		return led
	}
	if exists {
		f.fault("manager", fmt.Sprintf("the team of manager %s would have the id of team %q", manager, existing.Name),
			"give teams ids that no person has, for example with a prefix")
		return ""
	}
	s.dir.put(org.Node{ID: led, Name: name, Lead: leader, Member: period.Everything})
	for _, e := range s.tree.Edges(leader) {
		if !e.Group && e.Known.IsOpen() {
			s.moves = append(s.moves, move{row: -1, child: led, parent: e.Parent, valid: e.Valid})
		}
	}
	return led
}

// lead places a person, and the team that the person leads beside him.
func (s *structurePlan) lead(row int, person, parent org.NodeID, valid period.Range) {
	if parent == "" {
		return
	}
	s.moves = append(s.moves, move{row: row, child: person, parent: parent, valid: valid})
}

// under places any other node.
func (s *structurePlan) under(row int, child, parent org.NodeID) {
	if parent != "" {
		s.moves = append(s.moves, move{row: row, child: child, parent: parent, valid: s.from(child)})
	}
}

// from returns the days on which an undated place holds: always for a node
// that is new or being loaded for the first time, else from today on.
func (s *structurePlan) from(child org.NodeID) period.Range {
	if s.stamp.Backfill || s.dir.fresh(child) || len(s.tree.Edges(child)) == 0 {
		return period.Everything
	}
	return period.Range{Start: s.stamp.Today, End: period.Never}
}

// leave ends the group memberships that a person's row no longer names. A row
// that names none says nothing about groups.
func (s *structurePlan) leave(row int, person org.NodeID, groups []string) {
	if len(groups) == 0 {
		return
	}
	for _, e := range s.tree.Edges(person) {
		if _, id := e.Parent.Split(); e.Group && e.Known.IsOpen() && e.Valid.IsOpen() && !slices.Contains(groups, id) {
			s.moves = append(s.moves, move{row: row, child: person, parent: e.Parent, group: true, leave: true,
				valid: period.Range{Start: s.stamp.Today, End: period.Never}})
		}
	}
}

// cycles returns a fault for each record whose wish makes a node belong to
// itself.
func (s *structurePlan) cycles(tree *org.Tree) map[int][]ingest.Fault {
	bad := map[int][]ingest.Fault{}
	for _, m := range s.allMoves() {
		if m.parent == "" || m.row < 0 || m.leave {
			continue
		}
		if chain := tree.Cycle(m.child, m.parent, m.valid); chain != nil {
			names := make([]string, 0, len(chain))
			for _, id := range chain {
				n, _ := s.dir.node(id)
				names = append(names, n.Name)
			}
			bad[m.row] = append(bad[m.row], ingest.Fault{Field: "manager",
				Message: "this would make the tree bite its tail: " + strings.Join(names, " → "),
				Fix:     "correct who reports to whom in one of these rows"})
		}
	}
	return bad
}

// refused reports whether a record that the plan applied has a fault now.
func (s *structurePlan) refused(faults map[int][]ingest.Fault) bool {
	for row := range faults {
		if _, described := s.nodes[row]; described || s.applied[row] {
			return true
		}
	}
	return false
}

// commit keeps the sketch and notes the nodes.
func (s *structurePlan) commit(dir *directory, changes *Changes) Outcome {
	dir.keep(s.dir)
	for _, id := range slices.Sorted(maps.Keys(dir.changed)) {
		changes.Nodes = append(changes.Nodes, dir.nodes[id])
	}
	if changes.Aliases == nil {
		changes.Aliases = map[org.NodeID]org.NodeID{}
	}
	maps.Copy(changes.Aliases, s.aliases)
	return s.outcome
}

// reclose notes the closure of every node that is new or whose ancestry may
// have changed.
func (s *structurePlan) reclose(tree *org.Tree, changes *Changes) {
	affected := map[org.NodeID]bool{}
	for id := range s.dir.added {
		affected[id] = true
	}
	for _, e := range changes.Edges {
		for _, id := range tree.Below(e.Child) {
			affected[id] = true
		}
	}
	changes.Reclosed = slices.Sorted(maps.Keys(affected))
	changes.Closure = tree.Closure(changes.Reclosed)
}

// cover notes assignments that are new or changed.
func (s *structurePlan) cover(tx Tx, changes *Changes) (Outcome, error) {
	var outcome Outcome
	if len(s.covers) == 0 {
		return outcome, nil
	}
	people := make([]org.NodeID, 0, len(s.covers))
	for _, c := range s.covers {
		people = append(people, c.Person)
	}
	slices.Sort(people)
	stored, err := tx.Covers(slices.Compact(people))
	if err != nil {
		return outcome, err
	}
	for _, c := range s.covers {
		c.Known = period.Range{Start: s.stamp.since(), End: period.Never}
		i := slices.IndexFunc(stored, func(o Cover) bool {
			return o.Person == c.Person && o.Territory == c.Territory && o.Valid.Start == c.Valid.Start && o.Known.IsOpen()
		})
		switch {
		case i < 0:
			outcome.Inserted++
		case stored[i].Valid == c.Valid:
			outcome.Unchanged++
			continue
		default:
			c.Known.Start = max(c.Known.Start, stored[i].Known.Start)
			stored[i].Known.End = c.Known.Start
			changes.Covers = append(changes.Covers, stored[i])
			outcome.Corrected++
		}
		changes.Covers = append(changes.Covers, c)
		stored = append(stored, c)
	}
	return outcome, nil
}
