package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/money"
)

type exportInput struct {
	Question
	Selection
}

// file is an answer that is no JSON.
type file struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func textResponse(contentType, description string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: description,
		Content:     map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: "string"}}},
	}}
}

var exportHeader = []string{
	"node_id", "kind", "name", "metric", "unit", "currency", "period", "start", "end", "as_of",
	"target", "target_source", "actual", "attainment", "gap", "rank", "expected", "pace_index", "gap_to_pace", "status", "chance", "p10", "p50", "p90", "unconverted", "notes",
}

func (a *API) exportAttainment(ctx context.Context, c *caller, in *exportInput) (*file, error) {
	rows, err := a.rows(ctx, c, in.Question, in.Selection)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180
	if err := w.Write(exportHeader); err != nil {
		return nil, err
	}
	shown, err := a.shownRows(ctx, c, in.AsOf, rows.Rows)
	if err != nil {
		return nil, err
	}
	for _, f := range shown {
		if err := w.Write(exportRow(f)); err != nil {
			return nil, err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, err
	}
	return &file{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="attainment.csv"`, Body: b.Bytes()}, nil
}

// exportRow writes one row from what the wire says of it, so that the export
// can hold nothing that the list does not.
func exportRow(f figures) []string {
	end := ""
	if f.Period.End != nil {
		end = f.Period.End.String()
	}
	rank := ""
	if f.Rank != nil {
		rank = strconv.Itoa(*f.Rank)
	}
	currency := ""
	if f.Currency != nil {
		currency = string(*f.Currency)
	}
	expected, index, gapToPace := "", "", ""
	if len(f.Pace) > 0 {
		expected, index, gapToPace = f.Pace[0].Expected.String(), number(f.Pace[0].Index), f.Pace[0].GapToPace.String()
	}
	amounts := make([]string, 0, len(f.Unconverted))
	for _, u := range f.Unconverted {
		amounts = append(amounts, u.Amount.String()+" "+string(u.Currency))
	}
	status := ""
	var ends BriefOutlook
	if f.Outlook.Value != nil {
		ends = *f.Outlook.Value
		status = string(ends.Status)
	}
	row := []string{
		string(f.Node.ID), string(f.Node.Kind), f.Node.Name, string(f.Metric), string(f.Unit), currency, f.Period.ID, f.Period.Start.String(), end, f.AsOf.String(),
		number(f.Target), string(f.TargetSource), number(f.Actual), number(f.Attainment), number(f.Gap), rank,
		expected, index, gapToPace, status, number(ends.Chance), number(ends.P10), number(ends.P50), number(ends.P90), strings.Join(amounts, "; "), strings.Join(f.Notes, " "),
	}
	for i, cell := range row {
		row[i] = harmless(cell)
	}
	return row
}

func number(a *money.Amount) string {
	if a == nil {
		return ""
	}
	return a.String()
}

// harmless keeps a spreadsheet from taking a text for a formula. Numbers stay
// as they are.
func harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := money.ParseRat(cell); err == nil {
		return cell
	}
	return "'" + cell
}
