package ingest

import "slices"

// schemaField is one field that a kind of record has. Dated spans, a target's
// node and the settling of amounts are read apart, because they have a shape
// of their own.
type schemaField struct {
	name     string
	want     want
	required bool
	list     bool
	oneOf    []string // the only values; nil: any
}

// schema returns the fields of a kind, in the order in which faults are
// listed.
func schema(kind Kind) []schemaField {
	id := schemaField{name: "id", want: wantID, required: true}
	name := schemaField{name: "name"}
	ref := func(name string) schemaField { return schemaField{name: name, want: wantID} }
	must := func(f schemaField) schemaField { f.required = true; return f }
	switch kind {
	case KindRegion, KindCategory, KindSegment, KindChannel, KindLeadSource:
		return []schemaField{id, name}
	case KindTerritory:
		return []schemaField{id, name, ref("region")}
	case KindTeam:
		return []schemaField{id, name, ref("parent"), {name: "group", want: wantBool}}
	case KindPerson:
		return []schemaField{id, {name: "aliases", want: wantID, list: true}, name, {name: "title"},
			ref("manager"), ref("team"), {name: "groups", want: wantID, list: true}}
	case KindReporting:
		return []schemaField{must(ref("person")), ref("manager"), ref("team")}
	case KindAssignment:
		return []schemaField{must(ref("person")), must(ref("territory"))}
	case KindSubcategory:
		return []schemaField{id, name, ref("category")}
	case KindProduct:
		return []schemaField{id, name, ref("subcategory"), ref("category")}
	case KindCustomer:
		return []schemaField{id, name, ref("segment")}
	case KindRate:
		return append([]schemaField{{name: "day", want: wantDate, required: true}}, exchange()...)
	case KindPlanRate:
		return exchange()
	case KindTarget:
		return []schemaField{{name: "metric"}, {name: "value", want: wantNumber, required: true}, {name: "currency", want: wantCurrency},
			{name: "author"}, {name: "reason"}, {name: "known_on", want: wantDate}}
	case KindSale:
		return []schemaField{id, ref("order"), {name: "occurred_at", want: wantDate, required: true}, ref("owner"), ref("customer"),
			ref("product"), ref("territory"), ref("channel"), ref("lead_source"), {name: "quantity", want: wantNumber},
			{name: "amount", want: wantNumber, required: true}, {name: "list", want: wantNumber}, {name: "cost", want: wantNumber},
			{name: "currency", want: wantCurrency}, {name: "cancelled", want: wantBool}}
	case KindSplit:
		return []schemaField{must(ref("order")), must(ref("person")), {name: "percent", want: wantNumber, required: true},
			{name: "overlay", want: wantBool}}
	}
	return eventSchema(kind)
}

// exchange are the fields of an exchange rate.
func exchange() []schemaField {
	return []schemaField{
		{name: "from_currency", want: wantCurrency, required: true},
		{name: "to_currency", want: wantCurrency, required: true}, {name: "rate", want: wantNumber, required: true},
	}
}

// eventSchema is the schema of what happens besides sales.
func eventSchema(kind Kind) []schemaField {
	id := schemaField{name: "id", want: wantID, required: true}
	day := func(name string) schemaField { return schemaField{name: name, want: wantDate} }
	number := func(name string) schemaField { return schemaField{name: name, want: wantNumber} }
	must := func(f schemaField) schemaField { f.required = true; return f }
	about := []schemaField{{name: "owner", want: wantID}, {name: "customer", want: wantID}, {name: "product", want: wantID},
		{name: "territory", want: wantID}, {name: "channel", want: wantID}, {name: "lead_source", want: wantID}}
	currency := schemaField{name: "currency", want: wantCurrency}
	switch kind {
	case KindStage:
		return []schemaField{{name: "name", required: true}, must(number("position")), {name: "means", oneOf: stageMeanings}}
	case KindLead:
		return slices.Concat([]schemaField{id, {name: "name"}, must(day("created_on"))}, about, []schemaField{day("qualified_on"),
			day("converted_on"), day("won_on"), day("lost_on"), {name: "status"}, day("status_on")})
	case KindOpportunity:
		return slices.Concat([]schemaField{id, {name: "name"}, {name: "lead", want: wantID}, must(day("created_on"))}, about,
			[]schemaField{number("amount"), currency, day("expected_close"), {name: "stage"}, day("stage_on"),
				{name: "outcome", oneOf: outcomes}, day("closed_on"), {name: "forecast_category", oneOf: categories}, day("category_on")})
	case KindStageChange:
		return []schemaField{{name: "stage"}, {name: "forecast_category", oneOf: categories}, must(day("on"))}
	case KindActivity:
		return slices.Concat([]schemaField{id, {name: "type", required: true}, must(day("held_on"))}, about, []schemaField{number("quantity")})
	case KindFeedback:
		return slices.Concat([]schemaField{id, {name: "type", required: true, oneOf: feedbackTypes}, must(day("given_on"))}, about,
			[]schemaField{must(number("score")), number("scale")})
	case KindContract:
		return slices.Concat([]schemaField{id}, about, []schemaField{must(number("monthly")), currency})
	case KindTraining:
		return []schemaField{{name: "id", want: wantID}, {name: "course", required: true}, {name: "person", want: wantID, required: true},
			must(day("completed_on"))}
	case KindMarket:
		return []schemaField{{name: "id", want: wantID}, number("accounts"), number("value"), currency}
	}
	return nil
}

// categoryClosed is what some sources say of what is won or lost.
const categoryClosed = "closed"

// The values of fields that have only a few.
var (
	stageMeanings = []string{"qualified", "converted", "won", "lost"}
	outcomes      = []string{"won", "lost", "open"}
	feedbackTypes = []string{"csat", "nps"}
	categories    = []string{"commit", "best_case", "pipeline", "omitted", categoryClosed}
)

// ofKinds returns what the key of may name; nil when the kind has no such key.
func ofKinds(kind Kind) []Kind {
	switch kind {
	case KindTarget, KindMarket:
		return NodeKinds()
	case KindStageChange:
		return []Kind{KindLead, KindOpportunity}
	}
	return nil
}

// keyed reports whether the id alone says which record of its kind a row is.
func keyed(kind Kind) bool {
	switch kind {
	case KindSale, KindLead, KindOpportunity, KindActivity, KindFeedback, KindContract:
		return true
	}
	return false
}

// dated returns the key under which a kind's span of days is written, empty
// when it has none, and whether it must be given.
func dated(kind Kind) (key string, required bool) {
	switch kind {
	case KindPerson:
		return "during", false
	case KindReporting, KindAssignment, KindContract, KindMarket:
		return "during", true
	case KindTarget, KindPlanRate:
		return "period", true
	}
	return "", false
}

// repeatRule says what happens to rows with the same id that say different
// things.
type repeatRule int

const (
	repeatsFault repeatRule = iota
	repeatsLast
	repeatsFirst
	// repeatsAll keeps every row that says something new: the rows of one person
	// may each name another alias.
	repeatsAll
)

// defaultRepeats: two names for one customer are a matter of taste, and the
// last wins; two amounts for one sale are not.
func defaultRepeats(kind Kind) repeatRule {
	switch kind {
	case KindRate, KindPlanRate, KindTarget, KindLead, KindOpportunity, KindActivity, KindFeedback, KindContract, KindTraining,
		KindMarket, KindSale, KindSplit:
		return repeatsFault
	}
	return repeatsLast
}
