package shadow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
)

// Table is a sheet as it was opened: rows of text.
type Table []Row

// Row is a line of a table.
type Row struct {
	Number int // in the file, from 1
	Cells  []string
}

// Columns says what stands where, by the names in the header. "" is found by
// its name; Decimal is "." or ",", and Days "day" or "month", what comes first
// where a date leaves both open.
type Columns struct {
	Ref, Customer, Day, Amount string
	Decimal, Days              string
}

// Sheet is what was read.
type Sheet struct {
	Header  []string
	Columns Columns // as they were taken
	Lines   []Line
	Left    []Left // rows that are no deal
}

// Left is a row that was left out, and why.
type Left struct {
	Number int
	Why    string
}

// what a column holds.
type role int

const (
	refRole role = iota
	customerRole
	dayRole
	amountRole
	roles
)

// headings are how people call columns, the surest words first.
var headings = [roles][]string{
	refRole:      {"order id", "order number", "order no", "order", "deal id", "deal number", "opportunity id", "invoice number", "invoice no", "invoice", "reference", "ref", "number", "no", "id"},
	customerRole: {"customer name", "account name", "customer", "account", "client", "company", "buyer"},
	dayRole:      {"close date", "closed date", "date closed", "order date", "booking date", "booked on", "won on", "invoice date", "closed", "booked", "date", "day"},
	amountRole:   {"my credit", "credit", "net amount", "deal value", "deal size", "amount", "value", "revenue", "sales", "total", "price", "net"},
}

// Read finds the header, the columns and the deals of a table. Rows that are
// empty, or sums of those above, are left out and named. An Invalid fault tells
// of every cell that cannot be read, and what to choose.
func Read(t Table, want Columns, currency money.Currency) (Sheet, error) {
	at := slices.IndexFunc(t, func(r Row) bool { return filled(r) >= 2 && guess(r.Cells, amountRole, want.Amount) >= 0 })
	if at < 0 {
		return Sheet{}, fault.New(fault.Invalid, "no line of the file has a heading for the amounts; give one column a name like Amount, or say which column holds them")
	}
	s := Sheet{Header: t[at].Cells, Columns: want}
	in := reader{rows: t[at+1:], currency: currency}
	for r, name := range []*string{&s.Columns.Ref, &s.Columns.Customer, &s.Columns.Day, &s.Columns.Amount} {
		given := *name != ""
		in.column[r] = guess(s.Header, role(r), *name)
		if in.column[r] < 0 && given {
			return s, fault.New(fault.Invalid, "the file has no column %q; its columns are %s", *name, strings.Join(s.Header, ", "))
		}
		if in.column[r] >= 0 {
			*name = s.Header[in.column[r]]
		}
	}
	if in.column[refRole] < 0 && in.column[customerRole] < 0 {
		return s, fault.New(fault.Invalid, "no column names the deals: Attain needs the number of the order or the name of the customer; the file has %s", strings.Join(s.Header, ", "))
	}
	if err := in.decide(&s.Columns); err != nil {
		return s, err
	}
	return s, in.read(&s)
}

