package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/plan/planfile"
	"github.com/attainhq/attain/internal/rollout"
)

type planCmd struct {
	Schema planSchemaCmd `cmd:"" help:"Print the JSON Schema of plan files, for editors."`
}

type planSchemaCmd struct{}

func (planSchemaCmd) Run(r *run) error {
	_, err := r.Out.Write(planfile.Schema())
	return err
}

type applyCmd struct {
	File   string `arg:"" help:"The plan file; - for standard input."`
	Yes    bool   `short:"y" help:"Apply without asking."`
	DryRun bool   `help:"Only show what would change."`
	Reason string `help:"Why, for everyone to see; needed to lower a target or a goal."`
}

// Run shows what the file would change, and changes it.
func (c applyCmd) Run(r *run) error {
	text, err := c.read(r)
	if err != nil {
		return err
	}
	return r.with(func(a *app.App) error {
		differences, err := a.Rollout.Diff(r.ctx, a.OrgID, text)
		if err != nil {
			return lines(err)
		}
		changes := rollout.Lines(differences)
		if len(changes) == 0 {
			_, err := fmt.Fprintln(r.Out, "nothing to change: all is as the plan says")
			return err
		}
		for _, change := range changes {
			fmt.Fprintln(r.Out, changeLine(change))
		}
		if c.DryRun {
			return nil
		}
		if ask := r.asking(); !c.Yes && (ask == nil || c.File == "-" || !ask.yes(r, fmt.Sprintf("Apply %d changes?", len(differences)))) {
			if ask == nil || c.File == "-" {
				fmt.Fprintln(r.Out, "Nothing was changed. Apply it with --yes.")
			}
			return nil
		}
		if _, err := a.Rollout.Apply(r.ctx, a.OrgID, office(), text, c.Reason); err != nil {
			return lines(err)
		}
		fmt.Fprintf(r.Out, "applied %d changes\n", len(differences))
		return r.filled(a)
	})
}

func (c applyCmd) read(r *run) ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(r.In)
	}
	text, err := os.ReadFile(c.File)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "the plan cannot be read: %v", err)
	}
	return text, nil
}

// lines puts each thing that is wrong with a file on a line of its own.
func lines(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	text := f.Message
	for _, field := range f.Fields {
		text += "\n  " + field.Name + ": " + field.Message
	}
	return errors.New(text)
}

// changeLine writes a change: + goal q1-revenue, ~ goal q1-revenue value 1 → 2.
func changeLine(c rollout.Change) string {
	signs := map[planfile.Kind]string{planfile.Create: "+", planfile.Update: "~", planfile.Close: "-"}
	line := signs[c.Kind] + " " + c.What
	if c.Path != "" {
		line += " " + c.Path
	}
	switch {
	case c.From != nil && c.To != nil:
		line += ": " + *c.From + " → " + *c.To
	case c.To != nil:
		line += ": " + *c.To
	case c.From != nil:
		line += ": was " + *c.From
	}
	return line
}

type exportCmd struct {
	File string `arg:"" optional:"" type:"path" help:"File to write; standard output without it."`
}

// Run writes the whole plan. Applying it again changes nothing.
func (c exportCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		text, err := a.Rollout.Export(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		if c.File == "" {
			_, err = r.Out.Write(text)
			return err
		}
		const mode = 0o644
		return os.WriteFile(c.File, text, mode) //nolint:gosec // a plan is for everybody to read
	})
}
