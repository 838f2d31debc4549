package cli

import (
	"fmt"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/planfile"
)

// goalMove names the goal that takes a step, and why.
type goalMove struct {
	ID   string `arg:"" help:"Id of the goal; see attain goal list."`
	Note string `help:"Why, for everyone to see."`
}

func (c goalMove) move(r *run, to goal.Move) error {
	return r.with(func(a *app.App) error {
		g, err := a.Pipeline.MoveGoal(r.ctx, a.OrgID, office(), goal.ID(c.ID), to, c.Note)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "%s is %s\n", g.ID, g.State())
		return err
	})
}

type (
	goalProposeCmd  struct{ goalMove }
	goalAcceptCmd   struct{ goalMove }
	goalApproveCmd  struct{ goalMove }
	goalCloseCmd    struct{ goalMove }
	goalReturnCmd   struct{ goalMove }
	goalWithdrawCmd struct{ goalMove }
)

func (c goalProposeCmd) Run(r *run) error  { return c.move(r, goal.Propose) }
func (c goalAcceptCmd) Run(r *run) error   { return c.move(r, goal.Accept) }
func (c goalApproveCmd) Run(r *run) error  { return c.move(r, goal.Approve) }
func (c goalCloseCmd) Run(r *run) error    { return c.move(r, goal.Close) }
func (c goalReturnCmd) Run(r *run) error   { return c.move(r, goal.Return) }
func (c goalWithdrawCmd) Run(r *run) error { return c.move(r, goal.Withdraw) }

type goalEditCmd struct {
	ID     string   `arg:"" help:"Id of the goal; see attain goal list."`
	Title  *string  `help:"In a few words."`
	Owner  *string  `help:"Who has it: person:275, team:274."`
	Value  *string  `help:"What is to be reached, in the metric's unit: 0.25 for 25 %."`
	Upper  *string  `help:"The upper end, of a goal between two values."`
	Start  *string  `placeholder:"DATE" help:"First day."`
	End    *string  `placeholder:"DATE" help:"Day after the last."`
	Parent *string  `placeholder:"ID" help:"Goal that it is a part of; empty for none."`
	Why    *string  `help:"The objective that it serves."`
	Check  []string `placeholder:"DATE" help:"Days on which it is looked at, in place of those there are."`
	Reason string   `help:"Why; needed to ask for less."`
}

// Run changes what is given and leaves the rest. A value that is given is no
// longer one that follows from a change.
func (c goalEditCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		v, err := a.Attain.Goal(r.ctx, everything(a).Scope, office(), goal.ID(c.ID), 0)
		if err != nil {
			return err
		}
		text := planfile.GoalOf(v.Goal.Spec())
		for _, f := range []struct {
			to   *string
			said *string
		}{{&text.Title, c.Title}, {&text.Owner, c.Owner}, {&text.Start, c.Start}, {&text.End, c.End}, {&text.Parent, c.Parent}, {&text.Why, c.Why}} {
			if f.said != nil {
				*f.to = *f.said
			}
		}
		if c.Value != nil {
			text.Value, text.Change = c.Value, nil
		}
		if c.Upper != nil {
			text.Upper = c.Upper
		}
		if c.Check != nil {
			text.Checks = c.Check
		}
		spec, unread := text.Spec()
		if spec, err = a.Advise.Prepare(r.ctx, everything(a), spec, unread); err != nil {
			return err
		}
		before := len(v.Goal.Versions)
		g, err := a.Pipeline.ReviseGoal(r.ctx, a.OrgID, office(), goal.ID(c.ID), spec, c.Reason)
		if err != nil {
			return err
		}
		if len(g.Versions) == before {
			return fault.New(fault.Invalid, "nothing was changed; say what, for example --value")
		}
		_, err = fmt.Fprintf(r.Out, "%s is in version %d\n", g.ID, g.Latest().Number)
		return err
	})
}
