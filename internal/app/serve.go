package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/connector/datafile"
	"github.com/attainhq/attain/internal/connector/xlsx"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/ui"
)

// Serve answers requests until the context ends, then finishes what is under
// way. ready is called with the server's address once it listens.
func (a *App) Serve(ctx context.Context, options config.Serve, ready func(url string) error) (err error) {
	if err := a.interrupt(ctx); err != nil {
		return err
	}
	measured, err := a.observe(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, measured.close(context.WithoutCancel(ctx))) }()
	server, err := api.New(api.Deps{
		OrgID: a.OrgID, Store: a.DB, Access: a.Access, Attain: a.Attain, Advise: a.Advise, Calls: a.Calls, Foresee: a.Foresee, Shadow: a.Shadow, Gap: a.Gap, Movement: a.Movement, Funnel: a.Funnel, Trades: a.Trades, Fairness: a.Fairness, Patterns: a.Patterns, CatchUp: a.CatchUp, Follow: a.Follow, Checkins: a.Checkins, Training: a.Training, Contests: a.Contests, Alerts: a.Alerts, Honours: a.Honours, Cards: a.Cards, Pipeline: a.Pipeline,
		Rollout: a.Rollout, Plans: a.Plans, Workbooks: xlsx.Workbooks{},
		OpenFolder: openFolder,
		Page:       ui.Handler(), Now: a.now, Log: a.log, UploadDir: options.Data, BaseURL: options.BaseURL, TrustProxy: options.TrustProxy,
		Watch: measured.watch(),
	})
	if err != nil {
		return err
	}
	if !ui.Built() {
		a.log.Warn("the page is not part of this program; make build puts it in")
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", options.Listen)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the address %s cannot be used: %v; choose another with --listen", options.Listen, err)
	}
	measured.follow(server)
	a.Alerts.Keep(time.Duration(options.AlertsKept) * 24 * time.Hour)
	if err := a.withMail(options, "http://"+listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}
	herald := newHerald(a, server.Alerted, server.Foreseen)
	foresight := newForesight(a, func(orgID string) {
		server.Foreseen(orgID)
		herald.foreseen(orgID)
	})
	stopFilling := a.fillBeside(ctx, measured, func(b pipeline.Beat) {
		server.Publish(b)
		foresight.nudge()
	})
	defer stopFilling()
	server.Start(context.WithoutCancel(ctx)) // until Stop: while it drains it still answers
	defer server.Stop()
	defer herald.beside(ctx)()
	defer foresight.beside(ctx)()
	defer a.giveBeside(ctx)()

	web := a.webServer(server)
	failed := make(chan error, 1)
	each := options.Connections / 4
	if options.TrustProxy {
		each = 0 // they all come from the proxy
	}
	go func() { failed <- web.Serve(newBounded(listener, options.Connections, each)) }()
	if err := ready("http://" + listener.Addr().String()); err != nil {
		return errors.Join(err, web.Close())
	}
	if err := a.until(ctx, failed); err != nil {
		return err
	}
	return a.drain(context.WithoutCancel(ctx), server, web, options)
}

// until does what is to be done from time to time, until the context ends or
// serving fails.
func (a *App) until(ctx context.Context, failed <-chan error) error {
	const perLook, perPicture = 30 * time.Second, 10 * time.Minute
	sweep, look, picture := time.NewTicker(time.Hour), time.NewTicker(perLook), time.NewTicker(perPicture)
	defer sweep.Stop()
	defer picture.Stop()
	defer look.Stop()
	for {
		select {
		case err := <-failed:
			return fmt.Errorf("serving: %w", err)
		case <-sweep.C:
			if _, err := a.Access.Sweep(ctx); err != nil && ctx.Err() == nil {
				a.log.Error("clearing old sessions", "error", err)
			}
		case <-look.C:
			if err := a.interrupt(ctx); err != nil && ctx.Err() == nil {
				a.log.Error("looking for imports that were left running", "error", err)
			}
		case <-picture.C:
			if err := a.snapshots(ctx); err != nil && ctx.Err() == nil {
				a.log.Error("keeping the forecasts of the week", "error", err)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// drain ends the server without breaking anything off: first it says that it is
// not ready, then it takes no more requests and lets event streams go, and ends
// when the requests under way have ended.
func (a *App) drain(ctx context.Context, server *api.API, web *http.Server, options config.Serve) error {
	a.log.Info("stopping; a second signal ends at once", "delay", options.DrainDelay, "time", options.DrainTime)
	server.Drain()
	time.Sleep(options.DrainDelay)
	ctx, cancel := context.WithTimeout(ctx, options.DrainTime)
	defer cancel()
	if err := web.Shutdown(ctx); err != nil {
		a.log.Warn("requests were cut off", "error", err)
		return web.Close()
	}
	return nil
}

// interrupt marks imports that a server left running when it was killed, of
// every organisation; this one's, and those of others that share the database.
func (a *App) interrupt(ctx context.Context) error {
	ids, err := a.DB.OrganisationIDs(ctx)
	for _, id := range ids {
		if err := a.DB.InterruptBatches(ctx, id, a.now()); err != nil {
			return err
		}
	}
	return err
}

// webServer bounds how long a client may take to speak. Answers have no bound:
// event streams and downloads last as long as they must.
func (a *App) webServer(server *api.API) *http.Server {
	const (
		headers = 10 * time.Second
		idle    = 2 * time.Minute
		largest = 64 << 10
	)
	web := &http.Server{Handler: server.Handler(), ReadHeaderTimeout: headers, IdleTimeout: idle, MaxHeaderBytes: largest}
	web.RegisterOnShutdown(server.CloseStreams)
	return web
}

// openFolder opens the files of an import, in whatever format each is.
func openFolder(dir string) (ingest.Source, error) {
	folder, err := csvfile.OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	return datafile.Source{Files: folder}, nil
}
