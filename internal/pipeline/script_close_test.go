package pipeline_test

import (
	"strings"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
)

// closes reads what is closed and opened again; false when the word is another.
func (s *script) closes(word string) bool {
	switch word {
	case "close":
		s.flush()
		s.noError()
		ask := pipeline.Closing{Period: s.period(s.arg(1)), Note: s.options(2)["note"]}
		if asOf := s.options(2)["as_of"]; asOf != "" {
			ask.AsOf = s.day(asOf)
		}
		_, s.wrong = s.flow.ClosePeriod(s.T.Context(), s.org.ID, "tester", ask)
	case "reopen":
		s.flush()
		s.noError()
		_, s.wrong = s.flow.Reopen(s.T.Context(), s.org.ID, "tester", s.standingClose(s.arg(1)), s.options(2)["reason"])
	default:
		return false
	}
	return true
}

// standingClose returns the id of a period's close.
func (s *script) standingClose(period string) closing.ID {
	book, err := s.db.Book(s.T.Context(), s.org.ID)
	s.check(err)
	for _, c := range book.Closes.Standing() {
		if c.Period.ID == period {
			return c.ID
		}
	}
	return closing.ID(period) // there is none: it must be refused
}

// closedWords adds to the words of figures what they say of closed periods.
func closedWords(f attain.Figures, got map[string]string) {
	got["late"], got["closed"], got["since"] = lateText(f, f.Late), "no", "none"
	if f.Closed != nil {
		got["closed"], got["since"] = f.Closed.AsOf.String(), lateText(f, f.Closed.Since)
	}
}

// lateText writes 2026-01:-100, of a ratio 2026-01:-100/-1.
func lateText(f attain.Figures, list []attain.Late) string {
	if len(list) == 0 {
		return "none"
	}
	var parts []string
	for _, l := range list {
		text := l.From.Period.ID + ":" + l.Num.String()
		if f.Metric.Shape == metric.Ratio {
			text += "/" + l.Den.String()
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ",")
}
