// Command bench measures Attain beside what else could do its work, in one run
// and on the same rows: the bare engine, a recompute by SQL, the queries of a
// dashboard, and the way in which an open-source peer refreshes goals. It drives
// the built program as a user does, and holds the answers that it compares
// against each other: when they differ, it fails.
//
// It writes bench/results.json and the tables of docs/PERFORMANCE.md, which says
// how each measure is taken. PostgreSQL is measured when ATTAIN_TEST_POSTGRES
// names a server on which databases may be made.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/attainhq/attain/bench/load"
)

// options say what is measured.
type options struct {
	program  string   // the built attain
	engines  []string // sqlite, postgres
	sizes    []int    // facts in the databases whose pages are asked for
	imported int      // facts of the imports that are repeated
	repeats  int      // of imports and refreshes
	people   int
	span     int // people below each manager
	buyers   int // customers
	targets  int // of people by month
	goals    int // written as goals, beside the targets
	posts    int // single sales
	pages    int // of each kind
	rate     int // facts a second that arrive while pages are asked for
	peer     time.Duration
	json     string
	document string
}

// company returns the company with so many sales.
func (o options) company(sales int) load.Company {
	c := load.Sized(sales)
	c.People, c.Span, c.Customers, c.Targets = o.people, o.span, o.buyers, o.targets
	return c
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(os.Args[1:])
	if err == nil {
		err = run(ctx, o)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// parse reads the flags. -large changes what the others are when they are not
// given.
func parse(args []string) (options, error) {
	var o options
	var sizes, engines string
	large := false
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.BoolVar(&large, "large", false, "10,000 people, 50,000 goals, and 0.1, 1 and 10 million facts")
	flags.StringVar(&o.program, "program", "bin/attain", "the built program")
	flags.StringVar(&engines, "engines", "", "sqlite,postgres (default: those that there are)")
	flags.StringVar(&sizes, "sizes", "", "facts in the databases whose pages are asked for, joined by commas")
	flags.IntVar(&o.imported, "imported", 0, "facts of the imports that are repeated")
	flags.IntVar(&o.repeats, "repeats", 0, "of imports and refreshes")
	flags.IntVar(&o.posts, "posts", 0, "single sales")
	flags.IntVar(&o.pages, "pages", 0, "of each kind")
	flags.IntVar(&o.rate, "rate", 500, "facts a second that arrive while pages are asked for")
	flags.StringVar(&o.json, "json", "bench/results.json", "file for the results")
	flags.StringVar(&o.document, "document", "docs/PERFORMANCE.md", "document that holds the tables; empty for none")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	usual := options{sizes: []int{100_000, 1_000_000}, imported: 100_000, repeats: 3, people: 500, span: 6, buyers: 5_000, targets: 6_000, goals: 500,
		posts: 1_000, pages: 200, peer: time.Minute}
	if large {
		usual = options{sizes: []int{100_000, 1_000_000, 10_000_000}, imported: 1_000_000, repeats: 3, people: 10_000, span: 10, buyers: 20_000, targets: 40_000,
			goals: 10_000, posts: 2_000, pages: 1_000, peer: 10 * time.Minute}
	}
	o.sizes, o.people, o.span, o.buyers = usual.sizes, usual.people, usual.span, usual.buyers
	o.targets, o.goals, o.peer = usual.targets, usual.goals, usual.peer
	for _, number := range []struct {
		set   *int
		usual int
	}{{&o.imported, usual.imported}, {&o.repeats, usual.repeats}, {&o.posts, usual.posts}, {&o.pages, usual.pages}} {
		if *number.set == 0 {
			*number.set = number.usual
		}
	}
	if err := o.choose(sizes, engines); err != nil {
		return o, err
	}
	return o, nil
}

func (o *options) choose(sizes, engines string) error {
	if sizes != "" {
		o.sizes = nil
		for part := range strings.SplitSeq(sizes, ",") {
			n, err := strconv.Atoi(part)
			if err != nil || n < 1000 {
				return fmt.Errorf("%q is no size; give numbers of facts from 1000, such as 100000,1000000", part)
			}
			o.sizes = append(o.sizes, n)
		}
	}
	if engines != "" {
		o.engines = strings.Split(engines, ",")
		return nil
	}
	o.engines = []string{sqlite}
	if os.Getenv(serverVariable) != "" {
		o.engines = append(o.engines, postgres)
	}
	return nil
}
