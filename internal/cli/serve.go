package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/period"
)

type serveCmd struct {
	config.Serve
	AsOf string `placeholder:"DATE" help:"Pin the organisation's today to this day; 'clock' follows the clock again."`
}

// logger writes structured lines to standard error.
func (r *run) logger(c config.Serve) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(c.LogLevel)); err != nil {
		l = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: l}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(r.Err, options))
	}
	return slog.New(slog.NewTextHandler(r.Err, options))
}

// Run serves until it is interrupted. A database without users gets a link to
// set it up.
func (c serveCmd) Run(r *run) (err error) {
	a, err := r.open(r.logger(c.Serve))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := c.pin(r, a); err != nil {
		return err
	}
	shareCores()
	collectSooner(garbageOfServer)
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

type openapiCmd struct{}

func (openapiCmd) Run(r *run) error {
	text, err := api.OpenAPI()
	if err != nil {
		return err
	}
	_, err = r.Out.Write(text)
	return err
}
