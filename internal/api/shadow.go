package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"

	"github.com/attainhq/attain/internal/insight/shadow"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

const (
	shadowPath  = "/nodes/{id}/shadow"
	shadowTable = "/nodes/{id}/shadow.csv"
)

func shadowRoutes(a *API) {
	register(a, route{method: http.MethodPost, path: shadowPath, name: "compare-sheet", summary: "Hold somebody's own spreadsheet against a number, line by line", tag: "receipts"}, a.compareSheet)
	table := route{method: http.MethodPost, path: shadowTable, name: "compare-sheet-table", summary: "The same comparison as a table", tag: "receipts",
		responses: textResponse(csvType, "A line for each line of the sheet and for each deal that it lacks.")}
	register(a, table, a.compareSheetTable)
	for _, path := range []string{shadowPath, shadowTable} {
		a.huma.OpenAPI().Paths[prefix+path].Post.RequestBody = sheetBody()
	}
}

type shadowInput struct {
	Node
	Question
	Ref      string `query:"ref" maxLength:"200" doc:"Column with the numbers of orders; default: found by its name."`
	Customer string `query:"customer" maxLength:"200" doc:"Column with the names of customers."`
	Day      string `query:"day" maxLength:"200" doc:"Column with dates."`
	Amount   string `query:"amount" maxLength:"200" doc:"Column with amounts, in the organisation's currency."`
	Decimal  string `query:"decimal" enum:",point,comma" doc:"How decimals are marked; default: as most amounts can be read."`
	Days     string `query:"days" enum:",day,month" doc:"What comes first in dates like 03/04/2026; default: as all of the column can be read."`
}

// shadowView is a sheet beside a number.
type shadowView struct {
	Node     nodeRef        `json:"node"`
	Currency money.Currency `json:"currency"`
	Period   periodView     `json:"period"`
	AsOf     period.Date    `json:"as_of" format:"date"`
	Header   []string       `json:"header" doc:"The columns of the sheet."`
	Columns  shadowColumns  `json:"columns" doc:"What was taken for what; empty where there is none."`
	Left     []shadowLeft   `json:"left" doc:"Lines that are no deal."`
	Sheet    money.Amount   `json:"sheet" doc:"What the lines of the sheet come to."`
	Attain   money.Amount   `json:"attain" doc:"What Attain counts: sheet plus all differences."`
	Sums     []shadowSum    `json:"sums" doc:"The differences by reason."`
	Matches  []shadowMatch  `json:"matches" doc:"The first 5,000."`
	Total    int            `json:"matches_total"`
}

type shadowColumns struct {
	Ref      string `json:"ref"`
	Customer string `json:"customer"`
	Day      string `json:"day"`
	Amount   string `json:"amount"`
	Decimal  string `json:"decimal" enum:"point,comma"`
	Days     string `json:"days" enum:"day,month"`
}

type shadowLeft struct {
	Line int    `json:"line"`
	Why  string `json:"why"`
}

type shadowSum struct {
	Reason     shadow.Reason `json:"reason" enum:"same,rounded,split,converted,changed,differs,other_period,other_person,cancelled,repeated,quarantined,unknown,missing"`
	Says       string        `json:"says"`
	Count      int           `json:"count"`
	Difference money.Amount  `json:"difference"`
}

type shadowMatch struct {
	Reason     shadow.Reason     `json:"reason" enum:"same,rounded,split,converted,changed,differs,other_period,other_person,cancelled,repeated,quarantined,unknown,missing"`
	Why        string            `json:"why" doc:"In a sentence; empty where both say the same."`
	By         string            `json:"by" doc:"How the two were found to be one deal."`
	Line       maybe[shadowLine] `json:"line" doc:"Null for a deal that the sheet lacks."`
	Deal       maybe[shadowDeal] `json:"deal" doc:"Null for a line that is no deal that the caller may see."`
	Difference money.Amount      `json:"difference"`
}

type shadowLine struct {
	Number   int           `json:"number" doc:"In the file, from 1."`
	Ref      string        `json:"ref"`
	Customer string        `json:"customer"`
	Day      *period.Date  `json:"day" format:"date"`
	Amount   *money.Amount `json:"amount"`
}

type shadowDeal struct {
	Source   string        `json:"source"`
	Order    string        `json:"order"`
	Customer string        `json:"customer"`
	Day      *period.Date  `json:"day" format:"date"`
	Credited *money.Amount `json:"credited" doc:"Null where it does not count here, or stands beside an earlier line."`
}

