package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/pipeline"
)

func quarantineRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: importsPath + "/{id}/rows", name: "list-quarantined-rows", summary: "Rows that an import could not use", tag: "imports", need: access.ImportFacts}, a.listRows)
	register(a, route{method: http.MethodPatch, path: importsPath + "/{id}/rows/{row_id}", name: "mend-quarantined-row", summary: "Correct values of a row; it counts with the next retry", tag: "imports", need: access.ImportFacts}, a.mendRow)
}

// rowView is a row in quarantine.
type rowView struct {
	ID     string            `json:"id"`
	File   string            `json:"file"`
	Line   int               `json:"line"`
	Kind   ingest.Kind       `json:"kind"`
	Values map[string]string `json:"values" doc:"By column."`
	Errors []rowError        `json:"errors"`
	State  string            `json:"state" enum:"quarantined,resolved"`
}

type rowError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Fix     string `json:"fix"`
}

func rowOf(q pipeline.Quarantined) rowView {
	v := rowView{ID: strconv.Itoa(q.ID), File: q.Path, Line: q.Line, Kind: q.Kind, Values: q.Values, Errors: make([]rowError, 0, len(q.Faults)), State: "quarantined"}
	if v.File == "" {
		v.File = q.File
	}
	if v.Values == nil {
		v.Values = map[string]string{}
	}
	if q.Resolved {
		v.State = "resolved"
	}
	for _, f := range q.Faults {
		v.Errors = append(v.Errors, rowError(f))
	}
	return v
}

type rowsInput struct {
	ID string `path:"id"`
	Page
}

func (a *API) listRows(ctx context.Context, c *caller, in *rowsInput) (*body[list[rowView]], error) {
	rows, err := a.quarantine(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	page, err := cut(c, in.Page, rows)
	if err != nil {
		return nil, err
	}
	out := list[rowView]{Items: make([]rowView, 0, len(page.Items)), NextCursor: page.NextCursor}
	for _, q := range page.Items {
		out.Items = append(out.Items, rowOf(q))
	}
	return answer(out), nil
}

// quarantine returns the rows of an import that exists.
func (a *API) quarantine(ctx context.Context, c *caller, id string) ([]pipeline.Quarantined, error) {
	if _, err := a.Store.Batch(ctx, c.OrgID, id); err != nil {
		return nil, err
	}
	return a.Store.Quarantine(ctx, c.OrgID, id, false)
}

type mendInput struct {
	ID    string `path:"id"`
	RowID string `path:"row_id"`
	Body  struct {
		Values map[string]string `json:"values" doc:"New values by column; columns that are left out stay."`
	}
}

func (a *API) mendRow(ctx context.Context, c *caller, in *mendInput) (*body[rowView], error) {
	rows, err := a.quarantine(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(rows, func(q pipeline.Quarantined) bool { return strconv.Itoa(q.ID) == in.RowID })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "there is no row %.40q in this import", in.RowID)
	}
	row := rows[at]
	if row.Resolved {
		return nil, fault.New(fault.Conflict, "the row is resolved; import a corrected file to change it again")
	}
	var wrong fault.Fields
	for column := range in.Body.Values {
		if _, ok := row.Values[column]; !ok {
			wrong.Add("values."+column, "there is no such column in this row; it has %s", strings.Join(slices.Sorted(maps.Keys(row.Values)), ", "))
		}
	}
	if err := wrong.Err("the row cannot be corrected like this"); err != nil {
		return nil, err
	}
	if row.Values == nil {
		row.Values = map[string]string{}
	}
	maps.Copy(row.Values, in.Body.Values)
	if err := a.Store.SaveQuarantined(ctx, c.OrgID, row); err != nil {
		return nil, err
	}
	return answer(rowOf(row)), nil
}
