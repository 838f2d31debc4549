package main

import (
	"context"
	"os"

	"github.com/attainhq/attain/bench/measure"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/ui"
)

// starts measures how long the server takes from its start until it answers.
func (w *world) starts(ctx context.Context, today period.Date) error {
	var took measure.Series
	for range w.repeats {
		s, err := w.serve(ctx, w.location, today.String())
		if err != nil {
			return err
		}
		took.AddTime(s.ready)
		if err := s.stop(); err != nil {
			return err
		}
	}
	w.measured(measure.Measure{Section: footprint, Name: "start until it answers", Unit: "ms", Quantile: measure.Median, Of: took})
	return nil
}

// binary measures the program itself.
func (b *bench) binary() error {
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	note := "without the page"
	if ui.Built() {
		note = "with the page"
	}
	b.note(measure.Measure{Section: footprint, Name: "program", Unit: "MB", Quantile: measure.Median, Of: measure.Of(megabytes(info.Size())), Note: note})
	return nil
}
