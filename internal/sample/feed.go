package sample

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Feed is a set of records as a source would send them.
type Feed []ingest.Record

// Groups and aliases that one sample person may have.
const lists = 3

// entries are the records of the sample profile: one table per kind.
const entries = `
  - {kind: region, from: region, id: id, name: name}
  - {kind: territory, from: territory, id: id, name: name, region: parent}
  - {kind: team, from: team, id: id, name: name, parent: parent, group: group == "true"}
  - {kind: person, entry: person under a manager, from: person, where: manager != "", id: id, name: name, title: title, manager: manager,
     aliases: [alias0, alias1, alias2], groups: [group0, group1, group2], during: {from: from, to: to}}
  - {kind: person, entry: person in a team, from: person, where: manager == "", id: id, name: name, title: title, team: team,
     aliases: [alias0, alias1, alias2], groups: [group0, group1, group2], during: {from: from, to: to}}
  - {kind: reporting, entry: to a manager, from: reporting, where: manager != "", person: id, manager: manager, during: {from: from, to: to}}
  - {kind: reporting, entry: in a team, from: reporting, where: team != "", person: id, team: team, during: {from: from, to: to}}
  - {kind: assignment, from: assignment, person: id, territory: territory, during: {from: from, to: to}}
  - {kind: category, from: category, id: id, name: name}
  - {kind: subcategory, from: subcategory, id: id, name: name, category: parent}
  - {kind: product, entry: product in a subcategory, from: product, where: category == "", id: id, name: name, subcategory: parent}
  - {kind: product, entry: product in a category, from: product, where: category != "", id: id, name: name, category: category}
  - {kind: segment, from: segment, id: id, name: name}
  - {kind: customer, from: customer, id: id, name: name, segment: title}
  - {kind: channel, from: channel, id: id, name: name}
  - {kind: lead_source, from: lead_source, id: id, name: name}
  - {kind: rate, from: rate, day: day, from_currency: currency, to_currency: to_currency, rate: value}
  - {kind: plan_rate, from: plan_rate, period: {from: from, to: to}, from_currency: currency, to_currency: to_currency, rate: value}
  - {kind: target, entry: of the company, from: target, where: kind == "company", of: company, metric: metric, period: {from: from, to: to},
     value: value, currency: currency, author: author, reason: reason, known_on: day}
  - {kind: sale, from: sale, id: id, order: order, occurred_at: at, owner: owner, customer: customer, product: product,
     territory: territory, channel: channel, lead_source: lead_source, quantity: quantity, amount: value, list: list, cost: cost,
     currency: currency, cancelled: cancelled == "true"}
  - {kind: lead, from: lead, id: id, name: name, created_on: at, ABOUT, qualified_on: qualified, converted_on: converted, won_on: won,
     lost_on: lost, status: stage, status_on: day}
  - {kind: opportunity, from: opportunity, id: id, name: name, lead: lead, created_on: at, ABOUT, amount: value, currency: currency,
     expected_close: expected, stage: stage, stage_on: day, outcome: outcome, closed_on: closed, forecast_category: forecast, category_on: forecast_on}
  - {kind: activity, from: activity, id: id, type: type, held_on: at, ABOUT, quantity: quantity}
  - {kind: feedback, from: feedback, id: id, type: type, given_on: at, ABOUT, score: value, scale: scale}
  - {kind: contract, from: contract, id: id, during: {from: from, to: to}, ABOUT, monthly: value, currency: currency}
  - {kind: training, from: training, id: id, course: type, person: owner, completed_on: at}
  - {kind: split, from: split, order: order, person: id, percent: value, overlay: overlay == "true"}
`

// about are the fields that say who and what an event is about.
const about = "owner: owner, customer: customer, product: product, territory: territory, channel: channel, lead_source: lead_source"

// funnels are what has stages.
var funnels = []ingest.Kind{ingest.KindLead, ingest.KindOpportunity}

