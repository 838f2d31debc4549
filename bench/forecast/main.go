// Command forecast measures how fast and how right Attain forecasts, beside the
// package forecast of R on the same series of the M3 competition, and how fast it
// says where periods end, beside draws.
//
// It writes bench/forecast.json and a table of docs/PERFORMANCE.md. What is not
// there (R, the competition) is left out, and said to be.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/attainhq/attain/internal/plan/forecast"
)

type options struct {
	m3             string
	every          int
	json, document string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flags := flag.NewFlagSet("forecast", flag.ContinueOnError)
	flags.StringVar(&o.m3, "m3", os.Getenv("ATTAIN_M3"), "folder of the M3 competition (default: $ATTAIN_M3, or shared/data/m3 beside the checkout)")
	flags.IntVar(&o.every, "every", 20, "of the series that R forecasts too, take one in so many: R is slow")
	flags.StringVar(&o.json, "json", "bench/forecast.json", "file for the results")
	flags.StringVar(&o.document, "document", "docs/PERFORMANCE.md", "document that holds the table; empty for none")
	err := flags.Parse(os.Args[1:])
	if err == nil {
		err = run(ctx, o)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench/forecast:", err)
		stop()
		os.Exit(1)
	}
}

// result is a line of the table.
type result struct {
	Name   string  `json:"name"`
	Series int     `json:"series"`
	SMAPE  float64 `json:"smape,omitempty"`
	MASE   float64 `json:"mase,omitempty"`
	CPU    float64 `json:"cpu_ms_per_series"`
	Wall   float64 `json:"wall_seconds,omitempty"`
	Note   string  `json:"note,omitempty"`
}

// report is what is written.
type report struct {
	Date    string   `json:"date"`
	Machine string   `json:"machine"`
	Load    float64  `json:"load_average"`
	Skipped []string `json:"skipped,omitempty"`
	Results []result `json:"results"`
}

func run(ctx context.Context, o options) error {
	r := report{Date: time.Now().UTC().Format(time.DateOnly), Machine: machine(), Load: load()}
	r.add(usual())
	for _, one := range finishes() {
		r.add(one)
	}
	if o.m3 == "" {
		o.m3 = "../shared/data/m3"
	}
	all, err := readM3(o.m3)
	switch {
	case err != nil:
		r.skip("the M3 competition is not there (%v); -m3 names its folder", err)
	case o.every < 1:
		return fmt.Errorf("-every %d: it must be 1 or more", o.every)
	default:
		r.add(all.measure("Attain, with six back-tests and limits, all", false))
		sample := all.every(o.every)
		own := sample.measure("Attain, forecasts alone", true)
		r.add(own)
		theirs, err := sample.inR(ctx)
		if err != nil {
			r.skip("R did not forecast (%v); Debian has it as r-base-core and r-cran-forecast", err)
		}
		for _, one := range theirs {
			if own.CPU > 0 {
				one.Note = fmt.Sprintf("%.1f times Attain's CPU", one.CPU/own.CPU)
			}
			r.add(one)
		}
	}
	return r.write(o)
}

func (r *report) add(one result) {
	r.Results = append(r.Results, one)
	fmt.Printf("%-50s %5d series  sMAPE %6.3f  MASE %.4f  %8.3f ms CPU each  %s\n", one.Name, one.Series, one.SMAPE, one.MASE, one.CPU, one.Note)
}

func (r *report) skip(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	r.Skipped = append(r.Skipped, text)
	fmt.Fprintln(os.Stderr, "SKIPPED:", text)
}

// usual takes a thousand series of five years, with six back-tests each, as a
// company has them.
func usual() result {
	const series, months, ahead = 1000, 60, 12
	in := madeUp(series, months)
	best := quickest("Attain, 60 months each, with six back-tests and limits", series, func() {
		forecast.All(in, forecast.Options{Horizon: ahead})
	})
	best.Note = fmt.Sprintf("%.2f s for all on %d cores, best of %d", best.Wall, runtime.GOMAXPROCS(0), repeats)
	return best
}

// repeats is how often what is quick is measured.
const repeats = 5

// quickest is the quickest of some runs, for each of so many.
func quickest(name string, count int, run func()) result {
	best := result{Name: name, Series: count}
	for i := range repeats {
		started, used := time.Now(), ownCPU()
		run()
		wall, cpu := time.Since(started).Seconds(), (ownCPU() - used).Seconds()
		if i == 0 || wall < best.Wall {
			best.Wall, best.CPU = wall, 1000*cpu/float64(count)
		}
	}
	return best
}

func (r *report) write(o options) error {
	const readable = 0o644
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.json, append(text, '\n'), readable); err != nil || o.document == "" {
		return err
	}
	document, err := os.ReadFile(o.document)
	if err != nil {
		return err
	}
	const begin, end = "<!-- bench-forecast: the lines below are written by make bench-forecast -->", "<!-- bench-forecast: end -->"
	head, rest, found := strings.Cut(string(document), begin)
	_, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s has no lines %q and %q, between which the table goes", o.document, begin, end)
	}
	return os.WriteFile(o.document, []byte(head+begin+"\n\n"+r.table()+"\n"+end+tail), readable)
}

func (r *report) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Taken on %s. %s. Load average %.1f at the beginning.\n\n", r.Date, r.Machine, r.Load)
	b.WriteString("| what | series | sMAPE | MASE | CPU per series | note |\n|---|---:|---:|---:|---:|---|\n")
	for _, one := range r.Results {
		smape, mase := "", ""
		if one.SMAPE > 0 {
			smape, mase = fmt.Sprintf("%.3f", one.SMAPE), fmt.Sprintf("%.4f", one.MASE)
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %.3g ms | %s |\n", one.Name, one.Series, smape, mase, one.CPU, one.Note)
	}
	for _, text := range r.Skipped {
		fmt.Fprintf(&b, "\nLeft out: %s.\n", text)
	}
	return b.String()
}
