package api

import (
	"bytes"
	"context"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/quota"
)

var scorecardHeader = []string{"section", "name", "detail", "target", "actual", "attainment", "gap", "share", "pace", "chance", "finish", "low", "high", "score", "status"}

// exportScorecard writes from what the wire says, so that the workbook can hold
// nothing that the page does not.
func (a *API) exportScorecard(ctx context.Context, c *caller, in *scorecardInput) (*file, error) {
	out, err := a.scorecard(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return a.workbook(cardSheet(out), "scorecard-"+out.Card.Period.ID)
}

func (a *API) exportScorecards(ctx context.Context, c *caller, in *scorecardsInput) (*file, error) {
	out, err := a.scorecardsOf(ctx, c, in)
	if err != nil {
		return nil, err
	}
	s := sheetOf(out.Period.Label)
	for _, row := range out.Items {
		given := ""
		if row.Given.Value != nil {
			given = "given as known on " + row.Given.Value.AsOf.String()
		}
		s.add("person", row.Node.Name, given, map[string]*money.Amount{"target": row.Target, "actual": row.Counted, "attainment": row.Attainment, "score": row.Score}, string(row.Status))
	}
	return a.workbook(s, "scorecards-"+out.Period.ID)
}

func (a *API) workbook(s *sheet, name string) (*file, error) {
	var b bytes.Buffer
	err := a.Workbooks.Write(&b, s.Sheet)
	return &file{ContentType: xlsxType, Disposition: `attachment; filename="` + name + `.xlsx"`, Body: b.Bytes()}, err
}

// sheet is a table that grows by rows.
type sheet struct{ quota.Sheet }

func sheetOf(title string) *sheet {
	s := &sheet{quota.Sheet{Title: title}}
	head := quota.Line{Number: 1}
	for _, name := range scorecardHeader {
		head.Fields = append(head.Fields, quota.Field{Text: name})
	}
	s.Lines = append(s.Lines, head)
	return s
}

// add writes a row: three texts, numbers by their columns, the status.
func (s *sheet) add(section, name, detail string, numbers map[string]*money.Amount, status string) {
	line := quota.Line{Number: len(s.Lines) + 1}
	for i, column := range scorecardHeader {
		field := quota.Field{}
		switch {
		case i == 0:
			field.Text = section
		case i == 1:
			field.Text = harmless(name)
		case i == 2:
			field.Text = harmless(detail)
		case column == "status":
			field.Text = status
		case numbers[column] != nil:
			field.Number = quota.Number{Set: true, Amount: *numbers[column]}
		}
		line.Fields = append(line.Fields, field)
	}
	s.Lines = append(s.Lines, line)
}

func cardSheet(v scorecardView) *sheet {
	c := v.Card
	s := sheetOf(c.Node.Name + " " + c.Period.Label)
	known := "as known on " + c.AsOf.String()
	if v.Given.Value != nil && v.Given.Value.AsOf == c.AsOf {
		known = "as given on " + c.AsOf.String()
	}
	s.add("score", c.Node.Name, c.Period.Label+", "+known, map[string]*money.Amount{"score": c.Score.Value}, "")
	for _, l := range c.Lines {
		s.add(string(l.Kind), l.Name, l.Start.String()+" to "+(l.End-1).String(), map[string]*money.Amount{"target": l.Target, "actual": l.Actual, "attainment": l.Attainment,
			"gap": l.Gap, "share": l.Share, "pace": l.Pace, "chance": l.Chance, "finish": l.Finish, "low": l.Low, "high": l.High}, string(l.Status))
	}
	if m := c.Members; m != nil {
		for _, row := range m.Rows {
			s.add("member", row.Node.Name, m.Name, map[string]*money.Amount{"target": row.Target, "actual": row.Counted, "attainment": row.Attainment, "score": row.Score}, string(row.Status))
		}
		if m.Total != nil {
			s.add("member", "Others", m.Name, map[string]*money.Amount{"actual": &m.Rest}, "")
			s.add("member", "Late", m.Name, map[string]*money.Amount{"actual": &m.Late}, "")
			s.add("member", "Total", m.Name, map[string]*money.Amount{"actual": m.Total}, "")
		}
	}
	for _, d := range c.Drivers {
		s.add("driver", d.Name, "twelve months: "+string(d.Place)+"; period: "+string(d.Variation), map[string]*money.Amount{"actual": d.Own, "low": d.Low, "high": d.High}, "")
	}
	if t := c.Trend; t != nil {
		for _, p := range t.Points {
			s.add("trend", p.Period.Label, t.Name, map[string]*money.Amount{"actual": p.Value, "low": p.Each, "high": p.NowEach}, "")
		}
	}
	s.rest(v)
	return s
}

// rest writes what is no number of the period itself.
func (s *sheet) rest(v scorecardView) {
	for _, w := range v.Card.Awards {
		s.add("recognition", w.Title, w.Day.String()+" "+w.Why, nil, "")
	}
	for _, p := range v.Card.Proposals {
		s.add("proposal", p.Period.Label+": "+p.Name, p.Text, map[string]*money.Amount{"target": p.Set, "finish": p.Value, "low": p.Low, "high": p.High}, string(p.Kind))
	}
	for _, d := range v.Changes {
		s.add("change", d.Name, d.What+" then and now", map[string]*money.Amount{"low": d.Before, "high": d.After}, "")
	}
}
