package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

type serveCmd struct {
	config.Serve
	AsOf string `placeholder:"DATE" help:"Pin the organisation's today to this day; 'clock' follows the clock again."`
}

// logger writes structured lines to standard error.
func (r *run) logger(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(r.Err, &slog.HandlerOptions{Level: l}))
}

// Run serves until it is interrupted. A database without users gets a link to
// set it up.
func (c serveCmd) Run(r *run) (err error) {
	a, err := r.open(r.logger(c.LogLevel))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := c.pin(r, a); err != nil {
		return err
	}
	return a.Serve(r.ctx, c.Serve, func(url string) error {
		if c.BaseURL != "" {
			url = strings.TrimRight(c.BaseURL, "/")
		}
		open, err := a.Access.SetupOpen(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		if !open {
			_, err := fmt.Fprintf(r.Out, "Attain is ready: %s\n", url)
			return err
		}
		secret, err := a.Access.NewSetupToken(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "Attain is ready. Set it up, once, at: %s/setup?token=%s\n", url, secret)
		return err
	})
}

func (c serveCmd) pin(r *run, a *app.App) error {
	if c.AsOf == "" {
		return nil
	}
	o, err := a.DB.Organisation(r.ctx, a.OrgID)
	if err != nil {
		return err
	}
	o.Pinned = 0
	if c.AsOf != "clock" {
		if o.Pinned, err = period.ParseDate(c.AsOf); err != nil {
			return err
		}
	}
	return a.DB.SaveOrganisation(r.ctx, o)
}

type demoCmd struct {
	config.Serve
	AsOf    string `default:"2014-01-31" placeholder:"DATE" help:"The demo's today: every page shows what was known and true on this day."`
	Example string `default:"adventureworks" help:"Which of the program's examples to import."`
	Fresh   bool   `help:"Throw the demo's own database away first."`
}

// Run serves the example. Without --db it is kept in a database of its own, so
// that the next start is quick.
func (c demoCmd) Run(r *run) (err error) {
	today, err := period.ParseDate(c.AsOf)
	if err != nil {
		return err
	}
	if err := c.database(r); err != nil {
		return err
	}
	a, err := r.open(r.logger(c.LogLevel))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	fmt.Fprintln(r.Err, "Preparing the demo in", r.common.DB, "(the first start imports the example: about half a minute)")
	users, err := a.Demo(r.ctx, c.Example, today, r.progress())
	if err != nil {
		return err
	}
	if terminal(r.Err) {
		fmt.Fprint(r.Err, "\r\033[K")
	}
	return a.Serve(r.ctx, c.Serve, func(url string) error {
		for _, u := range users[1:] {
			fmt.Fprintf(r.Out, "  as %s: %s%s\n", u.Who, url, u.Link)
		}
		_, err := fmt.Fprintf(r.Out, "Attain is ready: %s%s\n", url, users[0].Link)
		return err
	})
}

// database chooses where the demo is kept.
func (c demoCmd) database(r *run) error {
	if r.common.DB != config.DefaultDB() {
		if c.Fresh {
			return fault.New(fault.Invalid, "--fresh is for the demo's own database; remove %s yourself if it may go", r.common.DB)
		}
		return nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	r.common.DB = filepath.Join(cache, "attain", "demo-"+filepath.Base(c.Example)+".db")
	if c.Fresh {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(r.common.DB + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

type openapiCmd struct{}

func (openapiCmd) Run(r *run) error {
	text, err := api.OpenAPI()
	if err != nil {
		return err
	}
	_, err = r.Out.Write(text)
	return err
}