// ProfileText returns a profile that reads any Feed.
func ProfileText(source string, known ingest.Known) string {
	var b strings.Builder
	fmt.Fprintf(&b, "profile: 1\nsource: %s\nknown: %s\nformats: {dates: [iso], decimal: \".\", thousands: \"\"}\nfiles:\n", source, known)
	for _, kind := range ingest.Kinds() {
		fmt.Fprintf(&b, "  %s: %s.csv\n", kind, kind)
	}
	b.WriteString("records:" + strings.ReplaceAll(entries, "ABOUT", about))
	for _, kind := range ingest.NodeKinds() {
		fmt.Fprintf(&b, "  - {kind: target, entry: of a %[1]s, from: target, where: kind == \"%[1]s\", of: {%[1]s: id}, metric: metric, "+
			"period: {from: from, to: to}, value: value, currency: currency, author: author, reason: reason, known_on: day}\n", kind)
	}
	for _, kind := range append(ingest.NodeKinds(), ingest.KindCompany) {
		of := fmt.Sprintf("{%s: parent}", kind)
		if kind == ingest.KindCompany {
			of = "company"
		}
		for _, size := range []string{"accounts", "value"} {
			fmt.Fprintf(&b, "  - {kind: market, entry: %[2]s of a %[1]s, from: market, where: kind == \"%[1]s\" && type == \"%[2]s\", id: id, of: %[3]s, "+
				"during: {from: from, to: to}, %[2]s: value%[4]s}\n", kind, size, of, map[string]string{"value": ", currency: currency"}[size])
		}
	}
	for _, kind := range funnels {
		fmt.Fprintf(&b, "  - {kind: stage, entry: stage of a %[1]s, from: stage, where: kind == \"%[1]s\", object: %[1]s, name: name, position: value, means: type}\n", kind)
		category := map[ingest.Kind]string{ingest.KindOpportunity: ", forecast_category: forecast"}[kind]
		fmt.Fprintf(&b, "  - {kind: stage_change, entry: change of a %[1]s, from: stage_change, where: kind == \"%[1]s\", of: {%[1]s: id}, stage: stage%[2]s, on: at}\n", kind, category)
	}
	return b.String()
}

// profiles are those that were read: to read one takes longer than most imports
// of tests, and nobody changes it.
var profiles sync.Map

// Profile returns ProfileText read.
func Profile(source string, known ingest.Known) (*ingest.Profile, error) {
	text := ProfileText(source, known)
	if kept, ok := profiles.Load(text); ok {
		return kept.(*ingest.Profile), nil //nolint:errcheck,forcetypeassert // nothing else is kept
	}
	p, err := ingest.ParseProfile([]byte(text))
	if err == nil {
		profiles.Store(text, p)
	}
	return p, err
}

// columns are all that any row of a feed may have.
var columns = []string{
	"id", "name", "title", "kind", "parent", "category", "group", "manager", "team", "territory", "from", "to", "day", "at",
	"currency", "to_currency", "value", "metric", "author", "reason", "order", "owner", "customer", "product", "quantity", "cost", "cancelled",
	"overlay", "channel", "lead_source", "list", "lead", "stage", "qualified", "converted", "won", "lost", "expected", "closed", "outcome",
	"type", "scale", "forecast", "forecast_on",
	"alias0", "alias1", "alias2", "group0", "group1", "group2",
}

// Open implements ingest.Source.
func (f Feed) Open(_ context.Context, table ingest.Table) (ingest.Rows, error) {
	t := &rows{}
	for _, record := range f {
		if string(record.Kind()) == table.Name {
			t.list = append(t.list, row(record))
		}
	}
	return t, nil
}

type rows struct {
	list []map[string]string
	next int
}

func (r *rows) Columns() []string        { return slices.Clone(columns) }
func (r *rows) Progress() (int64, int64) { return int64(r.next), int64(len(r.list)) }
func (r *rows) Close() error             { return nil }

func (r *rows) Next() (ingest.Row, error) {
	if r.next == len(r.list) {
		return ingest.Row{}, io.EOF
	}
	values := map[string]string{}
	for _, c := range columns {
		values[c] = r.list[r.next][c]
	}
	r.next++
	return ingest.Row{Line: r.next + 1, Values: values}, nil
}

