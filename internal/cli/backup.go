package cli

import (
	"errors"
	"fmt"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/store"
)

type backupCmd struct {
	File  string `arg:"" type:"path" help:"File to write; it must not exist yet."`
	Quick bool   `help:"Check the file and not every number in it."`
}

// Run exits with 1 when the copy was made and its numbers are wrong.
func (c backupCmd) Run(r *run) error {
	proofs, err := app.Backup(r.ctx, r.common.DB, c.File, c.Quick)
	if err != nil && !errors.Is(err, store.ErrDiffer) {
		return err
	}
	fmt.Fprintln(r.Out, "written to", c.File)
	return r.proved(proofs, err)
}

type restoreCmd struct {
	File            string `arg:"" type:"existingfile" help:"The backup."`
	WithDifferences bool   `help:"Restore even when its numbers are not what its facts say."`
}

// Run restores to where --db says.
func (c restoreCmd) Run(r *run) error {
	proofs, err := app.Restore(r.ctx, c.File, r.common.DB, c.WithDifferences)
	if err != nil && !errors.Is(err, store.ErrDiffer) {
		return err
	}
	fmt.Fprintln(r.Out, "restored from", c.File)
	return r.proved(proofs, err)
}

// proved prints how the numbers of a copy were found.
func (r *run) proved(proofs []app.Proof, err error) error {
	for _, p := range proofs {
		fmt.Fprintf(r.Out, "%s: ", p.OrgID)
		if failed := r.report(p.Report); failed != nil && err == nil {
			err = failed
		}
	}
	if errors.Is(err, store.ErrDiffer) {
		return exit(exitFailed)
	}
	return err
}
