package demo

import (
	_ "embed" // the texts below
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"github.com/attainhq/attain/internal/period"
)

//go:embed profile.yaml
var profileText string

//go:embed readme.md
var readmeText string

// texts writes the profile that imports the files, and what there is to find in
// them.
func (w *World) texts(create Create) error {
	for _, t := range []struct{ name, text string }{{"profile.yaml", profileText}, {"README.md", readmeText}} {
		text, err := template.New(t.name).Delims("[[", "]]").Parse(t.text)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		file, err := create(t.name)
		if err != nil {
			return fmt.Errorf("creating %s: %w", t.name, err)
		}
		if err := writeTo(file, text, w.page()); err != nil {
			return fmt.Errorf("writing %s: %w", t.name, err)
		}
	}
	file, err := create("plan.yaml")
	if err != nil {
		return fmt.Errorf("creating plan.yaml: %w", err)
	}
	if _, err := fmt.Fprintf(file, planHead, Name); err != nil {
		return fmt.Errorf("writing plan.yaml: %w", errors.Join(err, file.Close()))
	}
	if _, err := file.Write(w.Plan().Write()); err != nil {
		return fmt.Errorf("writing plan.yaml: %w", errors.Join(err, file.Close()))
	}
	return file.Close()
}

// planHead is the comment above the plan.
const planHead = `# The goals of %s. Look at what they would change with
# attain apply --dry-run plan.yaml, and set them with attain apply plan.yaml.
`

func writeTo(file io.WriteCloser, text *template.Template, page any) error {
	if err := text.Execute(file, page); err != nil {
		_ = file.Close() // the first error is the one that tells
		return err
	}
	return file.Close()
}

// page is what the texts name.
type page struct {
	*World
	Name, TimeZone    string
	Holidays          string
	Start             period.Date
	Laggard, Newcomer string
	Mover             string
	Territory         string
	Dying, Heir       string
	Sellers           int
}

// Name is what the company is called; TimeZone is where it is at home.
const (
	Name     = "Larkfield Instruments"
	TimeZone = "Europe/Berlin"
)

func (w *World) page() page {
	p := page{World: w, Name: Name, TimeZone: TimeZone, Start: w.days.Start, Sellers: len(w.seats)}
	for _, q := range w.people {
		switch q.id {
		case w.Stories.Laggard:
			p.Laggard = q.name
		case w.Stories.Newcomer:
			p.Newcomer = q.name
		case w.Stories.Mover:
			p.Mover = q.name
		}
	}
	for _, q := range w.places {
		if q.id == w.Stories.Territory {
			p.Territory = q.name
		}
	}
	for _, q := range w.products {
		switch q.id {
		case w.Stories.Dying:
			p.Dying = q.name
		case w.Stories.Heir:
			p.Heir = q.name
		}
	}
	var days []string
	for _, d := range w.calendar.HolidayList() {
		days = append(days, d.String())
	}
	p.Holidays = strings.Join(slices.Compact(days), ", ")
	return p
}
