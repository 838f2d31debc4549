package ingest

import "slices"

// entrySpan reads during or period.
func (r *profileReader) entrySpan(keys map[string]yamlNode, n yamlNode, e *entry) {
	key, required := dated(e.kind)
	if key == "" {
		return
	}
	v, ok := keys[key]
	if !ok {
		if required {
			r.add(n, "%s must have %s", a(e.kind), key)
		}
		return
	}
	known := []string{"from", "to", "to_inclusive"}
	if e.kind == KindTarget || e.kind == KindPlanRate || e.kind == KindMarket {
		known = append(known, "month", "quarter", "year", "fiscal")
	}
	parts := r.keys(v, key, known...)
	s := &span{}
	e.span = s
	units := 0
	for _, unit := range []string{"month", "quarter", "year"} {
		if at, ok := parts[unit]; ok {
			units++
			s.unit = unit
			s.at = r.field(at, e, &e.cols, key+"."+unit, wantDate)
		}
	}
	if fiscal, ok := parts["fiscal"]; ok {
		s.fiscal = r.boolean(fiscal, "fiscal")
		if s.unit != "quarter" && s.unit != "year" {
			r.add(fiscal, "fiscal belongs to quarter or year")
		}
		if s.fiscal && s.at != nil && slices.ContainsFunc(s.at.formats.dates, (*datePattern).isCoarse) {
			r.add(fiscal, "a fiscal %s is found by a day in it; the name of a fiscal year (2018, Q1 2018) means different years in different companies", s.unit)
		}
	}
	_, hasTo := parts["to"]
	_, hasInclusive := parts["to_inclusive"]
	from, hasFrom := parts["from"]
	switch {
	case units > 1, units == 1 && (hasFrom || hasTo || hasInclusive), hasTo && hasInclusive:
		r.add(v, "%s must be either from with to or to_inclusive, or one of month, quarter and year", key)
		return
	case units == 0 && !hasFrom:
		r.add(v, "%s must have from", key)
		return
	case units == 0:
		s.from = r.field(from, e, &e.cols, key+".from", wantDate)
	}
	r.spanEnd(parts, e, s, key)
}

// spanEnd reads to (the day after the last) or to_inclusive (the last day). To
// a target's "to: next" the next row of the same node and metric is the end.
func (r *profileReader) spanEnd(parts map[string]yamlNode, e *entry, s *span, key string) {
	if to, ok := parts["to"]; ok {
		if text, _ := to.scalar(); text == "next" && e.kind == KindTarget {
			s.next = true
			return
		}
		s.to = r.field(to, e, &e.cols, key+".to", wantDate)
	}
	if to, ok := parts["to_inclusive"]; ok {
		s.inclusive = true
		s.to = r.field(to, e, &e.cols, key+".to_inclusive", wantDate)
	}
}
