package ingest

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// Map reads the files of the source and emits every row as a record, or with
// the faults that stand against it. It emits the kinds in the order of Kinds,
// each kind by the entries of the profile, each file in its own order; the
// same input gives the same output. The zone is the organisation's.
//
// Map checks all files and columns before it emits anything. It returns an
// Invalid fault when the files do not fit the profile or a join is ambiguous,
// and what emit returns when that is an error. A Mapped and what it holds
// belong to the caller.
//
// Files are read twice, because a row may depend on later ones (the sum of an
// order, the next target, a repeated id), and three times when ids are
// repeated in a file of orders or targets. Only joined files, sums per order
// and the rows that are repeated are held in memory.
func (p *Profile) Map(ctx context.Context, src Source, zone *time.Location, emit func(Mapped) error) error {
	if err := p.checkFiles(ctx, src); err != nil {
		return err
	}
	for _, kind := range Kinds() {
		var feeds []feed
		for _, group := range p.groups(kind) {
			f, err := newFileFeed(ctx, src, group)
			if err != nil {
				return err
			}
			feeds = append(feeds, f)
		}
		if err := p.run(ctx, kind, feeds, zone, emit); err != nil {
			return err
		}
	}
	return nil
}

// groups returns the entries of a kind; neighbours that read the same file
// share a pass, so that the shares of one order come together.
func (p *Profile) groups(kind Kind) [][]*entry {
	var out [][]*entry
	for _, e := range p.entries {
		if e.kind != kind {
			continue
		}
		if n := len(out); n > 0 && e.file != nil && out[n-1][0].file == e.file {
			out[n-1] = append(out[n-1], e)
			continue
		}
		out = append(out, []*entry{e})
	}
	return out
}

// run maps the rows of one kind.
type run struct {
	home    *time.Location
	emit    func(Mapped) error
	feeds   []feed
	repeats *repeats
	orders  map[*entry]orders
	spans   map[*entry]*targets
}

func (p *Profile) run(ctx context.Context, kind Kind, feeds []feed, zone *time.Location, emit func(Mapped) error) error {
	if len(feeds) == 0 {
		return nil
	}
	if zone == nil {
		return fault.New(fault.Internal, "%s records are mapped without the organisation's time zone", kind)
	}
	r := &run{home: zone, emit: emit, feeds: feeds, repeats: newRepeats()}
	r.forget()
	if err := r.pass(ctx, r.survey); err != nil {
		return err
	}
	repeated, err := r.repeats.decide()
	if err != nil {
		return err
	}
	if repeated && p.looksAround(kind) {
		r.forget()
		if err := r.pass(ctx, r.sum); err != nil {
			return err
		}
	}
	for _, t := range r.spans {
		t.sort()
	}
	return r.pass(ctx, r.finish)
}

// looksAround reports whether some rows of the kind depend on others.
func (p *Profile) looksAround(kind Kind) bool {
	for _, e := range p.entries {
		if e.kind == kind && e.looksAround() {
			return true
		}
	}
	return false
}

func (e *entry) looksAround() bool { return e.settle != nil || e.span != nil && e.span.next }

// forget drops what was summed.
func (r *run) forget() {
	r.orders, r.spans = map[*entry]orders{}, map[*entry]*targets{}
}

