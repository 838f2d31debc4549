package training

import (
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// ID names a programme.
type ID string

// Programme is something that people are asked to learn or practise, and the
// driver that it should move.
type Programme struct {
	ID        ID
	Name      string
	What      string        // what is done in it
	Course    string        // the training facts of this course complete it; "" for none
	Metric    metric.Series // the driver
	Archived  bool          // nobody is asked to take it any more
	MadeBy    string
	ChangedAt int64 // microseconds
	Revision  int64 // grows with every change
}

// Validate returns what is wrong with the programme.
func (p Programme) Validate() error {
	var wrong fault.Fields
	const most, long = 200, 5000
	if name := strings.TrimSpace(p.Name); name == "" || len(name) > most {
		wrong.Add("name", "is missing, or longer than %d characters", most)
	}
	if len(p.What) > long {
		wrong.Add("what", "is longer than %d characters", long)
	}
	if len(p.Course) > most {
		wrong.Add("course", "is longer than %d characters", most)
	}
	if p.Metric == "" {
		wrong.Add("metric", "is missing; say which number it should move, else nobody can tell whether it does")
	}
	return wrong.Err("this programme cannot be kept")
}

// Assignment asks a person to take a programme.
type Assignment struct {
	Programme   ID
	Person      org.NodeID
	Due         period.Date // 0: he took it without being asked
	AssignedOn  period.Date
	AssignedBy  string
	CompletedOn period.Date // as somebody said; 0 when nobody did
	CompletedBy string
}

// State says how somebody stands in a programme.
type State string

// The states.
const (
	ToDo      State = "to_do"
	Overdue   State = "overdue"
	Completed State = "completed"
)

// Participation is how a person stands in a programme: what was said, or a fact
// of its course, whichever is earlier.
type Participation struct {
	Assignment
	Fact period.Date // day of the first fact of the course; 0 without one
}

// Completed returns the day on which it was completed; 0 when it was not.
func (p Participation) Completed() period.Date {
	if p.CompletedOn == 0 || p.Fact != 0 && p.Fact < p.CompletedOn {
		return p.Fact
	}
	return p.CompletedOn
}

// State says how it stands on the day.
func (p Participation) State(today period.Date) State {
	switch {
	case p.Completed() != 0 && p.Completed() <= today:
		return Completed
	case p.Due != 0 && p.Due < today:
		return Overdue
	default:
		return ToDo
	}
}

// Actor is who does something with programmes.
type Actor struct {
	Name   string
	Person org.NodeID // "" for nobody
	Office bool       // he may set targets for everybody, and so ask everybody
	Leads  bool       // his role lets him lead
}

// Allow refuses who neither leads anybody nor speaks for all.
func (a Actor) Allow() error {
	if !a.Office && !a.Leads {
		return fault.New(fault.Forbidden, "programmes are for managers and RevOps to set up; ask your manager")
	}
	return nil
}
