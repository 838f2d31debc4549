// Package cli is the command line. Each command is a struct with its options
// and a Run; what commands do is done by package app and the services.
//
// Results go to standard output, everything else to standard error. A person
// at a terminal gets tables, a program what it asks for with --format.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"os/user"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/store"
)

// Exit codes.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitQuarantined = 3 // an import left rows in quarantine
)

// Streams are the program's standard streams.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// run is what every command gets.
type run struct {
	Streams
	ctx     context.Context //nolint:containedctx // one command is one piece of work
	common  config.Common
	version string
}

// exit ends the program with a code, without a message of its own.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

type commands struct {
	config.Common

	Serve      serveCmd      `cmd:"" help:"Run the server."`
	Demo       demoCmd       `cmd:"" help:"Run the server with example data, and print a link that signs in."`
	Import     importCmd     `cmd:"" help:"Import files as a profile describes them."`
	Imports    importsCmd    `cmd:"" help:"List imports, look at their quarantine, run rows again, undo."`
	Close      closeCmd      `cmd:"" help:"Close a period: its numbers do not change any more."`
	Reopen     reopenCmd     `cmd:"" help:"Open the period that was closed last again."`
	Attainment attainmentCmd `cmd:"" help:"Print target, actual and attainment."`
	Explain    explainCmd    `cmd:"" help:"Say why a number is off its plan: where the gap lies, in plain words."`
	Call       callCmd       `cmd:"" help:"The human forecast: what people commit to, beside what is won and open."`
	Project    projectCmd    `cmd:"" help:"Foresee where goals and targets end, as the server does by itself."`
	Scorecards scorecardsCmd `cmd:"" help:"Give the scorecards of a period that is over, as the server does by itself."`
	Calibrate  calibrateCmd  `cmd:"" help:"Say how good the chances were: foresee the past again, week by week, and compare with what came."`
	Forecast   forecastCmd   `cmd:"" help:"Forecast series of numbers from a file: where they go, how sure that is, and whether it beats last year's numbers."`
	Goal       goalCmd       `cmd:"" help:"Set goals in a sentence, judge them, and take them through their life."`
	Metric     metricCmd     `cmd:"" help:"List, show and define what is counted."`
	Apply      applyCmd      `cmd:"" help:"Apply a plan file: goals, targets, metrics, stages and plan rates as text."`
	Export     exportCmd     `cmd:"" help:"Write the whole plan as a plan file."`
	Plan       planCmd       `cmd:"" help:"Help with writing plan files."`
	Receipt    receiptCmd    `cmd:"" help:"Write the receipt of a number, or verify one."`
	Verify     verifyCmd     `cmd:"" help:"Recompute every number from facts and report any difference."`
	User       userCmd       `cmd:"" help:"Add, list and change users."`
	Token      tokenCmd      `cmd:"" help:"Make, list and revoke API tokens."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the database's schema up to date, or show its version."`
	Backup     backupCmd     `cmd:"" help:"Write a checked copy of the database to a file while it is in use."`
	Restore    restoreCmd    `cmd:"" help:"Put a backup into a place where there is no database yet."`
	Openapi    openapiCmd    `cmd:"" help:"Print the description of the REST API."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

// Run runs one command and returns the exit code.
func Run(streams Streams, version string, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the next one ends the program at once, as the system
	// does it: everything that was acknowledged is durable by then.
	context.AfterFunc(ctx, stop)
	r := &run{Streams: streams, ctx: ctx, version: version}
	err := r.parseAndRun(args)
	var code exit
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	default:
		fmt.Fprintln(streams.Err, "attain:", err)
		var usage *kong.ParseError
		if errors.As(err, &usage) {
			fmt.Fprintln(streams.Err, "Run attain --help, or attain COMMAND --help.")
			return exitUsage
		}
		return exitFailed
	}
}

func (r *run) parseAndRun(args []string) error {
	if err := config.Secrets(); err != nil {
		return err
	}
	resolver, err := config.File(args)
	if err != nil {
		return err
	}
	options := []kong.Option{
		kong.Name("attain"),
		kong.Description("Sales targets that can be hit, tracked live and explained."),
		kong.Vars{"default_db": config.DefaultDB(), "version": r.version},
		kong.Writers(r.Out, r.Err),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(code int) { panic(exit(code)) }),
	}
	if resolver != nil {
		options = append(options, kong.Resolvers(resolver))
	}
	var cmds commands
	parser, err := kong.New(&cmds, options...)
	if err != nil {
		return err
	}
	return r.guarded(func() error {
		parsed, err := parser.Parse(args)
		if err != nil {
			return err
		}
		r.common = cmds.Common
		return parsed.Run(r)
	})
}

// guarded turns kong's way out (help was printed) into an exit code.
func (r *run) guarded(do func() error) (err error) {
	defer func() {
		if recovered := recover(); recovered != nil {
			code, ok := recovered.(exit)
			if !ok {
				panic(recovered)
			}
			if err = code; code == exitOK {
				err = nil
			}
		}
	}()
	return do()
}

// open opens the database that the options name.
func (r *run) open(log *slog.Logger) (*app.App, error) {
	fill := r.common.Fill
	return app.Open(r.ctx, r.common.DB, r.common.Org, log, app.Filling(fill.AtOnce, fill.Step, fill.Settle))
}

// with runs the function with an opened app.
func (r *run) with(do func(*app.App) error) (err error) {
	a, err := r.open(slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return do(a)
}

// filled fills the series that a command has begun, and counts anew what it has
// changed, for there may be no server that does. Where there is one, both do.
func (r *run) filled(a *app.App) error {
	told := -1
	return a.Pipeline.FillAll(r.ctx, a.OrgID, func(left int) {
		if left != told {
			fmt.Fprintf(r.Err, "counting all that ever happened, for %d new series or changes; a server goes on with it when you stop here\n", left)
		}
		told = left
	})
}

// operator names who runs the command, for the record.
func operator() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return "cli:" + u.Username
	}
	return "cli"
}

// isTerminal reports whether a person types what is read from the file.
func isTerminal(in interface{ Fd() uintptr }) bool { return term.IsTerminal(int(in.Fd())) }

// terminal returns the stream as a file when a person sits before it.
func terminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

type versionCmd struct{}

func (versionCmd) Run(r *run) error {
	_, err := fmt.Fprintln(r.Out, "attain", r.version)
	return err
}

type migrateCmd struct {
	Status bool `help:"Only say which version the schema has."`
}

// Run opens the database, which brings it up to date.
func (c migrateCmd) Run(r *run) error {
	if !c.Status {
		if err := r.with(func(*app.App) error { return nil }); err != nil {
			return err
		}
	}
	current, newest, err := store.SchemaOf(r.ctx, r.common.DB)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.Out, "schema version %d of %d\n", current, newest)
	tables, distributed, citus, err := store.DistributedOf(r.ctx, r.common.DB)
	if citus {
		fmt.Fprintf(r.Out, "Citus: %d of %d tables are distributed by org_id\n", distributed, tables)
	}
	return err
}
