package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func sendSheet(by *who, path, kind, text string) reply {
	by.header = http.Header{"Content-Type": {kind}}
	defer func() { by.header = nil }()
	return by.do(http.MethodPost, path, strings.NewReader(text))
}

// TestPlanSheets: what goes out comes in again, as CSV and as a workbook;
// errors are named by line and column, and nothing is taken then.
func TestPlanSheets(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := newCast(w)
	p := newPlan(c.revops, nil).allocate(c.revops, nil)
	p = p.patch(c.revops, map[string]any{"cells": []any{cellOf("person:2", "2026-Q1", nil)}, "caps": []any{map[string]any{"node": "person:3", "value": "999999"}}}).plan()
	csv := c.revops.get(p.path("/export?format=csv")).want(200)
	if kind := csv.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" || !strings.Contains(csv.header.Get("Content-Disposition"), "plan.csv") {
		t.Errorf("%s", kind)
	}
	lines := strings.Split(csv.body, "\r\n")
	if lines[0] != "node_id,parent_id,name,floor,cap,2026-Q1,2026-Q2,2026-Q3,2026-Q4,total" || len(lines) != 10 {
		t.Fatalf("%q", lines)
	}
	// Ben's name begins with @, which a spreadsheet would take for a formula.
	csv.with("person:3,team:1,'@Ben Best,,999999,", "person:2,team:1,Ana Able,,,,")

	type outcome struct {
		DryRun  bool `json:"dry_run"`
		Changes []struct {
			Node     struct{ ID string }
			Period   string
			From, To *string
		}
		Total  int `json:"changes_total"`
		Errors []struct {
			Line            int
			Column, Message string
		}
		Plan *planned
	}
	send := func(by *who, query, kind, text string, status int) (out outcome, r reply) {
		t.Helper()
		r = sendSheet(by, p.path("/import"+query), kind, text).want(status)
		if status == 200 {
			r.into(&out)
		}
		return out, r
	}
	if out, _ := send(c.revops, "", "text/csv", csv.body, 200); out.Total != 0 || out.Plan == nil || out.Plan.Version != p.Version {
		t.Errorf("the same file changed %+v", out.Changes)
	}
	book := c.revops.get(p.path("/export?format=xlsx")).want(200)
	f, err := excelize.OpenReader(strings.NewReader(book.body))
	if err != nil {
		t.Fatal(err)
	}
	if value, err := f.GetCellValue("Sales 2026", "H2"); err != nil || value == "" || strings.HasPrefix(value, "'") {
		t.Errorf("%q, %v", value, err)
	}
	if out, _ := send(c.revops, "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book.body, 200); out.Total != 0 {
		t.Errorf("the same workbook changed %+v", out.Changes)
	}
	// A dry run says what would change; the file as a form.
	edited := "node_id;2026-Q1;2026-Q2;total\r\nperson:2;'1.250,50;7;\r\n"
	out, _ := send(c.revops, "?dry_run=true", "text/csv; charset=utf-8", edited, 200)
	if !out.DryRun || out.Total != 2 || out.Changes[0].Node.ID != "person:2" || *out.Changes[0].To != "1250.5" || out.Changes[0].From != nil || out.Plan.row("person:2")[:8] != "1250.5 7" {
		t.Errorf("%+v", out)
	}
	if got := c.revops.get(p.path("")).plan(); got.Version != p.Version || got.row("person:2")[:2] != "- " {
		t.Errorf("a dry run stored %s", got.row("person:2"))
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", "plan.csv")
	if err == nil {
		_, err = part.Write([]byte(edited))
	}
	if err != nil || m.Close() != nil {
		t.Fatal(err)
	}
	c.revops.do(http.MethodPost, p.path("/import?version="+fmt.Sprint(p.Version)), form{b.Bytes(), m.FormDataContentType()}).want(200).with(`"1250.5"`)
	c.revops.do(http.MethodPost, p.path("/import?version="+fmt.Sprint(p.Version)), form{b.Bytes(), m.FormDataContentType()}).want(409)

	wrong := "node_id,2026-Q1,2026-Q9\nperson:2,1,2\n"
	_, r := send(c.revops, "", "text/csv", wrong, 422)
	if e := r.problem().Errors; len(e) != 1 || e[0].Location != "body.line[1].2026-Q9" {
		t.Errorf("%+v", e)
	}
	wrong = "node_id,2026-Q1\nperson:2,1\nperson:3,=1+1\nperson:77,5\n"
	out, _ = send(c.revops, "?dry_run=true", "text/csv", wrong, 200)
	if len(out.Errors) != 2 || out.Errors[0].Line != 3 || out.Errors[0].Column != "2026-Q1" || out.Errors[1].Line != 4 || out.Plan != nil {
		t.Errorf("%+v", out)
	}
	send(c.revops, "", "text/csv", wrong, 422)
	if got := c.revops.get(p.path("")).plan().row("person:2"); !strings.HasPrefix(got, "1250.5 ") {
		t.Errorf("a part of a wrong file was taken: %s", got)
	}
	// The manager sends his team; another's rows are not there for him, and his
	// own team's number is not his to change.
	his := c.manager.get(p.path("/export?format=csv")).want(200).without("Dee", "team:4", "company:small")
	if strings.Count(his.body, "\r\n") != 4 {
		t.Errorf("%s", his.body)
	}
	send(c.manager, "", "text/csv", "node_id,2026-Q1\nperson:2,1300\n", 200)
	send(c.manager, "", "text/csv", "node_id,2026-Q1\nperson:5,1\n", 422)
	send(c.manager, "", "text/csv", "node_id,2026-Q1\nteam:1,1\n", 403)
	send(c.rep, "", "text/csv", "node_id,2026-Q1\nperson:2,1\n", 404)
	send(c.revops, "", "text/csv", "node_id\n\xff\xfe", 422)
	send(c.revops, "", "application/json", "{}", 415)
}
