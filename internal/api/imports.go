package api

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/pipeline"
)

const importsPath = "/imports"

func importRoutes(a *API) {
	rt := func(method, path, name, summary string) route {
		return route{method: method, path: importsPath + path, name: name, summary: summary, tag: "imports", need: access.ImportFacts}
	}
	register(a, rt(http.MethodGet, "", "list-imports", "Imports, the latest first"), a.listImports)
	start := rt(http.MethodPost, "", "start-import", "Import files through a profile")
	start.status, start.stream = http.StatusAccepted, true
	register(a, start, a.startImport)
	// Described here and not in the type, since the framework would read the whole body.
	a.huma.OpenAPI().Paths[prefix+importsPath].Post.RequestBody = uploadBody()
	register(a, rt(http.MethodGet, "/{id}", "get-import", "One import"), a.getImport)
	retry := rt(http.MethodPost, "/{id}/retry", "retry-import", "Map the rows in quarantine again")
	retry.status = http.StatusAccepted
	register(a, retry, a.retryImport)
	undo := rt(http.MethodPost, "/{id}/undo", "undo-import", "Turn back what an import changed")
	undo.slow = true
	register(a, undo, a.undoImport)
	register(a, rt(http.MethodPost, "/{id}/cancel", "cancel-import", "Stop an import; what was stored stays"), a.cancelImport)
}

func uploadBody() *huma.RequestBody {
	file := &huma.Schema{Type: "string", Format: "binary"}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: "object", Required: []string{"profile"},
		Properties: map[string]*huma.Schema{
			"profile": {Type: "string", Description: "The profile, in YAML."},
			"files":   {Type: "array", Items: file, Description: "Matched by their names to the last part of the paths in the profile."},
			"dry_run": {Type: "string", Enum: []any{"true", "false"}, Description: "Say what would happen, and store nothing."},
		},
	}}}}
}

// batchView is an import.
type batchView struct {
	ID          string         `json:"id"`
	ProfileName string         `json:"profile_name"`
	Source      string         `json:"source"`
	State       pipeline.State `json:"state" enum:"running,done,failed,undone,cancelled,interrupted"`
	DryRun      bool           `json:"dry_run"`
	StartedAt   time.Time      `json:"started_at"`
	FinishedAt  *time.Time     `json:"finished_at"`
	By          string         `json:"by"`
	RowsRead    int            `json:"rows_read"`
	RowsTotal   *int           `json:"rows_total" doc:"Null until all have been read."`
	BytesRead   int64          `json:"bytes_read"`
	BytesTotal  int64          `json:"bytes_total"`
	Inserted    int            `json:"inserted"`
	Corrected   int            `json:"corrected"`
	Unchanged   int            `json:"unchanged"`
	Quarantined int            `json:"quarantined"`
	Rate        int            `json:"rate" doc:"Rows per second."`
	Message     string         `json:"message"`
	Kinds       []kindCount    `json:"kinds"`
}

type kindCount struct {
	Kind        ingest.Kind `json:"kind"`
	Inserted    int         `json:"inserted"`
	Corrected   int         `json:"corrected"`
	Unchanged   int         `json:"unchanged"`
	Quarantined int         `json:"quarantined"`
}

func batchOf(b pipeline.Batch, now time.Time) batchView {
	total := b.Totals()
	v := batchView{
		ID: b.ID, ProfileName: b.Name, Source: b.Source, State: b.State, DryRun: b.DryRun, StartedAt: moment(b.StartedAt), By: b.By,
		RowsRead: b.RowsRead, BytesRead: b.BytesRead, BytesTotal: b.BytesTotal, Message: b.Message,
		Inserted: total.Inserted, Corrected: total.Corrected, Unchanged: total.Unchanged, Quarantined: total.Quarantined,
		Kinds: make([]kindCount, 0, len(b.Kinds)),
	}
	end := now
	if b.FinishedAt != 0 {
		end = moment(b.FinishedAt)
		v.FinishedAt = &end
	}
	if b.State == pipeline.Done || b.State == pipeline.Undone {
		v.RowsTotal = &v.RowsRead
	}
	if took := end.Sub(v.StartedAt); took > 0 && b.State != pipeline.Interrupted {
		v.Rate = int(float64(b.RowsRead) / took.Seconds())
	}
	for _, k := range b.Kinds {
		v.Kinds = append(v.Kinds, kindCount{k.Kind, k.Inserted, k.Corrected, k.Unchanged, k.Quarantined})
	}
	return v
}

