package demo

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/period"
)

// Create makes a file of the company. It is written once, from beginning to
// end.
type Create func(name string) (io.WriteCloser, error)

// sheets are the files with rows, all open at the same time.
type sheets struct {
	create Create
	open   []*sheet
	err    error // the first one; nothing is written after it

	territories, people, moves, coverage, products, customers, stages    *sheet
	rates, planRates, quotas, leads, deals, history, activities, answers *sheet
	orders, splits, contracts, training, market                          *sheet
}

// sheet is one file.
type sheet struct {
	all  *sheets
	csv  *csv.Writer
	file io.Closer
}

func newSheets(create Create) *sheets {
	s := &sheets{create: create}
	s.territories = s.sheet("territories", "id,name,region")
	s.people = s.sheet("people", "id,name,title,group,manager,hired,left")
	s.moves = s.sheet("moves", "person,manager,from")
	s.coverage = s.sheet("coverage", "person,territory,from,to")
	s.products = s.sheet("products", "id,name,category,price_eur")
	s.customers = s.sheet("customers", "id,name,segment")
	s.stages = s.sheet("stages", "of,stage,position,means")
	s.rates = s.sheet("rates", "day,usd_in_eur")
	s.planRates = s.sheet("plan_rates", "year,usd_in_eur")
	s.quotas = s.sheet("quotas", "level,id,quarter,revenue_eur")
	s.leads = s.sheet("leads", "id,company,created,source,channel,product,territory,owner,qualified,converted,disqualified,status,status_since,customer")
	s.deals = s.sheet("opportunities", "id,name,created,lead,customer,product,territory,channel,source,owner,amount,currency,expected_close")
	s.history = s.sheet("stage_history", "opportunity,stage,entered,forecast")
	s.activities = s.sheet("activities", "id,day,type,count,owner,customer,territory")
	s.answers = s.sheet("answers", "id,day,survey,score,customer,owner,territory")
	s.orders = s.sheet("orders", "line,order,day,customer,product,territory,channel,source,owner,quantity,list,net,cost,currency,status")
	s.splits = s.sheet("splits", "order,person,percent,kind")
	s.contracts = s.sheet("contracts", "id,customer,product,territory,owner,from,to,monthly,currency")
	s.training = s.sheet("training", "person,course,completed")
	s.market = s.sheet("market", "of,id,year,accounts,value_eur")
	return s
}

// sheet opens a file with a header.
func (s *sheets) sheet(name, header string) *sheet {
	out := &sheet{all: s}
	if s.err != nil {
		return out
	}
	file, err := s.create(name + ".csv")
	if err != nil {
		s.err = fmt.Errorf("creating %s.csv: %w", name, err)
		return out
	}
	out.file, out.csv = file, csv.NewWriter(file)
	s.open = append(s.open, out)
	out.row(cells(strings.Split(header, ","))...)
	return out
}

func cells(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// row writes a row; a day that is period.Never is an empty cell.
func (s *sheet) row(values ...any) {
	if s.all.err != nil {
		return
	}
	texts := make([]string, len(values))
	for i, value := range values {
		switch v := value.(type) {
		case string:
			texts[i] = v
		case int:
			texts[i] = strconv.Itoa(v)
		case cents:
			texts[i] = v.String()
		case period.Date:
			if v != period.Never {
				texts[i] = v.String()
			}
		default:
			s.all.err = fmt.Errorf("a cell cannot hold %T", value)
		}
	}
	if err := s.csv.Write(texts); err != nil && s.all.err == nil {
		s.all.err = err
	}
}

// close closes all files; it returns the first error of all.
func (s *sheets) close() error {
	errs := []error{s.err}
	for _, o := range s.open {
		o.csv.Flush()
		errs = append(errs, o.csv.Error(), o.file.Close())
	}
	return errors.Join(errs...)
}

// String writes 12.5 or 12.
func (c cents) String() string {
	const unit = 100
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	if c%unit == 0 {
		return sign + strconv.FormatInt(int64(c/unit), 10)
	}
	return fmt.Sprintf("%s%d.%02d", sign, c/unit, c%unit)
}
