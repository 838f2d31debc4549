package ingest

import "strings"

// entryShape checks what belongs together in a kind.
func (r *profileReader) entryShape(keys map[string]yamlNode, n yamlNode, e *entry) {
	has := func(name string) bool { return keys[name].ast != nil }
	switch e.kind {
	case KindPerson, KindReporting:
		if has("manager") && has("team") {
			r.add(keys["team"], "give either manager or team, not both")
		}
		if e.kind == KindReporting && !has("manager") && !has("team") {
			r.add(n, "a reporting must have manager or team")
		}
	case KindProduct:
		if has("subcategory") && has("category") {
			r.add(keys["category"], "give either subcategory or category, not both")
		}
	case KindMarket:
		if has("accounts") == has("value") {
			r.add(n, "a market must have either accounts or value; give each a record of its own")
		}
	case KindStage:
		r.stageObject(keys, n, e)
	}
	priced := map[Kind]string{KindSale: "amount", KindOpportunity: "amount", KindContract: "monthly", KindMarket: "value"}[e.kind]
	if priced != "" && !has("currency") && e.home == "" && (e.kind == KindSale || has(priced)) {
		r.add(n, "%s must have currency, or the profile an organisation with a currency", a(e.kind))
	}
	if kinds := ofKinds(e.kind); kinds != nil {
		r.entryOf(keys, n, e, kinds)
	}
	r.entryRepeats(keys, e)
	r.entryConstants(keys, n, e)
}

// entryRepeats reads what happens to rows with the same id.
func (r *profileReader) entryRepeats(keys map[string]yamlNode, e *entry) {
	if e.kind == KindPerson && keys["aliases"].ast != nil {
		e.repeats = repeatsAll
	}
	if v, ok := keys["repeats"]; ok {
		name, _ := r.choice(v, "repeats", "fault", "last", "first")
		e.repeats = map[string]repeatRule{"last": repeatsLast, "first": repeatsFirst}[name]
	}
}

// entryConstants checks that a record without a file needs none.
func (r *profileReader) entryConstants(keys map[string]yamlNode, n yamlNode, e *entry) {
	if e.file != nil {
		return
	}
	for _, c := range e.cols.list {
		r.add(n, "a record without from must be made of constants: {value: …}; %s needs a file", c.key())
	}
	if len(e.joins) > 0 {
		r.add(keys["join"], "a record without from has nothing to join to")
	}
	if e.settle != nil || e.span != nil && e.span.next {
		r.add(n, "a record without from cannot look at other rows")
	}
}

// stageObject reads whose stage it is.
func (r *profileReader) stageObject(keys map[string]yamlNode, n yamlNode, e *entry) {
	v, ok := keys["object"]
	if !ok {
		r.add(n, "a stage must say whose it is: object: lead or object: opportunity")
		return
	}
	name, _ := r.choice(v, "object", string(KindLead), string(KindOpportunity))
	e.ofKind = Kind(name)
}

// entryOf reads what a record is of: company, or {person: column}.
func (r *profileReader) entryOf(keys map[string]yamlNode, n yamlNode, e *entry, kinds []Kind) {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		names = append(names, string(k))
	}
	company := kinds[0] == KindPerson
	v, ok := keys["of"]
	switch {
	case !ok && e.kind == KindTarget:
		r.add(n, "a target must say whose it is, for example of: {person: SalesPersonID} or of: company")
		return
	case !ok && e.kind == KindMarket:
		r.add(n, "a market must say what it is of, for example of: {segment: Industry} or of: company")
		return
	case !ok:
		r.add(n, "%s must say of what, for example of: {opportunity: OpportunityId}", a(e.kind))
		return
	}
	if text, _ := v.scalar(); company && text == string(KindCompany) {
		e.ofKind = KindCompany
		return
	}
	of := r.keys(v, "of", names...)
	if len(of) != 1 {
		first := ""
		if company {
			first = "company, or "
		}
		r.add(v, "of must be %sone of %s with where its id comes from", first, strings.Join(names, ", "))
		return
	}
	for kind, value := range of {
		e.ofKind = Kind(kind)
		e.of = r.field(value, e, &e.cols, "of", wantID)
	}
}

// histories checks that an opportunity or a lead does not say its stage without
// a day when its history says it.
func (r *profileReader) histories(p *Profile) {
	told := map[Kind]bool{}
	for _, e := range p.entries {
		if e.kind == KindStageChange {
			told[e.ofKind] = told[e.ofKind] || e.fields["stage"] != nil
			r.changes(e)
		}
	}
	for _, e := range p.entries {
		stage := map[Kind]string{KindLead: "status", KindOpportunity: "stage"}[e.kind]
		if e.history = told[e.kind]; e.history && e.fields[stage] != nil && e.fields[stage+"_on"] == nil {
			r.wrong.Add("records", "line %d: the stage_change records say when %s came to which %s; leave %s out here, or say %s_on too",
				e.line, a(e.kind), stage, stage, stage)
		}
	}
}

// changes checks that a stage_change says what changed.
func (r *profileReader) changes(e *entry) {
	category := e.fields["forecast_category"] != nil
	if !category && e.fields["stage"] == nil {
		r.wrong.Add("records", "line %d: a stage_change must have stage", e.line)
	}
	if category && e.ofKind == KindLead {
		r.wrong.Add("records", "line %d: leads have no forecast category; leave forecast_category out here", e.line)
	}
}

// a puts the article before a kind.
func a(kind Kind) string {
	if strings.ContainsRune("aeiou", rune(kind[0])) {
		return "an " + string(kind)
	}
	return "a " + string(kind)
}