func (a *API) listImports(ctx context.Context, c *caller, in *pageInput) (*body[list[batchView]], error) {
	before, err := in.position(c)
	if err != nil {
		return nil, err
	}
	batches, err := a.Store.RecentBatches(ctx, c.OrgID, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := list[batchView]{Items: []batchView{}}
	for i, b := range batches {
		if i == in.Limit {
			page.NextCursor = newCursor(c, batches[i-1].ID)
			break
		}
		page.Items = append(page.Items, batchOf(b, a.Now()))
	}
	return answer(page), nil
}

type batchInput struct {
	ID string `path:"id"`
}

func (a *API) getImport(ctx context.Context, c *caller, in *batchInput) (*body[batchView], error) {
	b, err := a.Store.Batch(ctx, c.OrgID, in.ID)
	return answer(batchOf(b, a.Now())), err
}

func (a *API) startImport(ctx context.Context, c *caller, _ *none) (*body[batchView], error) {
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	up, err := a.receive(c)
	if err != nil {
		return nil, err
	}
	source, err := a.OpenFolder(up.files)
	if err != nil {
		up.remove(a.Log)
		return nil, err
	}
	job := pipeline.Import{OrgID: c.OrgID, By: by, Profile: up.profile, Text: up.text, Source: source, DryRun: up.dryRun}
	b, err := a.inBackground(ctx, job, func() {
		if closer, ok := source.(interface{ Close() error }); ok {
			_ = closer.Close() // it was only read from
		}
		up.remove(a.Log)
	})
	return answer(batchOf(b, a.Now())), err
}

type retryInput struct {
	ID   string `path:"id"`
	Body *struct {
		Profile string `json:"profile,omitempty" doc:"The profile, edited; left out for the one of the import."`
	}
}

func (a *API) retryImport(ctx context.Context, c *caller, in *retryInput) (*body[batchView], error) {
	old, err := a.Store.Batch(ctx, c.OrgID, in.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case old.State == pipeline.Running:
		return nil, fault.New(fault.Conflict, "the import is still running; wait until it is done, or cancel it")
	case old.DryRun:
		return nil, fault.New(fault.Conflict, "a dry run stored nothing that could be mended; import the files again")
	}
	words := old.Profile
	if in.Body != nil && in.Body.Profile != "" {
		words = in.Body.Profile
	}
	profile, err := parseProfile(words)
	if err != nil {
		return nil, err
	}
	if profile.Source != old.Source {
		return nil, invalid("body.profile", fault.New(fault.Invalid, "is of source %q, but the rows came from %q", profile.Source, old.Source))
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	b, err := a.inBackground(ctx, pipeline.Import{OrgID: c.OrgID, By: by, Profile: profile, Text: words, Retry: old.ID}, func() {})
	return answer(batchOf(b, a.Now())), err
}

// ended is how an import returned.
type ended struct {
	batch pipeline.Batch
	err   error
}

// inBackground starts an import and returns its batch as soon as it is known.
// after is called at the import's end, also when it cannot start.
func (a *API) inBackground(ctx context.Context, im pipeline.Import, after func()) (pipeline.Batch, error) {
	told, end := make(chan pipeline.Batch, 1), make(chan ended, 1)
	im.Progress = func(b pipeline.Batch) {
		select {
		case told <- b:
		default: // only the first counts
		}
	}
	im.Patience = 24 * time.Hour // whoever makes room on the disk should not have to start the server anew
	one, err := a.jobs.run(func(ctx context.Context) {
		defer after()
		b, err := a.Pipeline.Import(ctx, im)
		if err != nil && fault.KindOf(err) == fault.Internal {
			a.Log.LogAttrs(ctx, slog.LevelError, "an import failed", slog.String("batch", b.ID), slog.Any("error", err))
		}
		totals := b.Totals()
		a.Log.LogAttrs(ctx, slog.LevelInfo, "import ended", slog.String("batch", b.ID), slog.String("state", string(b.State)), slog.Int("rows", b.RowsRead),
			slog.Int("inserted", totals.Inserted), slog.Int("corrected", totals.Corrected), slog.Int("quarantined", totals.Quarantined),
			slog.Duration("took", time.Duration(b.FinishedAt-b.StartedAt)*time.Microsecond))
		end <- ended{b, err}
	})
	if err != nil {
		after()
		return pipeline.Batch{}, err
	}
	b, err := a.begun(ctx, im.OrgID, told, end)
	if err == nil {
		a.jobs.name(b.ID, one)
	}
	return b, err
}

// begun waits until the import's batch is stored. The pipeline tells of it
// before it reads anything.
func (a *API) begun(ctx context.Context, orgID string, told <-chan pipeline.Batch, end <-chan ended) (pipeline.Batch, error) {
	select {
	case <-ctx.Done():
		return pipeline.Batch{}, ctx.Err()
	case b := <-told:
		return b, nil
	case e := <-end:
		if stored, err := a.Store.Batch(ctx, orgID, e.batch.ID); err == nil {
			return stored, nil // the batch says how it ended
		}
		return e.batch, e.err
	}
}

// undoImport goes on when the browser leaves: half an undo helps nobody.
func (a *API) undoImport(ctx context.Context, c *caller, in *batchInput) (*body[batchView], error) {
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	end := make(chan ended, 1)
	_, err = a.jobs.run(func(ctx context.Context) {
		b, err := a.Pipeline.Undo(ctx, c.OrgID, by, in.ID)
		end <- ended{b, err}
	})
	if err != nil {
		return nil, err
	}
	select {
	case e := <-end:
		return answer(batchOf(e.batch, a.Now())), e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *API) cancelImport(ctx context.Context, c *caller, in *batchInput) (*body[batchView], error) {
	b, err := a.Store.Batch(ctx, c.OrgID, in.ID)
	if err != nil {
		return nil, err
	}
	if b.State != pipeline.Running {
		return nil, fault.New(fault.Conflict, "the import is not running any more; it is %s", b.State)
	}
	if one, here := a.jobs.find(in.ID); here {
		one.cancel()
		select {
		case <-one.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		b, err = a.Store.Batch(ctx, c.OrgID, in.ID)
	} else {
		b, err = a.stopElsewhere(ctx, b, c.OrgID)
	}
	if err != nil {
		return nil, err
	}
	return answer(batchOf(b, a.Now())), nil
}

// stopElsewhere asks the server that runs the import to stop it, and waits a
// while for that. The import's state says what came of it.
func (a *API) stopElsewhere(ctx context.Context, b pipeline.Batch, orgID string) (pipeline.Batch, error) {
	const patience, every = 30 * time.Second, 100 * time.Millisecond
	if err := a.Store.StopBatch(ctx, orgID, b.ID, a.Now()); err != nil {
		return b, err
	}
	over := time.After(patience)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return b, ctx.Err()
		case <-over:
			return b, nil // it stops before it stores anything more
		case <-tick.C:
		}
		var err error
		if b, err = a.Store.Batch(ctx, orgID, b.ID); err != nil || b.State != pipeline.Running {
			return b, err
		}
	}
}

// sweepUploads removes what a server that crashed left of old uploads.
func (a *API) sweepUploads() {
	const old = 24 * time.Hour
	entries, err := os.ReadDir(a.UploadDir)
	if err != nil {
		return // the folder is made with the first upload
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && isUploadDir(e.Name()) && a.Now().Sub(info.ModTime()) > old {
			upload{dir: uploadPath(a.UploadDir, e.Name())}.remove(a.Log)
		}
	}
}
