package ingest

// schemaField is one field that a kind of record has. Dated spans, a target's
// node and the settling of amounts are read apart, because they have a shape
// of their own.
type schemaField struct {
	name     string
	want     want
	required bool
	list     bool
}

// schema returns the fields of a kind, in the order in which faults are
// listed.
func schema(kind Kind) []schemaField {
	id := schemaField{name: "id", want: wantID, required: true}
	name := schemaField{name: "name"}
	ref := func(name string) schemaField { return schemaField{name: name, want: wantID} }
	must := func(f schemaField) schemaField { f.required = true; return f }
	switch kind {
	case KindRegion, KindCategory:
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
		return []schemaField{id, name, {name: "segment"}}
	case KindRate:
		return []schemaField{{name: "day", want: wantDate, required: true}, {name: "from_currency", want: wantCurrency, required: true},
			{name: "to_currency", want: wantCurrency, required: true}, {name: "rate", want: wantNumber, required: true}}
	case KindTarget:
		return []schemaField{{name: "metric"}, {name: "value", want: wantNumber, required: true}, {name: "currency", want: wantCurrency},
			{name: "author"}, {name: "reason"}, {name: "known_on", want: wantDate}}
	case KindSale:
		return []schemaField{id, ref("order"), {name: "occurred_at", want: wantDate, required: true}, ref("owner"), ref("customer"),
			ref("product"), ref("territory"), {name: "quantity", want: wantNumber}, {name: "amount", want: wantNumber, required: true},
			{name: "cost", want: wantNumber}, {name: "currency", want: wantCurrency}, {name: "cancelled", want: wantBool}}
	case KindSplit:
		return []schemaField{must(ref("order")), must(ref("person")), {name: "percent", want: wantNumber, required: true},
			{name: "overlay", want: wantBool}}
	}
	return nil
}

// dated returns the key under which a kind's span of days is written, empty
// when it has none, and whether it must be given.
func dated(kind Kind) (key string, required bool) {
	switch kind {
	case KindPerson:
		return "during", false
	case KindReporting, KindAssignment:
		return "during", true
	case KindTarget:
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
	case KindRate, KindTarget, KindSale, KindSplit:
		return repeatsFault
	}
	return repeatsLast
}
