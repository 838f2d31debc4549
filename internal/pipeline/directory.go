package pipeline

import (
	"fmt"
	"maps"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// directory finds nodes by what a source calls them. It knows the nodes that
// are stored and those that are being added.
type directory struct {
	root    org.NodeID
	under   *directory // what a sketch was made over; nil for the directory itself
	nodes   map[org.NodeID]org.Node
	aliases map[org.NodeID]org.NodeID
	// created are the kinds whose nodes are made from their ids when a record
	// names them, because the profile does not import them.
	created map[org.Kind]bool
	added   map[org.NodeID]bool // not stored yet
	changed map[org.NodeID]bool // stored otherwise, or not yet
}

// named are the kinds that are nothing but a name in most sources: they are
// always made when a record names them.
var named = []org.Kind{org.Segment, org.Channel, org.LeadSource}

func newDirectory(tx Tx, root org.NodeID, create []ingest.Kind) (*directory, error) {
	nodes, aliases, err := tx.Names()
	if err != nil {
		return nil, err
	}
	d := &directory{root: root, nodes: nodes, aliases: aliases, created: map[org.Kind]bool{}}
	for _, kind := range named {
		d.created[kind] = true
	}
	for _, kind := range create {
		d.created[org.Kind(kind)] = true
	}
	d.begin()
	return d, nil
}

// begin forgets what the last transaction added: it is stored now.
func (d *directory) begin() {
	d.added, d.changed = map[org.NodeID]bool{}, map[org.NodeID]bool{}
}

// sketch returns a directory over this one: what is put there is not known here
// until it is kept. It costs nothing, however many nodes there are.
func (d *directory) sketch() *directory {
	over := &directory{root: d.root, under: d, nodes: map[org.NodeID]org.Node{}, aliases: map[org.NodeID]org.NodeID{}, created: d.created}
	over.begin()
	return over
}

// keep takes over what was put into a sketch.
func (d *directory) keep(over *directory) {
	maps.Copy(d.nodes, over.nodes)
	maps.Copy(d.aliases, over.aliases)
	maps.Copy(d.added, over.added)
	maps.Copy(d.changed, over.changed)
}

// node returns a node that is known.
func (d *directory) node(id org.NodeID) (org.Node, bool) {
	n, ok := d.nodes[id]
	if !ok && d.under != nil {
		return d.under.node(id)
	}
	return n, ok
}

// alias returns what a source's other name means.
func (d *directory) alias(id org.NodeID) (org.NodeID, bool) {
	known, ok := d.aliases[id]
	if !ok && d.under != nil {
		return d.under.alias(id)
	}
	return known, ok
}

// fresh reports whether the node is not stored yet.
func (d *directory) fresh(id org.NodeID) bool {
	return d.added[id] || d.under != nil && d.under.fresh(id)
}

// put adds or changes a node; it reports what became of it.
func (d *directory) put(n org.Node) Outcome {
	old, exists := d.node(n.ID)
	switch {
	case exists && old == n:
		return Outcome{Unchanged: 1}
	case exists:
		d.nodes[n.ID], d.changed[n.ID] = n, true
		return Outcome{Corrected: 1}
	default:
		d.nodes[n.ID], d.changed[n.ID], d.added[n.ID] = n, true, true
		return Outcome{Inserted: 1}
	}
}

// find returns the node that the source means. An empty id means none.
func (d *directory) find(kind org.Kind, sourceID string) (org.NodeID, bool) {
	if sourceID == "" {
		return "", true
	}
	id := org.ID(kind, sourceID)
	if _, ok := d.node(id); ok {
		return id, true
	}
	if known, ok := d.alias(id); ok {
		return known, true
	}
	if d.created[kind] {
		d.put(org.Node{ID: id, Name: sourceID, Member: period.Everything})
		return id, true
	}
	return "", false
}

// finder collects what a record names and nobody knows.
type finder struct {
	*directory
	faults []ingest.Fault
}

func (f *finder) get(field string, kind org.Kind, sourceID string) org.NodeID {
	id, ok := f.find(kind, sourceID)
	if !ok {
		f.fault(field, fmt.Sprintf("there is no %s %q here", kind, shorten(sourceID)),
			fmt.Sprintf("import the %s first, correct the id, or let the profile create %ss from their ids", kind, kind))
	}
	return id
}

func (f *finder) fault(field, message, fix string) {
	f.faults = append(f.faults, ingest.Fault{Field: field, Message: message, Fix: fix})
}

func shorten(text string) string {
	const longest = 40
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}

func itemField(i int, field string) string { return fmt.Sprintf("items[%d].%s", i, field) }
