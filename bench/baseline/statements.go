package baseline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statements are prepared, by name.
type statements map[string]*sql.Stmt

func (e *Engine) prepare(ctx context.Context, texts map[string]string) (statements, error) {
	s := statements{}
	for name, text := range texts {
		prepared, err := e.PrepareContext(ctx, text) //nolint:sqlclosecheck // Close closes all of them
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", name, err), s.Close())
		}
		s[name] = prepared
	}
	return s, nil
}

// Close ends the statements.
func (s statements) Close() error {
	var failed error
	for _, one := range s {
		failed = errors.Join(failed, one.Close())
	}
	return failed
}

func (s statements) sum(ctx context.Context, name string, args ...any) (int64, error) {
	var sum sql.NullInt64
	if err := s[name].QueryRowContext(ctx, args...).Scan(&sum); err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return sum.Int64, nil
}

func (s statements) sums(ctx context.Context, name string, args ...any) (map[string]int64, error) {
	rows, err := s[name].QueryContext(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer rows.Close()
	sums := map[string]int64{}
	for rows.Next() {
		var of string
		var sum int64
		if err := rows.Scan(&of, &sum); err != nil {
			return nil, err
		}
		sums[of] = sum
	}
	return sums, rows.Err()
}