func (a *API) compared(ctx context.Context, c *caller, in *shadowInput) (shadow.Comparison, error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return shadow.Comparison{}, err
	}
	// Who may not see the node need not send it a file.
	if _, err := a.Attain.Node(ctx, v.scope, id, q); err != nil {
		return shadow.Comparison{}, err
	}
	sheet, err := a.sheet(c)
	if err != nil {
		return shadow.Comparison{}, err
	}
	want := shadow.Columns{Ref: in.Ref, Customer: in.Customer, Day: in.Day, Amount: in.Amount, Days: in.Days, Decimal: map[string]string{"point": ".", "comma": ","}[in.Decimal]}
	if want.Decimal == "" && sheet.DecimalComma {
		want.Decimal = ","
	}
	return a.Shadow.Compare(ctx, v.scope, id, q, tableOf(sheet), want)
}

func tableOf(s quota.Sheet) shadow.Table {
	t := make(shadow.Table, 0, len(s.Lines))
	for _, line := range s.Lines {
		row := shadow.Row{Number: line.Number, Cells: make([]string, 0, len(line.Fields))}
		for _, f := range line.Fields {
			row.Cells = append(row.Cells, f.Text)
		}
		t = append(t, row)
	}
	return t
}

func (a *API) compareSheet(ctx context.Context, c *caller, in *shadowInput) (*body[shadowView], error) {
	found, err := a.compared(ctx, c, in)
	if err != nil {
		return nil, err
	}
	const most = 5000
	columns := found.Sheet.Columns
	out := shadowView{Node: nodeRef(found.Node), Currency: found.Currency, Period: periodOf(found.Period, found.AsOf), AsOf: found.AsOf,
		Header:  found.Sheet.Header,
		Columns: shadowColumns{columns.Ref, columns.Customer, columns.Day, columns.Amount, map[string]string{".": "point", ",": "comma"}[columns.Decimal], columns.Days},
		Left:    []shadowLeft{}, Sheet: found.Result.Sheet, Attain: found.Attain, Sums: []shadowSum{}, Matches: []shadowMatch{}, Total: len(found.Matches)}
	for _, left := range found.Sheet.Left {
		out.Left = append(out.Left, shadowLeft{left.Number, left.Why})
	}
	for _, s := range found.Sums {
		out.Sums = append(out.Sums, shadowSum{s.Reason, s.Reason.Says(), s.Count, s.Difference})
	}
	for _, m := range found.Matches[:min(most, len(found.Matches))] {
		out.Matches = append(out.Matches, matchOf(m, found.Currency))
	}
	return answer(out), nil
}

func matchOf(m shadow.Match, currency money.Currency) shadowMatch {
	out := shadowMatch{Reason: m.Reason, Why: m.Why(currency), By: m.By, Difference: m.Difference}
	if l := m.Line; l != nil {
		out.Line.Value = &shadowLine{l.Number, l.Ref, l.Customer, dayOrNil(l.Day), &l.Amount}
	}
	if e := m.Entry; e != nil {
		deal := shadowDeal{Source: e.Source, Order: e.Order, Customer: e.CustomerName, Day: dayOrNil(e.Day)}
		if e.Place == shadow.Here && !m.Rest && m.Reason != shadow.Repeated {
			deal.Credited = &e.Credited
		}
		out.Deal.Value = &deal
	}
	return out
}

func dayOrNil(day period.Date) *period.Date {
	if day == 0 {
		return nil
	}
	return &day
}

func (a *API) compareSheetTable(ctx context.Context, c *caller, in *shadowInput) (*file, error) {
	found, err := a.compared(ctx, c, in)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180
	rows := [][]string{{"line", "sheet_ref", "sheet_customer", "sheet_date", "sheet_amount", "order", "customer", "date", "credited", "difference", "reason", "why"}}
	for _, m := range found.Matches {
		row := []string{"", "", "", "", "", "", "", "", "", m.Difference.String(), string(m.Reason), m.Why(found.Currency)}
		if l := m.Line; l != nil {
			row[0], row[1], row[2], row[3], row[4] = fmt.Sprint(l.Number), harmless(l.Ref), harmless(l.Customer), dayText(l.Day), l.Amount.String()
		}
		if e := m.Entry; e != nil {
			row[5], row[6], row[7] = harmless(e.Order), harmless(e.CustomerName), dayText(e.Day)
			if e.Place == shadow.Here && !m.Rest && m.Reason != shadow.Repeated {
				row[8] = e.Credited.String()
			}
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return &file{ContentType: csvType + "; charset=utf-8", Disposition: `attachment; filename="comparison.csv"`, Body: b.Bytes()}, nil
}

func dayText(day period.Date) string {
	if day == 0 {
		return ""
	}
	return day.String()
}