func filled(r Row) (n int) {
	for _, c := range r.Cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// guess returns the column of a header that has the role: the one with the given
// name, else the one with the surest word for it; -1 when there is none.
func guess(header []string, r role, name string) int {
	if name != "" {
		return slices.IndexFunc(header, func(h string) bool { return plainHeading(h) == plainHeading(name) })
	}
	for _, word := range headings[r] {
		if i := slices.IndexFunc(header, func(h string) bool { return plainHeading(h) == word }); i >= 0 {
			return i
		}
	}
	for _, word := range headings[r] { // a word of several: Amount (EUR)
		if i := slices.IndexFunc(header, func(h string) bool { return slices.Contains(strings.Fields(plainHeading(h)), word) }); i >= 0 {
			return i
		}
	}
	return -1
}

func plainHeading(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \t\n_-.:()#/€$£", r) }), " ")
}

// reader reads the rows below a header.
type reader struct {
	rows     []Row
	column   [roles]int
	currency money.Currency
	decimal  string
	days     []string // patterns of dates
}

func (in *reader) cell(r Row, of role) string {
	if i := in.column[of]; i >= 0 && i < len(r.Cells) {
		return strings.TrimSpace(r.Cells[i])
	}
	return ""
}

// Patterns of dates that have one reading, and those that have two.
var (
	clearDays  = []string{"iso", "yyyy/M/d", "d MMM yyyy", "d MMM yy", "d-MMM-yyyy", "d-MMM-yy", "MMM d, yyyy", "d.M.yyyy", "d.M.yy", "excel"}
	dayFirst   = []string{"d/M/yyyy", "d/M/yy", "d-M-yyyy"}
	monthFirst = []string{"M/d/yyyy", "M/d/yy", "M-d-yyyy"}
)

// decide finds how amounts and dates are written, by all of a column: what one
// cell leaves open another may settle.
func (in *reader) decide(c *Columns) error {
	if c.Decimal == "" {
		c.Decimal = in.mark()
	}
	in.decimal = c.Decimal
	if c.Days == "" {
		day, month := in.dated(dayFirst), in.dated(monthFirst)
		switch {
		case day == month && in.alike():
			c.Days = "day"
		case day == month:
			return fault.New(fault.Invalid, "the dates in column %q can be read with the day or with the month first; say which", c.Day)
		case day > month:
			c.Days = "day"
		default:
			c.Days = "month"
		}
	}
	in.days = append(slices.Clone(clearDays), dayFirst...)
	if c.Days == "month" {
		in.days = append(slices.Clone(clearDays), monthFirst...)
	}
	return nil
}

// mark returns the decimal mark that more of the amounts can be read with; a
// point when both do.
func (in *reader) mark() string {
	read := map[string]int{}
	for _, r := range in.rows {
		for _, mark := range []string{".", ","} {
			if _, err := ingest.ReadNumber(in.cell(r, amountRole), mark, in.currency); err == nil {
				read[mark]++
			}
		}
	}
	if read[","] > read["."] {
		return ","
	}
	return "."
}

// dated counts the dates that the patterns read.
func (in *reader) dated(patterns []string) (n int) {
	for _, r := range in.rows {
		if _, err := ingest.ReadDay(in.cell(r, dayRole), append(slices.Clone(clearDays), patterns...)...); err == nil {
			n++
		}
	}
	return n
}

// alike reports whether it does not matter which comes first: nothing in the
// column is read differently.
func (in *reader) alike() bool {
	for _, r := range in.rows {
		text := in.cell(r, dayRole)
		a, errA := ingest.ReadDay(text, append(slices.Clone(clearDays), dayFirst...)...)
		b, errB := ingest.ReadDay(text, append(slices.Clone(clearDays), monthFirst...)...)
		if errA == nil && errB == nil && a != b {
			return false
		}
	}
	return true
}

// mostMoney bounds the amounts of a sheet, so that sums and differences fit.
const mostMoney = money.Amount(1 << 60)

// read reads the deals.
func (in *reader) read(s *Sheet) error {
	var wrong fault.Fields
	var sum, all money.Amount
	s.Lines, s.Left = []Line{}, []Left{}
	for _, r := range in.rows {
		if filled(r) == 0 {
			continue
		}
		line := Line{Number: r.Number, Ref: in.cell(r, refRole), Customer: in.cell(r, customerRole)}
		text := in.cell(r, amountRole)
		if text == "" {
			s.Left = append(s.Left, Left{r.Number, "it has no amount"})
			continue
		}
		var err error
		if line.Amount, err = in.amount(text); err != nil {
			wrong.Add(fmt.Sprintf("body.line[%d].%s", r.Number, s.Columns.Amount), "%v", err)
			continue
		}
		if in.total(r, line, sum) {
			s.Left = append(s.Left, Left{r.Number, "it is the sum of lines above"})
			continue
		}
		if text := in.cell(r, dayRole); text != "" {
			if line.Day, err = ingest.ReadDay(text, in.days...); err != nil {
				wrong.Add(fmt.Sprintf("body.line[%d].%s", r.Number, s.Columns.Day), "%v", err)
				continue
			}
		}
		sum += line.Amount
		if all += max(line.Amount, -line.Amount); all > mostMoney || all < 0 {
			return fault.New(fault.Invalid, "the amounts up to line %d come to more than Attain can add up; is the right column chosen?", r.Number)
		}
		s.Lines = append(s.Lines, line)
	}
	const most = 50
	if n := len(wrong); n > most {
		wrong = wrong[:most]
	}
	return wrong.Err("some cells of the sheet cannot be read; correct them, or choose other columns")
}

func (in *reader) amount(text string) (money.Amount, error) {
	number, err := ingest.ReadNumber(text, in.decimal, in.currency)
	if err != nil {
		return 0, err
	}
	return money.FromRat(number)
}

// total reports whether a row is a sum of lines above: it says so, or says
// nothing else and is that sum.
func (in *reader) total(r Row, l Line, sum money.Amount) bool {
	for _, c := range r.Cells {
		switch strings.Trim(strings.ToLower(strings.TrimSpace(c)), ":= ") {
		case "total", "totals", "sum", "subtotal", "sub-total", "grand total":
			return true
		}
	}
	return l.Ref == "" && l.Customer == "" && l.Amount == sum && sum != 0
}
