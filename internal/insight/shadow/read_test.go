package shadow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/insight/shadow"
	"github.com/attainhq/attain/internal/period"
)

func table(lines ...string) shadow.Table {
	var t shadow.Table
	for i, line := range lines {
		t = append(t, shadow.Row{Number: i + 1, Cells: strings.Split(line, "|")})
	}
	return t
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table shadow.Table
		want  shadow.Columns // asked for
		lines []shadow.Line
		left  []shadow.Left
	}{
		"a plain sheet": {
			table: table("Order|Customer|Close date|Amount", "A1|Foo|2026-05-04|1,200.50", "||", "A2|Bar|2026-05-05|80", "Total|||1,280.50"),
			lines: []shadow.Line{{2, "A1", "Foo", day, eur(1200) + 5000}, {4, "A2", "Bar", day + 1, eur(80)}},
			left:  []shadow.Left{{5, "it is the sum of lines above"}},
		},
		"a title above, and a sum without a word": {
			table: table("My deals|", "Account|Value (EUR)", "Foo|€ 10", "Bar|(2)", "|8"),
			lines: []shadow.Line{{Number: 3, Customer: "Foo", Amount: eur(10)}, {Number: 4, Customer: "Bar", Amount: eur(-2)}},
			left:  []shadow.Left{{5, "it is the sum of lines above"}},
		},
		"decimal commas, the day first by one date": {
			table: table("Invoice no.|Date|Net amount", "7|03/05/2026|1.234,50", "8|13/05/2026|2,00"),
			lines: []shadow.Line{{Number: 2, Ref: "7", Day: period.MustDate("2026-05-03"), Amount: eur(1234) + 5000},
				{Number: 3, Ref: "8", Day: period.MustDate("2026-05-13"), Amount: eur(2)}},
		},
		"the month first, as asked": {
			table: table("Deal|Booked|Amount|Order id", "x|03/05/2026|5|1"),
			want:  shadow.Columns{Days: "month"},
			lines: []shadow.Line{{Number: 2, Ref: "1", Day: period.MustDate("2026-03-05"), Amount: eur(5)}},
		},
		"columns as asked": {
			table: table("what|who|how much|amount", "q1|Foo|5|9", "q2|Foo||9"),
			want:  shadow.Columns{Ref: "what", Customer: "WHO", Amount: "How much"},
			lines: []shadow.Line{{Number: 2, Ref: "q1", Customer: "Foo", Amount: eur(5)}},
			left:  []shadow.Left{{3, "it has no amount"}},
		},
		"dates of a workbook": {
			table: table("Id|Date|Amount", "1|46146|5"),
			lines: []shadow.Line{{Number: 2, Ref: "1", Day: day, Amount: eur(5)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := shadow.Read(c.table, c.want, "EUR")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.lines, s.Lines); diff != "" {
				t.Error(diff)
			}
			if c.left == nil {
				c.left = []shadow.Left{}
			}
			if diff := cmp.Diff(c.left, s.Left); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table shadow.Table
		want  shadow.Columns
		says  string
	}{
		"nothing":               {nil, shadow.Columns{}, "heading for the amounts"},
		"no header":             {table("Foo|12", "Bar|13"), shadow.Columns{}, "heading for the amounts"},
		"no deals":              {table("Date|Amount", "2026-01-01|5"), shadow.Columns{}, "no column names the deals"},
		"dates of two readings": {table("Id|Date|Amount", "1|03/05/2026|5"), shadow.Columns{}, "day or with the month first"},
		"no such column":        {table("Id|Amount", "1|5"), shadow.Columns{Customer: "Kunde"}, `no column "Kunde"`},
		"no number":             {table("Id|Amount", "1|five"), shadow.Columns{}, "some cells of the sheet cannot be read"},
		"too much":              {table("Id|Amount", "1|900000000000000"), shadow.Columns{}, "more than Attain can add up"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := shadow.Read(c.table, c.want, "EUR")
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

// FuzzRead: whatever a sheet holds, it is read or refused, and every row with
// something in it is a deal or named as left out.
func FuzzRead(f *testing.F) {
	f.Add("Order|Customer|Date|Amount\nA1|Foo|2026-05-04|1,200.50\nTotal|||1,200.50", ".", "")
	f.Add("Id|Date|Amount\n1|46146|(5)\n2|13/05/26|€7-", ",", "day")
	f.Fuzz(func(t *testing.T, text, decimal, days string) {
		if decimal != "." && decimal != "," {
			decimal = ""
		}
		if days != "day" && days != "month" {
			days = ""
		}
		s, err := shadow.Read(table(strings.Split(text, "\n")...), shadow.Columns{Decimal: decimal, Days: days}, "EUR")
		if err != nil {
			return
		}
		shadow.Compare(s.Lines, nil)
		for _, l := range s.Lines {
			if l.Ref == "" && l.Customer == "" && l.Amount == 0 && l.Number == 0 {
				t.Errorf("a line of nothing: %+v", l)
			}
		}
	})
}
