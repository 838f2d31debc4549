package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
)

const (
	csvType   = "text/csv"
	xlsxType  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mostSheet = 32 << 20 // bytes of a file with a plan's numbers
)

type exportPlanInput struct {
	PlanPath
	Format string `query:"format" enum:"csv,xlsx" default:"csv"`
}

func (a *API) exportPlan(ctx context.Context, c *caller, in *exportPlanInput) (*file, error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	v, err := a.Plans.Get(ctx, c.OrgID, by, quota.ID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &file{ContentType: csvType + "; charset=utf-8", Disposition: `attachment; filename="plan.csv"`}
	var b bytes.Buffer
	if in.Format == "xlsx" {
		out.ContentType, out.Disposition = xlsxType, `attachment; filename="plan.xlsx"`
		err = a.Workbooks.Write(&b, v.Sheet(v.Seen))
	} else {
		err = writeCSV(&b, v.Sheet(v.Seen))
	}
	out.Body = b.Bytes()
	return out, err
}

func writeCSV(to io.Writer, s quota.Sheet) error {
	w := csv.NewWriter(to)
	w.UseCRLF = true // RFC 4180
	for _, line := range s.Lines {
		row := make([]string, len(line.Fields))
		for i, f := range line.Fields {
			row[i] = harmless(f.Text)
			if f.Number.Set {
				row[i] = f.Number.Amount.String()
			}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

type importPlanInput struct {
	PlanPath
	DryRun  bool   `query:"dry_run" doc:"Only say what would change, and what is wrong."`
	Version int    `query:"version" minimum:"0" doc:"Of the plan that the caller has seen; 0: whatever it is now."`
	Reason  string `query:"reason" maxLength:"2000" doc:"Needed to lower a number of an active plan."`
}

// planImport is what became of a file.
type planImport struct {
	DryRun  bool            `json:"dry_run"`
	Changes []planChange    `json:"changes" doc:"The first of them."`
	Changed int             `json:"changes_total"`
	Errors  []planLineError `json:"errors" doc:"Of a dry run; without one, they are the problem's."`
	Plan    maybe[planView] `json:"plan" doc:"As it is after the import, or would be; null when there are errors."`
}

type planLineError struct {
	Line    int    `json:"line"`
	Column  string `json:"column"`
	Message string `json:"message"`
}

// sheetBody describes the request.
func sheetBody() *huma.RequestBody {
	file := &huma.Schema{Type: "string", Format: "binary"}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		csvType:  {Schema: &huma.Schema{Type: "string"}},
		xlsxType: {Schema: file},
		"multipart/form-data": {Schema: &huma.Schema{Type: "object", Required: []string{"file"},
			Properties: map[string]*huma.Schema{"file": file}}},
	}}
}

func (a *API) importPlan(ctx context.Context, c *caller, in *importPlanInput) (*body[planImport], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	// Who may not see the plan need not send it a file.
	if _, err := a.Plans.Get(ctx, c.OrgID, by, quota.ID(in.ID)); err != nil {
		return nil, err
	}
	sheet, err := a.sheet(c)
	if err != nil {
		return nil, err
	}
	var wrong []quota.SheetFault
	v, done, err := a.Plans.Edit(ctx, c.OrgID, by, quota.ID(in.ID), pipeline.PlanEdit{Version: in.Version, What: quota.Imported, Note: in.Reason, DryRun: in.DryRun,
		Do: func(p quota.Plan, _ []quota.Place) (quota.Done, error) {
			var edit quota.Edit
			seen, _ := p.Visible(by)
			if edit, wrong = p.Read(sheet, seen); len(wrong) > 0 {
				return quota.Done{Plan: p}, errLines
			}
			edit.Reason = in.Reason
			return p.Apply(edit)
		}})
	if errors.Is(err, errLines) {
		if !in.DryRun {
			return nil, linesProblem(wrong)
		}
		out := planImport{DryRun: true, Changes: []planChange{}, Errors: []planLineError{}}
		for _, w := range wrong {
			out.Errors = append(out.Errors, planLineError(w))
		}
		return answer(out), nil
	}
	if err != nil {
		return nil, err
	}
	out := planImport{DryRun: in.DryRun, Changes: changesOf(v, linesOf(v), done.Changes), Changed: quota.Event{Changes: done.Changes}.Count(), Errors: []planLineError{}}
	plan := planOf(v)
	out.Plan.Value = &plan
	return answer(out), nil
}

var errLines = errors.New("some lines cannot be used")

// linesProblem says what is wrong with the lines of a file.
func linesProblem(wrong []quota.SheetFault) error {
	const most = 200
	var fields fault.Fields
	for _, w := range wrong[:min(most, len(wrong))] {
		at := fmt.Sprintf("body.line[%d]", w.Line)
		if w.Column != "" {
			at += "." + w.Column
		}
		fields.Add(at, "%s", w.Message)
	}
	return fields.Err("nothing of the file was taken: %d of its fields cannot be used; mend them and send it again", len(wrong))
}

// sheet reads the file of the request, as the body or as the field file of a
// form.
func (a *API) sheet(c *caller) (quota.Sheet, error) {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, mostSheet+1<<20) // with room for what a form adds
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil && c.r.Header.Get("Content-Type") != "" {
		kind = ""
	}
	control := http.NewResponseController(c.w)
	hold := func() { a.hold(control) }
	var data []byte
	switch kind {
	case "multipart/form-data":
		data, err = formFile(c.r, hold)
	case csvType, xlsxType, "application/octet-stream", "text/plain":
		data, err = readAll(patient{c.r.Body, hold})
	default:
		return quota.Sheet{}, newProblem(http.StatusUnsupportedMediaType, "send the file as text/csv, as a workbook (.xlsx), or as the field file of multipart/form-data", nil)
	}
	if err != nil {
		return quota.Sheet{}, a.brokenSheet(err)
	}
	_ = control.SetReadDeadline(time.Time{}) // all of it is here; after an error the rest is not waited for
	if bytes.HasPrefix(data, []byte("PK")) {
		return a.Workbooks.Read(bytes.NewReader(data))
	}
	return readCSV(data)
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, mostSheet+1))
	if err == nil && len(data) > mostSheet {
		err = &http.MaxBytesError{Limit: mostSheet}
	}
	return data, err
}

