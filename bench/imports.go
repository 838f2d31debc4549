package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/load"
	"github.com/attainhq/attain/bench/measure"
)

// importRun is the imports of one engine: each repeat takes every way of
// storing the same rows in turn, so that what else the machine does falls on
// all of them.
type importRun struct {
	*bench
	engine string

	ascending, uuids, again, corrected measure.Series // facts/s of Attain
	plain, plainUUIDs, ceiling, refill measure.Series // facts/s of the baselines
	peak                               measure.Series // MB of Attain's import
	size, plainSize                    measure.Series // MB per million facts
}

// imports measures how fast a file of sales becomes numbers.
func (b *bench) imports(ctx context.Context, engine string) error {
	r := &importRun{bench: b, engine: engine}
	company := b.company(b.imported)
	folder, err := b.files(company, "ascending")
	if err != nil {
		return err
	}
	random := company
	random.UUIDs = true
	randomFolder, err := b.files(random, "uuids")
	if err != nil {
		return err
	}
	recorded, err := r.record(ctx, folder)
	if err != nil {
		return fmt.Errorf("recording an import: %w", err)
	}
	for i := range b.repeats {
		b.say("%s: imports of %d facts, %d of %d", engine, b.imported, i+1, b.repeats)
		if err := r.ordered(ctx, company, folder, recorded, i == 0); err != nil {
			return err
		}
		if err := r.random(ctx, random, randomFolder); err != nil {
			return err
		}
	}
	r.noteAll()
	return errors.Join(os.RemoveAll(folder), os.RemoveAll(randomFolder), os.Remove(recorded.path))
}

// files writes the company's files into a folder of their own.
func (b *bench) files(c load.Company, name string) (string, error) {
	folder, err := os.MkdirTemp(b.folder, name+"-")
	if err != nil {
		return "", err
	}
	return folder, c.Write(folder)
}

// opened is an empty database of Attain that holds the company, without sales.
func (r *importRun) opened(ctx context.Context, folder string) (string, *baseline.Engine, error) {
	location, err := r.new(ctx, r.engine)
	if err != nil {
		return "", nil, err
	}
	e, err := baseline.Open(location)
	if err != nil {
		return "", nil, err
	}
	_, err = r.importProfile(ctx, e, location, folder, load.CompanyProfile, "")
	return location, e, err
}

// close gives the database up.
func (r *importRun) close(ctx context.Context, location string, e *baseline.Engine) error {
	return errors.Join(e.Close(), r.remove(ctx, location))
}

// ordered imports ascending ids, in all ways.
func (r *importRun) ordered(ctx context.Context, c load.Company, folder string, recorded recording, check bool) error {
	location, e, err := r.opened(ctx, folder)
	if err != nil {
		return err
	}
	u, err := r.importProfile(ctx, e, location, folder, load.SalesProfile, fmt.Sprintf("%d/0/0", c.Sales))
	if err != nil {
		return err
	}
	r.add(&r.ascending, u.wall, u.cpu)
	r.peak.Add(megabytes(u.peak))
	bytes, err := e.Size(ctx)
	if err != nil {
		return err
	}
	r.size.Add(megabytes(bytes) * 1e6 / float64(c.Sales))
	if err := r.bare(ctx, c, &r.plain, e); err != nil {
		return err
	}
	if err := r.replay(ctx, folder, recorded, e, check); err != nil {
		return fmt.Errorf("the ceiling: %w", err)
	}
	if err := r.recompute(ctx, folder, e, check); err != nil {
		return fmt.Errorf("the grouped recompute: %w", err)
	}
	if err := r.overExisting(ctx, c, folder, location, e); err != nil {
		return err
	}
	return r.close(ctx, location, e)
}

// overExisting imports the same rows again, and then rows of which every tenth
// has another amount.
func (r *importRun) overExisting(ctx context.Context, c load.Company, folder, location string, e *baseline.Engine) error {
	u, err := r.importProfile(ctx, e, location, folder, load.SalesProfile, fmt.Sprintf("0/0/%d", c.Sales))
	if err != nil {
		return err
	}
	r.add(&r.again, u.wall, u.cpu)
	c.Revised = true
	revised, err := r.files(c, "revised")
	if err != nil {
		return err
	}
	u, err = r.importProfile(ctx, e, location, revised, load.SalesProfile, fmt.Sprintf("0/%d/%d", c.Sales/10, c.Sales-c.Sales/10))
	if err != nil {
		return err
	}
	r.add(&r.corrected, u.wall, u.cpu)
	return os.RemoveAll(revised)
}

// random imports random ids.
func (r *importRun) random(ctx context.Context, c load.Company, folder string) error {
	location, e, err := r.opened(ctx, folder)
	if err != nil {
		return err
	}
	u, err := r.importProfile(ctx, e, location, folder, load.SalesProfile, fmt.Sprintf("%d/0/0", c.Sales))
	if err != nil {
		return err
	}
	r.add(&r.uuids, u.wall, u.cpu)
	if err := r.bare(ctx, c, &r.plainUUIDs, e); err != nil {
		return err
	}
	return r.close(ctx, location, e)
}

