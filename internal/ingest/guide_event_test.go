package ingest_test

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// describeEvent writes a record of something besides sales as the guide shows
// it.
func describeEvent(record ingest.Record) (text string, ok bool) {
	var out words
	switch v := record.(type) {
	case ingest.Stage:
		out.add("stage of an "+string(v.Object), v.Name)
		if v.Object == ingest.KindLead {
			out = words{"stage of a lead", v.Name}
		}
		out.add("at", fmt.Sprint(v.Position)).add("means", v.Means)
	case ingest.PlanRate:
		out.add("plan rate", v.Period.String()).add("1 "+string(v.Rate.From), "=", fmt.Sprintf("%d/%d", v.Rate.Num, v.Rate.Den), string(v.Rate.To))
	case ingest.Lead:
		out.add("lead", v.ID, v.Day.String()).about(v.About).day("qualified", v.QualifiedOn).day("converted", v.ConvertedOn).
			day("won", v.WonOn).day("lost", v.LostOn).add("status", v.Status).day("on", v.StatusOn)
	case ingest.Opportunity:
		out.add("opportunity", v.ID, v.Day.String()).amount("", v.Amount, v.Currency).add("lead", v.Lead).about(v.About).
			add("stage", v.Stage).day("on", v.StageOn).add("outcome", v.Outcome).day("closed", v.ClosedOn).day("expected", v.ExpectedClose)
	case ingest.StageChange:
		out.add("stage change", string(v.Object), v.Of, "to", v.Stage).day("on", v.Day)
	case ingest.Activity:
		out.add("activity", v.ID, v.Type, v.Day.String()).about(v.About).add("quantity", v.Quantity.String())
	case ingest.Feedback:
		out.add("feedback", v.ID, v.Type, v.Day.String()).about(v.About).add("score", v.Score.String(), "of", v.Scale.String())
	case ingest.Contract:
		out.add("contract", v.ID, v.During.String()).about(v.About).amount("monthly", &v.Monthly, v.Currency)
	case ingest.Training:
		out.add("training", v.ID).add("person", v.Person).day("completed", v.Day)
	case ingest.Market:
		out.add("market", v.ID).add("of", strings.TrimSpace(string(v.OfKind)+" "+v.Of), v.During.String()).
			amount("accounts", v.Accounts, "").amount("value", v.Value, v.Currency)
	default:
		return "", false
	}
	return strings.Join(out, " "), true
}

// words are the words of a description.
type words []string

// add adds a label and its values, nothing when the first value is empty.
func (w *words) add(label string, values ...string) *words {
	if len(values) > 0 && values[0] != "" {
		*w = append(append(*w, label), values...)
	}
	return w
}

func (w *words) day(label string, day period.Date) *words {
	if day < period.Never {
		w.add(label, day.String())
	}
	return w
}

func (w *words) amount(label string, amount *money.Amount, currency money.Currency) *words {
	if amount == nil {
		return w
	}
	for _, word := range []string{label, amount.String(), string(currency)} {
		if word != "" {
			*w = append(*w, word)
		}
	}
	return w
}

func (w *words) about(a ingest.About) *words {
	return w.add("owner", a.Owner).add("customer", a.Customer).add("product", a.Product).add("territory", a.Territory).
		add("channel", a.Channel).add("source", a.LeadSource)
}
