package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

type demoCmd struct {
	config.Serve
	Company string `placeholder:"NAME" help:"Show only this company: larkfield (made up), adventureworks or maventech. Otherwise larkfield, and adventureworks as a second organisation."`
	People  int    `default:"60" help:"People of the company that is made up."`
	Years   int    `default:"2" help:"Years of its history."`
	Seed    uint64 `default:"1" help:"Another number makes up another company."`
	AsOf    string `placeholder:"DATE" help:"The demo's today: every page shows what was known and true on this day. What is made up ends on it."`
	Out     string `type:"path" placeholder:"DIR" help:"Only write the files of the company that is made up into this folder."`
	Fresh   bool   `help:"Throw the demo's own database away first."`
}

// Run serves a company. Without --db it is kept in a database of its own, so
// that the next start is quick.
func (c demoCmd) Run(r *run) (err error) {
	company, err := c.company()
	if err != nil {
		return err
	}
	if c.Out != "" {
		return c.write(r, company)
	}
	if err := c.database(r, company.Name); err != nil {
		return err
	}
	a, err := r.open(r.logger(c.Serve))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	fmt.Fprintln(r.Err, "Preparing the demo in", r.common.DB, "(the first start imports the company: about half a minute)")
	users, err := a.Demo(r.ctx, company, r.progress())
	if err != nil {
		return err
	}
	if terminal(r.Err) {
		fmt.Fprint(r.Err, "\r\033[K")
	}
	// The second company is imported while the first can be looked at. Its import
	// must have ended before the database is closed.
	ctx, stop := context.WithCancel(r.ctx)
	var background sync.WaitGroup
	defer background.Wait()
	defer stop()
	shareCores()
	collectSooner(garbageOfServer)
	return a.Serve(r.ctx, c.Serve, func(url string) error {
		r.links(url, users)
		_, err := fmt.Fprintf(r.Out, "Attain is ready: %s%s\n", url, users[0].Link)
		if err == nil && c.Company == "" {
			background.Go(func() { r.second(ctx, a, url) })
		}
		return err
	})
}

// company returns what is shown.
func (c demoCmd) company() (app.Company, error) {
	company := app.Company{Name: c.Company, Made: demo.Options{People: c.People, Years: c.Years, Seed: c.Seed}}
	if c.Company == "" {
		company.Name = app.MadeUp
	}
	var err error
	if c.AsOf != "" {
		company.Today, err = period.ParseDate(c.AsOf)
	}
	return company, err
}

// links prints a link for each user but the admin.
func (r *run) links(url string, users []app.DemoUser) {
	for _, u := range users[1:] {
		fmt.Fprintf(r.Out, "  as %s: %s%s\n", u.Who, url, u.Link)
	}
}

// second imports AdventureWorks beside the first company. It is an extra: when
// it fails the demo goes on without it.
func (r *run) second(ctx context.Context, a *app.App, url string) {
	users, err := a.In(app.AdventureWorks).Demo(ctx, app.Company{Name: app.AdventureWorks}, nil)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		fmt.Fprintln(r.Err, "attain: the second company is not there:", err)
	default:
		r.links(url, users)
		fmt.Fprintf(r.Out, "A second company, Adventure Works Cycles, is there too: %s%s\n", url, users[0].Link)
	}
}

// write writes the files of the company that is made up, for people to look at
// or to change.
func (c demoCmd) write(r *run, company app.Company) error {
	if company.Name != app.MadeUp {
		return fault.New(fault.Invalid, "--out writes the company that is made up; the files of %s are in the folder examples", company.Name)
	}
	if entries, err := os.ReadDir(c.Out); err == nil && len(entries) > 0 {
		return fault.New(fault.Conflict, "the folder %s is not empty; choose another, so that nothing is overwritten", c.Out)
	}
	var err error
	if company.Made.Today, err = company.Day(time.Now()); err != nil {
		return err
	}
	if err := app.MakeUp(r.ctx, company.Made, c.Out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(r.Out, "The files of %s up to %s are in %s.\nImport them with: attain import %s\n",
		demo.Name, company.Made.Today, c.Out, filepath.Join(c.Out, "profile.yaml"))
	return err
}

// database chooses where the demo is kept.
func (c demoCmd) database(r *run, company string) error {
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
	name := "demo-" + filepath.Base(company)
	if company == app.MadeUp {
		name = fmt.Sprintf("%s-%d-%d-%d", name, c.People, c.Years, c.Seed)
	}
	r.common.DB = filepath.Join(cache, "attain", name+".db")
	if !c.Fresh {
		return nil
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(r.common.DB + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
