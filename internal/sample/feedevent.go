package sample

import (
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// eventRow writes what happened besides sales as text.
func eventRow(record ingest.Record) map[string]string {
	switch r := record.(type) {
	case ingest.Stage:
		return map[string]string{"kind": string(r.Object), "name": r.Name, "value": strconv.Itoa(r.Position), "type": r.Means}
	case ingest.StageChange:
		return map[string]string{"kind": string(r.Object), "id": r.Of, "stage": r.Stage, "forecast": forecast(r.Forecast), "at": at(r.Moment)}
	case ingest.Lead:
		return aboutRow(r.About, map[string]string{"id": r.ID, "name": r.Name, "at": at(r.Moment), "qualified": day(r.QualifiedOn),
			"converted": day(r.ConvertedOn), "won": day(r.WonOn), "lost": day(r.LostOn), "stage": r.Status, "day": day(r.StatusOn)})
	case ingest.Opportunity:
		return aboutRow(r.About, map[string]string{"id": r.ID, "name": r.Name, "lead": r.Lead, "at": at(r.Moment), "value": amount(r.Amount),
			"currency": string(r.Currency), "expected": day(r.ExpectedClose), "stage": r.Stage, "day": day(r.StageOn),
			"outcome": r.Outcome, "closed": day(r.ClosedOn), "forecast": forecast(r.Forecast), "forecast_on": day(r.CategoryOn)})
	case ingest.Activity:
		return aboutRow(r.About, map[string]string{"id": r.ID, "type": r.Type, "at": at(r.Moment), "quantity": r.Quantity.String()})
	case ingest.Feedback:
		return aboutRow(r.About, map[string]string{"id": r.ID, "type": r.Type, "at": at(r.Moment), "value": r.Score.String(), "scale": r.Scale.String()})
	case ingest.Contract:
		return aboutRow(r.About, during(map[string]string{"id": r.ID, "value": r.Monthly.String(), "currency": string(r.Currency)}, r.During))
	case ingest.Training:
		values := map[string]string{"id": r.ID, "type": r.Course, "owner": r.Person}
		if r.Day != period.Never {
			values["at"] = at(r.Moment)
		}
		return values
	case ingest.Market:
		values := during(map[string]string{"id": r.ID, "kind": string(r.OfKind), "parent": r.Of, "currency": string(r.Currency)}, r.During)
		values["type"], values["value"] = "accounts", amount(r.Accounts)
		if r.Value != nil {
			values["type"], values["value"] = "value", amount(r.Value)
		}
		return values
	default:
		panic(fmt.Sprintf("sample: a feed cannot hold a %T", record))
	}
}

// forecast writes a forecast category; what says nothing is told from what says
// that there is none.
func forecast(f ingest.Forecast) string {
	if !f.Categorised {
		return "closed"
	}
	return f.Category
}

func aboutRow(who ingest.About, values map[string]string) map[string]string {
	maps.Copy(values, map[string]string{"owner": who.Owner, "customer": who.Customer, "product": who.Product, "territory": who.Territory,
		"channel": who.Channel, "lead_source": who.LeadSource})
	return values
}

// at writes a moment so that it is read back as the same day in Brussels.
func at(m ingest.Moment) string {
	if m.OccurredAt == 0 {
		return m.Day.String()
	}
	return time.UnixMicro(m.OccurredAt).UTC().Format(time.RFC3339)
}

func day(d period.Date) string {
	if d == period.Never || d == 0 {
		return ""
	}
	return d.String()
}

func amount(a *money.Amount) string {
	if a == nil {
		return ""
	}
	return a.String()
}
