package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/attainhq/attain/client"
)

const (
	writers      = 3 // of single sales
	longest      = 1500 * time.Millisecond
	salesOfEach  = 40 // ids that a writer chooses from, so that he corrects and withdraws what is there
	perRequest   = 3
	twins        = 5 // sales of a round that every writer posts alike, as two feeds of one system do
	ofTheseTwice = 10
)

// attack lets everybody write until the servers are killed. With two servers one dies first, and those who wrote there
// go on at the other.
func (w *victim) attack(servers int) {
	w.t.Helper()
	var running []*server
	var doors []*client.Client
	for range servers {
		s := start(w.t, w.db, "serve")
		running, doors = append(running, s), append(doors, w.caller(s))
	}
	w.draw()
	var wait sync.WaitGroup
	tallies := make([]tally, writers+1) // and one that closes months
	for i := range writers {
		rng := rand.New(rand.NewPCG(w.rng.Uint64(), uint64(i)))
		order := slices.Concat(doors[i%servers:], doors[:i%servers])
		wait.Go(func() { tallies[i].write(w, order, i, rng) })
	}
	if len(over(time.Now())) > 0 {
		order, rng := slices.Clone(doors), rand.New(rand.NewPCG(w.rng.Uint64(), writers))
		wait.Go(func() { tallies[writers].closeAndOpen(w, order, rng) })
	}
	importer, team, file := doors[servers-1], &w.team, &w.files[len(w.files)-1]
	var imports tally
	wait.Go(func() {
		imports.upload(importer, team)
		imports.upload(importer, file)
	})
	for _, s := range running {
		time.Sleep(time.Duration(w.rng.Int64N(int64(longest))))
		if err := s.cmd.Process.Kill(); err != nil {
			w.t.Errorf("SIGKILL: %v (had the program ended before?)", err)
		}
		<-s.exited
	}
	wait.Wait()
	for _, one := range slices.Concat(tallies, []tally{imports}) {
		for id, acknowledged := range one.twins {
			if s := w.stand(id); acknowledged {
				s.known = twin
			} else {
				s.doubt = append(s.doubt, twin)
			}
		}
		w.acknowledged += one.acknowledged
		w.imports += one.imports
		w.closes += one.closes
		w.killed += one.killed
		if one.err != nil {
			w.t.Error(one.err)
		}
	}
}

// draw makes what this round imports: another team, and a file with new rows and with corrected ones of an earlier file.
func (w *victim) draw() {
	w.team = teamFile(w.rng)
	var b strings.Builder
	b.WriteString("id,date,amount,rep\n")
	for i := range fileRows {
		of := w.round
		if i%ofTheseTwice == 0 {
			of = w.rng.IntN(w.round + 1)
		}
		day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, w.rng.IntN(300))
		fmt.Fprintf(&b, "f%d-%d,%s,%d.%02d,r%d\n", of, i, day.Format(time.DateOnly), w.rng.IntN(10_000), w.rng.IntN(100), w.rng.IntN(reps))
	}
	w.files = append(w.files, fileOf{profile: salesProfile, name: "sales.csv", text: b.String()})
	for i := range writers {
		for n := range salesOfEach {
			w.stand(fmt.Sprintf("w%d-%d", i, n))
		}
	}
}

// stand returns how a sale stands.
func (w *victim) stand(id string) *standing {
	if w.sales[id] == nil {
		w.sales[id] = &standing{}
	}
	return w.sales[id]
}

// tally is what one writer saw.
type tally struct {
	acknowledged, imports, killed int
	closes                        int
	twins                         map[string]bool // those that were sent, and whether it was acknowledged
	err                           error           // an answer that nobody should get
}

// twin is what every twin is.
const twin = "77 of person:r0"

// postTwin posts a sale that the other writers post too.
func (c *tally) postTwin(w *victim, doors *[]*client.Client, rng *rand.Rand) bool {
	id, owner := fmt.Sprintf("twin%d-%d", w.round, rng.IntN(twins)), "person:r0"
	if c.twins == nil {
		c.twins = map[string]bool{}
	}
	c.twins[id] = c.twins[id] || false // sent, at least
	return c.send(w, doors, nil, func(to *client.Client) error {
		_, err := to.PostSales(context.Background(), []client.Sale{{Source: "api", ID: id, OrderID: id, Day: "2026-03-04", Owner: &owner,
			Quantity: "1", Amount: "77", Currency: "EUR", State: "won"}})
		c.twins[id] = c.twins[id] || err == nil
		return err
	})
}

// write posts, corrects and withdraws the writer's own sales until no server answers.
func (c *tally) write(w *victim, doors []*client.Client, writer int, rng *rand.Rand) {
	for {
		if rng.IntN(8) == 0 && !c.postTwin(w, &doors, rng) {
			return
		}
		var sales []client.Sale
		for _, n := range rng.Perm(salesOfEach)[:1+rng.IntN(perRequest)] {
			owner := fmt.Sprintf("person:r%d", rng.IntN(reps))
			sales = append(sales, client.Sale{Source: "api", ID: fmt.Sprintf("w%d-%d", writer, n), OrderID: fmt.Sprintf("w%d-%d", writer, n),
				Day: "2026-02-03", Owner: &owner, Quantity: "1", Amount: client.Decimal(fmt.Sprint(1 + rng.IntN(100_000))), Currency: "EUR", State: "won"})
		}
		if rng.IntN(4) == 0 && w.sales[sales[0].ID].known != "" {
			id := sales[0].ID
			if !c.send(w, &doors, map[string]string{id: ""}, func(to *client.Client) error {
				return to.WithdrawSale(context.Background(), "api", id)
			}) {
				return
			}
			continue
		}
		want := map[string]string{}
		for _, s := range sales {
			want[s.ID] = fmt.Sprintf("%s of %s", s.Amount, *s.Owner)
		}
		if !c.send(w, &doors, want, func(to *client.Client) error {
			o, err := to.PostSales(context.Background(), sales)
			if err == nil && len(o.Rejected) > 0 {
				err = fmt.Errorf("refused: %+v", o.Rejected)
				c.err = errors.Join(c.err, err)
			}
			return err
		}) {
			return
		}
	}
}

// send sends a request and notes what must be true of each sale then. It says whether there is a server to go on with:
// of one that died, the next server is asked, and what was under way stays in doubt.
func (c *tally) send(w *victim, doors *[]*client.Client, want map[string]string, request func(*client.Client) error) bool {
	err := request((*doors)[0])
	switch {
	case err == nil:
		c.acknowledged++
		for id, value := range want {
			w.sales[id].known, w.sales[id].doubt = value, nil
		}
		return true
	case died(err):
		for id, value := range want {
			w.sales[id].doubt = append(w.sales[id].doubt, value)
		}
		*doors = (*doors)[1:]
		return len(*doors) > 0
	default:
		c.err = errors.Join(c.err, err)
		return false
	}
}

// upload imports a file through the server.
func (c *tally) upload(to *client.Client, f *fileOf) {
	c.imports++
	b, err := to.Import(context.Background(), f.profile, []client.File{{Name: f.name, Content: strings.NewReader(f.text)}}, false)
	if err == nil {
		b, err = to.WaitImport(context.Background(), b.ID, nil)
	}
	switch {
	case died(err):
		c.killed++
	case err != nil:
		c.err = errors.Join(c.err, err)
	case b.State != "done" || b.Quarantined > 0:
		c.err = errors.Join(c.err, fmt.Errorf("the import of %s is %s with %d rows in quarantine: %s", f.name, b.State, b.Quarantined, b.Message))
	default:
		f.done = true
	}
}