func formFile(r *http.Request, hold func()) ([]byte, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the request is not the multipart/form-data that it says it is")
	}
	for {
		hold()
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, invalid("body.file", fault.New(fault.Invalid, "is missing; send the file in this field"))
		}
		if err != nil {
			return nil, err
		}
		if part.FormName() == "file" {
			return readAll(patient{part, hold})
		}
	}
}

// brokenSheet tells why a file could not be read to its end.
func (a *API) brokenSheet(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.Wrap(err, fault.TooLarge, "the file holds more than %d MiB; send a part of the plan at once", mostSheet>>20)
	}
	return a.broken(err)
}

// readCSV reads text with commas, semicolons or tabs between its columns, as
// spreadsheets write it.
func readCSV(data []byte) (quota.Sheet, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return quota.Sheet{}, fault.New(fault.Invalid, "the file is neither a workbook nor text in UTF-8; save it as .xlsx or as CSV UTF-8")
	}
	first, err := bufio.NewReader(bytes.NewReader(data)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return quota.Sheet{}, err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	for _, comma := range []rune{';', '\t'} {
		if strings.Count(first, string(comma)) > strings.Count(first, string(r.Comma)) {
			r.Comma = comma
		}
	}
	s := quota.Sheet{DecimalComma: r.Comma == ';'}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return s, fault.Wrap(err, fault.Invalid, "the file cannot be read as CSV: %v", err)
		}
		at, _ := r.FieldPos(0)
		line := quota.Line{Number: at}
		for _, text := range record {
			if strings.ContainsRune(text, 0) {
				return s, fault.New(fault.Invalid, "line %d holds the character U+0000, which no text has", at)
			}
			line.Fields = append(line.Fields, quota.Field{Text: text})
		}
		s.Lines = append(s.Lines, line)
	}
}