// row writes a record as text.
func row(record ingest.Record) map[string]string {
	switch r := record.(type) {
	case ingest.Region:
		return map[string]string{"id": r.ID, "name": r.Name}
	case ingest.Territory:
		return map[string]string{"id": r.ID, "name": r.Name, "parent": r.Region}
	case ingest.Team:
		return map[string]string{"id": r.ID, "name": r.Name, "parent": r.Parent, "group": strconv.FormatBool(r.Group)}
	case ingest.Person:
		return personRow(r)
	case ingest.Reporting:
		return during(map[string]string{"id": r.Person, "manager": r.Manager, "team": r.Team}, r.During)
	case ingest.Assignment:
		return during(map[string]string{"id": r.Person, "territory": r.Territory}, r.During)
	case ingest.Category:
		return map[string]string{"id": r.ID, "name": r.Name}
	case ingest.Subcategory:
		return map[string]string{"id": r.ID, "name": r.Name, "parent": r.Category}
	case ingest.Product:
		return map[string]string{"id": r.ID, "name": r.Name, "parent": r.Subcategory, "category": r.Category}
	case ingest.Segment:
		return map[string]string{"id": r.ID, "name": r.Name}
	case ingest.Channel:
		return map[string]string{"id": r.ID, "name": r.Name}
	case ingest.LeadSource:
		return map[string]string{"id": r.ID, "name": r.Name}
	case ingest.Customer:
		return map[string]string{"id": r.ID, "name": r.Name, "title": r.Segment}
	case ingest.Rate:
		return exchange(map[string]string{"day": r.Day.String()}, r.Rate)
	case ingest.PlanRate:
		return exchange(during(map[string]string{}, r.Period), r.Rate)
	case ingest.Target:
		values := during(map[string]string{"id": r.Of, "kind": string(r.OfKind), "metric": r.Metric, "value": r.Value.String(),
			"currency": string(r.Currency), "author": r.Author, "reason": r.Reason}, r.Period)
		if r.KnownOn != 0 {
			values["day"] = r.KnownOn.String()
		}
		return values
	case ingest.Sale:
		return saleRow(r)
	case ingest.Split:
		return map[string]string{"order": r.Order, "id": r.Person, "value": r.Percent.String(), "overlay": strconv.FormatBool(r.Overlay)}
	default:
		return eventRow(record)
	}
}

// exchange writes a rate as a decimal number.
func exchange(values map[string]string, rate money.Rate) map[string]string {
	const digits = 9
	values["currency"], values["to_currency"] = string(rate.From), string(rate.To)
	values["value"] = strings.TrimRight(big.NewRat(rate.Num, rate.Den).FloatString(digits), "0")
	return values
}

func personRow(r ingest.Person) map[string]string {
	values := map[string]string{"id": r.ID, "name": r.Name, "title": r.Title, "manager": r.Manager, "team": r.Team}
	for i := range lists {
		if i < len(r.Aliases) {
			values["alias"+strconv.Itoa(i)] = r.Aliases[i]
		}
		if i < len(r.Groups) {
			values["group"+strconv.Itoa(i)] = r.Groups[i]
		}
	}
	if r.During == (period.Range{}) {
		return values
	}
	return during(values, r.During)
}

func saleRow(r ingest.Sale) map[string]string {
	values := map[string]string{
		"id": r.ID, "order": r.Order, "at": time.UnixMicro(r.OccurredAt).UTC().Format(time.RFC3339), "owner": r.Owner,
		"customer": r.Customer, "product": r.Product, "territory": r.Territory, "quantity": r.Quantity.String(),
		"channel": r.Channel, "lead_source": r.LeadSource, "value": r.Amount.String(), "currency": string(r.Currency),
		"cancelled": strconv.FormatBool(r.Cancelled), "cost": amount(r.Cost), "list": amount(r.List),
	}
	return values
}

func during(values map[string]string, r period.Range) map[string]string {
	if r.Start != period.Always {
		values["from"] = r.Start.String()
	}
	if r.End != period.Never {
		values["to"] = r.End.String()
	}
	return values
}
