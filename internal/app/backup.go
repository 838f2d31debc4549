package app

import (
	"context"
	"fmt"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/store"
)

// Proof says how the numbers of a copy stand to its facts.
type Proof struct {
	OrgID string
	pipeline.Report
}

// Backup writes a copy of the database to a new file while it is in use, and
// returns what its numbers were found to be; nothing for a quick one, whose file
// is checked and not its numbers. The error is store.ErrDiffer when the copy
// was made and its numbers are wrong.
func Backup(ctx context.Context, location, path string, quick bool) ([]Proof, error) {
	var proofs []Proof
	err := store.Backup(ctx, location, path, func(ctx context.Context, copied *store.DB) (err error) {
		if !quick {
			proofs, err = prove(ctx, copied, true)
		}
		return err
	})
	return proofs, err
}

// Restore puts a backup into a place where there is no database yet. Numbers that
// do not recompute are refused unless they are asked for.
func Restore(ctx context.Context, path, location string, differing bool) ([]Proof, error) {
	var proofs []Proof
	err := store.Restore(ctx, path, location, func(ctx context.Context, copied *store.DB) (err error) {
		proofs, err = prove(ctx, copied, differing)
		return err
	})
	return proofs, err
}

// prove recomputes every organisation of the database.
func prove(ctx context.Context, db *store.DB, keep bool) ([]Proof, error) {
	ids, err := db.OrganisationIDs(ctx)
	if err != nil {
		return nil, err
	}
	var proofs []Proof
	wrong := 0
	for _, id := range ids {
		report, err := pipeline.Verify(ctx, db, id)
		if err != nil {
			return proofs, fmt.Errorf("recomputing %s: %w", id, err)
		}
		proofs = append(proofs, Proof{id, report})
		wrong += report.Wrong
	}
	if wrong == 0 {
		return proofs, nil
	}
	if keep {
		return proofs, store.ErrDiffer
	}
	return proofs, fault.New(fault.Conflict, "nothing was restored: %d numbers of the backup are not what its facts say; restore it all the same with --with-differences", wrong)
}
