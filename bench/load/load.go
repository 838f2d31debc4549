// Package load makes up a company of any size and its sales, as the files that
// a profile imports and as values for whoever writes the same rows in another
// way. The same Company gives the same rows, byte for byte, on every machine.
// It knows nothing of how they are imported or measured.
package load

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Company says how large the company is and what its sales look like.
type Company struct {
	People      int
	Span        int // people below each manager: 10,000 with 10 are five levels
	Products    int
	Categories  int
	Territories int
	Regions     int
	Customers   int
	Segments    int
	Targets     int // of people by month: everybody's of the last month, then of the one before, and so on
	Sales       int
	Lines       int  // of an order, at most; 1: every sale is an order
	UUIDs       bool // ids are random UUIDs instead of ascending numbers
	Shuffled    bool // the days come in any order instead of ascending
	Revised     bool // every tenth sale has another amount than without
	Days        int  // from First on
	Seed        uint64
}

// Sized returns the company that the goals are stated for, with so many sales
// over two years.
func Sized(sales int) Company {
	return Company{People: 10_000, Span: 10, Products: 50, Categories: 8, Territories: 50, Regions: 5, Customers: 20_000,
		Segments: 4, Targets: 40_000, Sales: sales, Lines: 1, Days: 730, Seed: 1}
}

// The organisation that the files describe, and the source of its sales.
const (
	Organisation = "load"
	Currency     = "EUR"
	SalesSource  = "sales"
)

// The profiles that Write makes. Profile holds everything; the other two hold
// the company without its sales, and its sales alone.
const (
	Profile        = "profile.yaml"
	CompanyProfile = "company.yaml"
	SalesProfile   = "sales.yaml"
)

// Files are the names of what Write makes.
var Files = []string{Profile, CompanyProfile, SalesProfile, "territory.csv", "person.csv", "product.csv", "customer.csv", "target.csv", "sale.csv"}

// Write makes the files in the folder.
func (c Company) Write(folder string) error {
	text := func(parts ...any) func(*bufio.Writer) { return func(w *bufio.Writer) { fmt.Fprint(w, parts...) } }
	for name, write := range map[string]func(*bufio.Writer){
		Profile:         text("profile: 1\nname: Load\nsource: load\n", organisation, companyFiles, saleFile, "records:\n", companyRecords, saleRecord),
		CompanyProfile:  text("profile: 1\nname: Load, the company\nsource: load\n", organisation, companyFiles, "records:\n", companyRecords),
		SalesProfile:    text("profile: 1\nname: Load, its sales\nsource: "+SalesSource+"\n", organisation, "files:\n", saleFile, "records:\n", saleRecord),
		"territory.csv": c.territories,
		"person.csv":    c.people,
		"product.csv":   c.products,
		"customer.csv":  c.customers,
		"target.csv":    c.targets,
		"sale.csv":      c.sales,
	} {
		if err := writeFile(filepath.Join(folder, name), write); err != nil {
			return err
		}
	}
	return nil
}

func (c Company) territories(w *bufio.Writer) {
	fmt.Fprintln(w, "id,name,region")
	for i := range c.Territories {
		fmt.Fprintf(w, "T%d,Territory %d,R%d\n", i, i, i%c.Regions)
	}
}

func (c Company) people(w *bufio.Writer) {
	fmt.Fprintln(w, "id,name,manager")
	for i := range c.People {
		manager := ""
		if i > 0 {
			manager = Person(c.Manager(i))
		}
		fmt.Fprintf(w, "%s,Person %d,%s\n", Person(i), i, manager)
	}
}

func (c Company) products(w *bufio.Writer) {
	fmt.Fprintln(w, "id,name,category")
	for i := range c.Products {
		fmt.Fprintf(w, "A%d,Product %d,Category %d\n", i, i, i%c.Categories)
	}
}

func (c Company) customers(w *bufio.Writer) {
	fmt.Fprintln(w, "id,name,segment")
	for i := range c.Customers {
		fmt.Fprintf(w, "C%d,Customer %d,Segment %d\n", i, i, i%c.Segments)
	}
}

func (c Company) targets(w *bufio.Writer) {
	fmt.Fprintln(w, "person,month,value")
	for t := range c.AllTargets() {
		fmt.Fprintf(w, "%s,%s,%d\n", Person(t.Person), t.Month.Format(time.DateOnly), t.Value)
	}
}

func (c Company) sales(w *bufio.Writer) {
	fmt.Fprintln(w, "id,order,day,owner,customer,product,territory,quantity,amount,cost")
	for s := range c.AllSales() {
		fmt.Fprintf(w, "%s,%s,%s,%s,C%d,A%d,T%d,%d,%d.%02d,%d.%02d\n", s.ID, s.Order, s.Day.Format(time.DateOnly),
			Person(s.Owner), s.Customer, s.Product, s.Territory, s.Quantity, s.Cents/100, s.Cents%100, s.Cost/100, s.Cost%100)
	}
}

func writeFile(path string, write func(*bufio.Writer)) error {
	file, err := os.Create(path) //nolint:gosec // the caller says where
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	write(w)
	if err := w.Flush(); err != nil {
		_ = file.Close() // the first error is the one to report
		return err
	}
	return file.Close()
}
