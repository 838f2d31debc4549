package app_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/period"
)

// story is a company that does not exist, as files of SQLite are copied of it.
type story struct {
	once sync.Once
	file []byte
	err  error
}

// stories are the companies that tests asked for, by demo.Options.
var stories sync.Map

// openMadeUp opens a company that does not exist, as the demo shows it on the
// options' today. It is imported once for all tests that want the same; each
// gets a copy of its own.
func openMadeUp(t *testing.T, options demo.Options) *app.App {
	t.Helper()
	if testing.Short() {
		t.Skip("imports thousands of events")
	}
	kept, _ := stories.LoadOrStore(options, &story{})
	s := kept.(*story) //nolint:errcheck,forcetypeassert // nothing else is kept
	s.once.Do(func() { s.file, s.err = tell(context.WithoutCancel(t.Context()), options) })
	if s.err != nil {
		t.Fatal("making up the company:", s.err)
	}
	return openAppOn(t, "lark", s.file)
}

// tell imports a company, and returns its database.
func tell(ctx context.Context, options demo.Options) (file []byte, err error) {
	dir, err := os.MkdirTemp("", "attain-story-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "attain.db")
	a, err := app.Open(ctx, path, "lark", slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	_, err = a.Demo(ctx, app.Company{Name: app.MadeUp, Made: options, Today: options.Today}, nil)
	if err := errors.Join(err, a.Close()); err != nil { // closed, all is in the one file
		return nil, err
	}
	return os.ReadFile(path)
}

// openApp opens an empty database.
func openApp(t *testing.T, orgID string) *app.App {
	t.Helper()
	return openAppOn(t, orgID, nil)
}

// openAppOn opens a database that the file is all of; an empty one when it is nil.
func openAppOn(t *testing.T, orgID string, file []byte) *app.App {
	t.Helper()
	path := filepath.Join(t.TempDir(), "attain.db")
	if file != nil {
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err := app.Open(t.Context(), path, orgID, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// The companies that more than one test is about: one in which everything
// happens, and little of it, and one of a size that people work in.
var (
	smallStory = demo.Options{People: 14, Years: 2, Today: period.MustDate("2026-09-10")}
	largeStory = demo.Options{People: 45, Years: 2, Today: period.MustDate("2026-11-22")}
)
