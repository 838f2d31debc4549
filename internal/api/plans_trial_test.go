package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/attainhq/attain/client"
	"github.com/attainhq/attain/internal/access"
)

// TestPlanTrial: an operation that is only tried answers with the plan as it
// would be, says what it could not do, and stores nothing.
func TestPlanTrial(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops := w.as(access.RevOps, "")
	p := newPlan(ops, map[string]any{"total": "1200000"}).allocate(ops, map[string]any{"phasing": "even"})
	const before = "100000 100000 100000 100000"
	if got := p.row("person:2"); got != before {
		t.Fatalf("Ana has %s", got)
	}
	p = p.patch(ops, map[string]any{"basis": []any{map[string]any{"node": "person:2", "leave": []any{map[string]any{"start": "2026-01-01", "end": "2026-04-01"}}}}}).want(200).plan()
	if !slices.Equal(p.Notes, []string{"basis of Ana Able"}) {
		t.Errorf("%q", p.Notes)
	}
	prorate := func(rest string, reallocate bool) planned {
		return ops.do(http.MethodPost, p.path("/prorate"+rest), map[string]any{"node": "company:small", "reallocate": reallocate}).want(200).plan()
	}

	removed := prorate("?dry_run=true", false)
	if got := removed.row("person:2"); got != "0 100000 100000 100000" || *removed.Checks.Gap != "-100000" {
		t.Errorf("removed: Ana would have %s, the gap is %s", got, *removed.Checks.Gap)
	}
	moved := prorate("?dry_run=true", true)
	if got := moved.row("person:3"); got != "200000 100000 100000 100000" || *moved.Checks.Gap != "0" {
		t.Errorf("moved: Ben would have %s, the gap is %s", got, *moved.Checks.Gap)
	}
	if !slices.Equal(moved.Notes, []string{"prorated 1: 100,000 freed"}) || moved.Version != p.Version {
		t.Errorf("%q at version %d, was %d", moved.Notes, moved.Version, p.Version)
	}
	ops.do(http.MethodPost, p.path("/allocate?dry_run=true"), map[string]any{"node": "company:small", "method": "even", "value": "9000"}).want(200).with(`"9000"`)
	ops.do(http.MethodPost, p.path("/rollup?dry_run=true"), map[string]any{"node": "company:small"}).want(200)
	now := ops.get(p.path("")).want(200).with(`"notes":[]`).plan()
	if now.Version != p.Version || now.row("person:2") != before {
		t.Errorf("a trial was stored: version %d, Ana has %s", now.Version, now.row("person:2"))
	}

	// What nobody can take over is said.
	p = p.patch(ops, map[string]any{"caps": []any{map[string]any{"node": "person:3", "value": "450000"}}}).want(200).plan()
	if tight := prorate("?dry_run=true", true); !slices.Contains(tight.Notes, "50,000 of the 100,000 that became free in 2026 Q1 · Jan–Mar of Bo Boss's team stay removed: the caps leave no place for them") {
		t.Errorf("%q", tight.Notes)
	}
}

// TestPlanJoiners: who joined since a plan was made is named before he is
// added.
func TestPlanJoiners(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops := w.as(access.RevOps, "")
	c, err := client.New(w.server.URL, client.WithToken(ops.withToken(access.RevOps).token), client.WithHTTPClient(w.server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	p := newPlan(ops, nil)
	if trial, err := c.TryRefreshPlan(t.Context(), p.ID); err != nil || len(trial.Notes) != 0 || len(trial.Rows) != len(p.Rows) {
		t.Errorf("%q, %v", trial.Notes, err)
	}
	var b batch
	ops.do(http.MethodPost, "/imports", small(t, map[string]string{"person.csv": read(t, "person.csv") + "6,eve,Eve Early,Seller,4\n"})).want(http.StatusAccepted).into(&b)
	if b = finished(ops, b.ID); b.State != "done" {
		t.Fatalf("%+v", b)
	}
	trial, err := c.TryRefreshPlan(t.Context(), p.ID)
	if err != nil || !slices.Equal(trial.Notes, []string{"added Eve Early"}) {
		t.Errorf("%q, %v", trial.Notes, err)
	}
	if now := ops.get(p.path("")).plan(); len(now.Rows) != len(p.Rows) || now.Version != p.Version {
		t.Errorf("a trial was stored: %d rows at version %d", len(now.Rows), now.Version)
	}
	done, err := c.RefreshPlan(t.Context(), p.ID)
	if err != nil || len(done.Rows) != len(p.Rows)+1 || !slices.Equal(done.Notes, trial.Notes) || done.Version != p.Version+1 {
		t.Errorf("%d rows, %q, %v", len(done.Rows), done.Notes, err)
	}
}