// bare writes the same rows into one table of the bare engine, and compares
// their sum with Attain's.
func (r *importRun) bare(ctx context.Context, c load.Company, to *measure.Series, attain *baseline.Engine) error {
	location, err := r.new(ctx, r.engine)
	if err != nil {
		return err
	}
	e, err := baseline.Open(location)
	if err != nil {
		return err
	}
	cpu := r.clock(ctx, e)
	took, err := e.Plain(ctx, c)
	if err != nil {
		return err
	}
	r.add(to, took, cpu())
	sum, rows, err := e.PlainTotal(ctx)
	if err != nil {
		return err
	}
	held, err := attain.Total(ctx, "SELECT CAST(SUM(revenue) AS BIGINT) FROM sale_day WHERE org_id = 'load' AND node = 'company:load'")
	if err != nil {
		return err
	}
	if rows != int64(c.Sales) || sum != held {
		return fmt.Errorf("the bare table holds %d rows of %d, Attain's company stands at %d", rows, sum, held)
	}
	bytes, err := e.Size(ctx)
	if err != nil {
		return err
	}
	if !c.UUIDs {
		r.plainSize.Add(megabytes(bytes) * 1e6 / float64(c.Sales))
	}
	return r.close(ctx, location, e)
}

// recompute fills the same schema plainly and makes its ledger by one grouped
// recompute.
func (r *importRun) recompute(ctx context.Context, folder string, attain *baseline.Engine, check bool) error {
	location, e, err := r.opened(ctx, folder)
	if err != nil {
		return err
	}
	cpu := r.clock(ctx, e)
	took, err := e.Refill(ctx, attain)
	if err != nil {
		return err
	}
	r.add(&r.refill, took, cpu())
	if check {
		if err := sameLedger(ctx, e, attain); err != nil {
			return err
		}
	}
	return r.close(ctx, location, e)
}

// sameLedger fails when two databases do not hold the same numbers.
func sameLedger(ctx context.Context, a, b *baseline.Engine) error {
	cells, sum, err := a.Fingerprint(ctx)
	if err != nil {
		return err
	}
	otherCells, otherSum, err := b.Fingerprint(ctx)
	if err == nil && (cells != otherCells || sum != otherSum) {
		err = fmt.Errorf("its ledger differs from Attain's: %d cells (%x), not %d (%x)", cells, sum, otherCells, otherSum)
	}
	return err
}

// clock starts to count CPU time of this process and of the engine's server.
func (b *bench) clock(ctx context.Context, e *baseline.Engine) func() time.Duration {
	pid := postmaster(ctx, e)
	server := cpuOfFamily(pid)
	own := ownCPU() // last here and first below: looking at the server costs this process time
	return func() time.Duration {
		used := ownCPU() - own
		return used + cpuOfFamily(pid) - server
	}
}

// add notes how many facts a second were stored.
func (r *importRun) add(to *measure.Series, took, cpu time.Duration) {
	to.Add(float64(r.imported) / took.Seconds())
	to.CPU += cpu.Seconds()
}

func megabytes(bytes int64) float64 {
	const mega = 1e6
	return float64(bytes) / mega
}

func (r *importRun) noteAll() {
	bare := map[string]string{sqlite: "plain insert, one table with its key, no checks", postgres: "COPY into one table with its key, no checks"}[r.engine]
	for _, m := range []measure.Measure{
		{Name: "CSV, ascending ids, all numbers fresh", Of: r.ascending, Baseline: bare, Against: r.plain},
		{Name: "CSV, ascending ids, all numbers fresh", Of: r.ascending, Baseline: "the storage layer alone: same rows and cells, no reading, parsing or checks", Against: r.ceiling},
		{Name: "CSV, ascending ids, all numbers fresh", Of: r.ascending, Baseline: "same schema, plain insert, then one grouped recompute", Against: r.refill},
		{Name: "CSV, random UUIDs as ids", Of: r.uuids, Baseline: bare, Against: r.plainUUIDs},
		{Name: "the same file again, nothing changes", Of: r.again},
		{Name: "the same ids again, every tenth corrected", Of: r.corrected},
	} {
		m.Section, m.Engine, m.Facts, m.Unit, m.Quantile, m.HigherIsBetter = importing, r.engine, r.imported, "facts/s", measure.Median, true
		r.note(m)
	}
	r.note(measure.Measure{Section: footprint, Engine: r.engine, Facts: r.imported, Name: "import, most memory", Unit: "MB", Quantile: measure.Median,
		Of: r.peak, Note: noteOfServer(r.engine)})
	r.note(measure.Measure{Section: footprint, Engine: r.engine, Facts: r.imported, Name: "database per million facts", Unit: "MB", Quantile: measure.Median,
		Of: r.size, Baseline: "one table with its key", Against: r.plainSize})
}

func noteOfServer(engine string) string {
	if engine == postgres {
		return "without PostgreSQL's"
	}
	return ""
}
