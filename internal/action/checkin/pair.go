package checkin

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Pair are the two of a check-in.
type Pair struct {
	Manager org.NodeID // who leads
	Report  org.NodeID // whose numbers they talk about
}

// Has reports whether the person is one of the two.
func (p Pair) Has(person org.NodeID) bool {
	return person != "" && (p.Manager == person || p.Report == person)
}

// Reader is who asks: an argument of every read and write. The zero Reader
// reads nothing. There is none that reads everything.
type Reader struct {
	Person org.NodeID // who he is in the organisation
	Name   string     // for the history
	Leads  bool       // his role lets him lead; without it he is only a report
	// Reports are those whom he leads today. Of these alone shows what they shared
	// with him; the service fills it in.
	Reports []org.NodeID
}

// Is reports whether the reader stands on one of the sides of the pair.
func (r Reader) Is(p Pair) bool {
	return r.Person != "" && (p.Report == r.Person || r.Leads && p.Manager == r.Person)
}

// Known refuses who is nobody in the company.
func (r Reader) Known() error {
	if r.Person == "" {
		return fault.New(fault.Forbidden, "check-ins are between a person and who leads him, and your account is not linked to a person of the company; ask an admin to link it")
	}
	return nil
}

// managerOf returns who leads the person today, "" for nobody.
func managerOf(tree *org.Tree, teams *org.Teams, person org.NodeID, today period.Date) org.NodeID {
	if lead := teams.Leads[tree.Parent(person, today, today)]; lead != person {
		return lead
	}
	return ""
}

// reportsOf returns the people whom the person leads today, by id.
func reportsOf(tree *org.Tree, teams *org.Teams, person org.NodeID, today period.Date) []org.NodeID {
	var reports []org.NodeID
	for _, team := range teams.LedBy(person) {
		if teams.Groups[team] {
			continue
		}
		for _, id := range tree.Children(team, today, today) {
			if id.Kind() == org.Person && id != person {
				reports = append(reports, id)
			}
		}
	}
	return reports
}
