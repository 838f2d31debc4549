package pipeline

import (
	"context"

	"github.com/attainhq/attain/internal/ingest"
)

// parcel is what the goroutine that maps hands to the one that stores: rows that
// are applied together, and how far the reading was.
type parcel struct {
	rows []ingest.Mapped
	read extent
}

// extent is how far the files are read.
type extent struct {
	rows              int
	bytes, bytesTotal int64
}

// stream maps rows in a goroutine of its own while this one stores those before
// them, in their order. A parcel waits between the two, and no more: memory does
// not grow with the file.
func (im *importer) stream(ctx context.Context, mapRows func(context.Context, *gatherer) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parcels := make(chan parcel, 1)
	var failure error // of the mapping; read when parcels is closed
	go func() {
		defer close(parcels)
		g := &gatherer{ctx: ctx, perWrite: im.perWrite, parcels: parcels, tables: map[string]ingest.Progress{}}
		if failure = mapRows(ctx, g); failure == nil {
			failure = g.send() // even when there are no rows: now all of the files is read
		}
	}()
	for p := range parcels {
		if err := im.storeParcel(ctx, p); err != nil {
			stop()
			for range parcels { // until the mapping has ended
				continue
			}
			return err
		}
	}
	return failure
}

func (im *importer) storeParcel(ctx context.Context, p parcel) error {
	im.batch.RowsRead, im.batch.BytesRead, im.batch.BytesTotal = p.read.rows, p.read.bytes, p.read.bytesTotal
	im.report()
	if len(p.rows) == 0 {
		return nil
	}
	for _, piece := range pieces(p.rows, im.perWrite) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := im.storeRows(ctx, piece); err != nil {
			return err
		}
	}
	return nil
}

// gatherer makes parcels of mapped rows.
type gatherer struct {
	ctx      context.Context //nolint:containedctx // it lives as long as the mapping
	parcels  chan<- parcel
	perWrite int             // rows that one transaction stores
	waiting  []ingest.Mapped // of one kind, or of one story
	read     extent
	sent     int64                      // bytes that were read until the last parcel
	tables   map[string]ingest.Progress // every table is looked at before the first row is mapped
}

// watched is the source of the import, counting how much of it has been read.
func (g *gatherer) watched(job Import) ingest.Source {
	return job.Profile.Watch(job.Source, func(p ingest.Progress) {
		g.read.bytes += p.Read - g.tables[p.Table].Read
		g.read.bytesTotal += p.Total - g.tables[p.Table].Total
		g.tables[p.Table] = p
	})
}

// take adds a row to those that wait, and hands them on when they are enough.
func (g *gatherer) take(m ingest.Mapped) error {
	if len(g.waiting) > 0 && g.waiting[0].Kind != m.Kind && (!oneStory(m.Kind) || !oneStory(g.waiting[0].Kind)) {
		if err := g.flush(); err != nil {
			return err
		}
	}
	g.waiting = append(g.waiting, m)
	g.read.rows++
	if len(g.waiting) >= heldFor(m.Kind, g.perWrite) || g.wide(m.Kind) {
		return g.flush()
	}
	return g.ctx.Err()
}

// wide reports whether the rows that wait were so long that they are enough: a
// row holds the text that it was read from. What belongs together waits for more.
func (g *gatherer) wide(kind ingest.Kind) bool {
	const most = 16 << 20
	return heldFor(kind, g.perWrite) == g.perWrite && g.read.bytes-g.sent >= most
}

// flush hands on the rows that wait.
func (g *gatherer) flush() error {
	if len(g.waiting) == 0 {
		return nil
	}
	return g.send()
}

func (g *gatherer) send() error {
	select {
	case g.parcels <- parcel{g.waiting, g.read}:
		g.waiting, g.sent = nil, g.read.bytes
		return nil
	case <-g.ctx.Done():
		return g.ctx.Err()
	}
}
