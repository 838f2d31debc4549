package main

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/load"
	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/store"
)

// recording is a file of what the transactions of an import saved: what the
// storage layer is asked to write when nothing has to be read, parsed, checked
// or compared any more.
type recording struct {
	path         string
	transactions int
}

// saved is one transaction's facts and cells.
type saved struct {
	Current   []fact.Version
	Sales     []metric.SaleDay
	Mixes     []metric.MixDay
	Customers []metric.CustomerCells
	Others    []metric.Cell
	Values    []money.Amount // of Others
	Firsts    []metric.First
	At        time.Time
}

// savedOf copies what the transaction writes.
func savedOf(c pipeline.Changes) saved {
	s := saved{Current: c.Current, Firsts: c.Firsts, At: c.At}
	if c.Ledger == nil {
		return s
	}
	tally := c.Ledger.Tally()
	s.Sales, s.Mixes, s.Customers = tally.SaleDays(), tally.MixDays(), tally.CustomerCells()
	others := tally.Others()
	for _, cell := range others.Cells() {
		s.Others, s.Values = append(s.Others, cell), append(s.Values, others[cell])
	}
	return s
}

// changes returns what savedOf was given, with a tally of the same cells.
func (s saved) changes() pipeline.Changes {
	tally := metric.NewTally()
	for _, d := range s.Sales {
		cells := metric.Ledger{}
		for i, value := range d.Values {
			if value != 0 {
				cells[metric.Cell{Series: metric.SaleSeries[i], Node: d.Node, Day: d.Day, Known: d.Known}] = value
			}
		}
		tally.Add(cells, 1)
	}
	for _, d := range s.Mixes {
		cells := make(metric.Ledger, len(d.Parts)*len(metric.MixSeries))
		for _, p := range d.Parts {
			for i, value := range p.Values {
				of, _ := metric.MixOf(metric.MixSeries[i])
				cells[metric.Cell{Series: of, Node: d.Node, Day: d.Day, Known: d.Known, Customer: p.Place}] = value
			}
		}
		tally.Add(cells, 1)
	}
	for _, of := range s.Customers {
		cells := make(metric.Ledger, len(of.Values))
		for _, v := range of.Values {
			cell := of.At
			cell.Customer = v.Customer
			cells[cell] = v.Value
		}
		tally.Add(cells, 1)
	}
	for i, cell := range s.Others {
		tally.Add(metric.Ledger{cell: s.Values[i]}, 1)
	}
	return pipeline.Changes{Current: s.Current, Firsts: s.Firsts, At: s.At, Ledger: tally}
}

// recorder is a store that notes what is saved into it.
type recorder struct {
	pipeline.Store
	to *gob.Encoder
	n  int
}

// Write implements pipeline.Store.
func (r *recorder) Write(ctx context.Context, orgID string, run func(pipeline.Tx) error) error {
	return r.Store.Write(ctx, orgID, func(tx pipeline.Tx) error { return run(recordedTx{tx, r}) })
}

type recordedTx struct {
	pipeline.Tx
	to *recorder
}

// Save implements pipeline.Tx.
func (t recordedTx) Save(c pipeline.Changes) error {
	if len(c.Current) > 0 {
		if err := c.Settle(); err != nil {
			return err
		}
		if err := t.to.to.Encode(savedOf(c)); err != nil {
			return err
		}
		t.to.n++
	}
	return t.Tx.Save(c)
}

// record imports the sales of the folder and keeps what was saved.
func (r *importRun) record(ctx context.Context, folder string) (rec recording, err error) {
	location, e, err := r.opened(ctx, folder)
	if err != nil {
		return rec, err
	}
	file, err := os.CreateTemp(r.bench.folder, "recording-")
	if err != nil {
		return rec, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	buffer := bufio.NewWriter(file)
	rec.path = file.Name()
	if rec.transactions, err = recordImport(ctx, location, folder, buffer); err != nil {
		return rec, err
	}
	return rec, errors.Join(buffer.Flush(), r.close(ctx, location, e))
}

func recordImport(ctx context.Context, location, folder string, to io.Writer) (transactions int, err error) {
	db, err := store.Open(ctx, location)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	text, err := os.ReadFile(filepath.Join(folder, load.SalesProfile)) //nolint:gosec // it was written a moment ago
	if err != nil {
		return 0, err
	}
	profile, err := ingest.ParseProfile(text)
	if err != nil {
		return 0, err
	}
	source, err := csvfile.OpenFolder(folder)
	if err != nil {
		return 0, err
	}
	defer source.Close()
	r := &recorder{Store: db, to: gob.NewEncoder(to)}
	batch, err := pipeline.New(r, time.Now, func(pipeline.Beat) {}).Import(ctx,
		pipeline.Import{OrgID: load.Organisation, By: "bench", Profile: profile, Text: string(text), Source: source})
	if err == nil && batch.State != pipeline.Done {
		err = fmt.Errorf("the import ended as %s: %s", batch.State, batch.Message)
	}
	return r.n, err
}

// replay writes what was recorded into a database of Attain through its own
// storage layer, and nothing else.
func (r *importRun) replay(ctx context.Context, folder string, rec recording, attain *baseline.Engine, check bool) (err error) {
	location, e, err := r.opened(ctx, folder)
	if err != nil {
		return err
	}
	took, cpu, err := r.replayInto(ctx, location, rec, e)
	if err != nil {
		return err
	}
	r.add(&r.ceiling, took, cpu)
	if check {
		if err := sameLedger(ctx, e, attain); err != nil {
			return err
		}
	}
	return r.close(ctx, location, e)
}

func (r *importRun) replayInto(ctx context.Context, location string, rec recording, e *baseline.Engine) (took, cpu time.Duration, err error) {
	db, err := store.Open(ctx, location)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	file, err := os.Open(rec.path)
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	from := gob.NewDecoder(bufio.NewReader(file))
	for range rec.transactions {
		var s saved
		if err := from.Decode(&s); err != nil {
			return 0, 0, err
		}
		changes := s.changes()
		clock, start := r.clock(ctx, e), time.Now()
		err := db.Write(ctx, load.Organisation, func(tx pipeline.Tx) error { return tx.Save(changes) })
		took, cpu = took+time.Since(start), cpu+clock()
		if err != nil {
			return 0, 0, err
		}
	}
	return took, cpu, nil
}