// pass visits every row, numbered in the same way each time.
func (r *run) pass(ctx context.Context, visit func(it *item, seq int32) error) error {
	seq := int32(0)
	for _, f := range r.feeds {
		err := f.each(ctx, func(it *item) error {
			seq++
			return visit(it, seq)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// survey notes the id of a row, and sums it as though no id were repeated.
func (r *run) survey(it *item, seq int32) error {
	if len(it.faults) > 0 {
		return r.sum(it, seq)
	}
	if keyed(it.entry.kind) && !it.entry.looksAround() {
		if id, wrong := it.entry.fields["id"].id(it.frame); wrong == nil && id != "" {
			return r.repeats.add(id, it, seq)
		}
		return nil
	}
	b := &builder{item: it, home: r.home}
	record := b.build()
	if key := recordKey(record); key != "" && len(b.wrong) == 0 {
		if err := r.repeats.add(key, it, seq); err != nil {
			return err
		}
	}
	r.count(b, record, seq)
	return nil
}

// sum adds a row to the sums of its order or to the dates of its node.
func (r *run) sum(it *item, seq int32) error {
	if !it.entry.looksAround() || r.repeats.drop[seq] {
		return nil
	}
	b := &builder{item: it, home: r.home}
	b.wrong = append(b.wrong, it.faults...)
	r.count(b, b.build(), seq)
	return nil
}

func (r *run) count(b *builder, record Record, seq int32) {
	if c := r.repeats.conflict[seq]; c != nil {
		b.note(&Fault{Message: c.fault().Message})
	}
	if b.entry.settle != nil {
		if r.orders[b.entry] == nil {
			r.orders[b.entry] = orders{}
		}
		r.orders[b.entry].add(b, record)
	}
	if b.entry.span != nil && b.entry.span.next {
		if r.spans[b.entry] == nil {
			r.spans[b.entry] = &targets{nodes: map[string]*nodeDates{}}
		}
		r.spans[b.entry].add(b)
	}
}

// finish emits a row.
func (r *run) finish(it *item, seq int32) error {
	if r.repeats.drop[seq] {
		return nil
	}
	e := it.entry
	m := Mapped{File: "profile", Path: it.path, Line: it.line, Kind: e.kind, Entry: e.name}
	if e.file != nil {
		m.File = e.file.table.Name
	}
	b := &builder{item: it, home: r.home}
	m.Values = it.stored()
	if len(it.faults) > 0 {
		b.wrong = it.faults
	} else {
		m.Record = b.build()
	}
	if c := r.repeats.conflict[seq]; c != nil {
		f := c.fault()
		b.note(&f)
	}
	switch {
	case e.settle != nil:
		m.Record = r.orders[e].settle(b, m.Record, m.Values)
	case e.span != nil && e.span.next:
		m.Record = r.spans[e].close(b, m.Record, m.Values)
	}
	if k := r.repeats.kept[seq]; k != nil {
		m.Repeated, m.Replaced = k.repeated, k.replaced
	}
	if m.Faults = b.wrong; len(m.Faults) > 0 {
		m.Record = nil
	}
	return r.emit(m)
}

// recordKey returns what makes a record the same as another of its kind, empty
// when it has no id.
func recordKey(record Record) string {
	join := func(parts ...string) string { return strings.Join(parts, keySeparator) }
	switch v := record.(type) {
	case Region:
		return v.ID
	case Territory:
		return v.ID
	case Team:
		return v.ID
	case Person:
		return v.ID
	case Reporting:
		return join(v.Person, v.Manager, v.Team, v.During.String())
	case Assignment:
		return join(v.Person, v.Territory, v.During.String())
	case Category:
		return v.ID
	case Subcategory:
		return v.ID
	case Product:
		return v.ID
	case Segment:
		return v.ID
	case Customer:
		return v.ID
	case Channel:
		return v.ID
	case LeadSource:
		return v.ID
	case Stage:
		return join(string(v.Object), v.Name)
	case PlanRate:
		return join(string(v.Rate.From), string(v.Rate.To), v.Period.String())
	case Rate:
		return join(string(v.Rate.From), string(v.Rate.To), v.Day.String())
	case Target:
		return join(string(v.OfKind), v.Of, v.Metric, v.Period.String())
	case Lead:
		return v.ID
	case Opportunity:
		return v.ID
	case StageChange:
		return join(string(v.Object), v.Of, v.Stage, strconv.FormatInt(v.OccurredAt, 10))
	case Activity:
		return v.ID
	case Feedback:
		return v.ID
	case Contract:
		return v.ID
	case Training:
		return v.ID
	case Market:
		return v.ID
	case Sale:
		return v.ID
	case Split:
		return join(v.Order, v.Person, strconv.FormatBool(v.Overlay))
	}
	return ""
}
