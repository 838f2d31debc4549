package ingest

import "slices"

// joins reads the joins of an entry. A later join may use the columns of an
// earlier one.
func (r *profileReader) joins(keys map[string]yamlNode, e *entry) {
	v, ok := keys["join"]
	if !ok {
		return
	}
	for _, p := range r.pairs(v, "join") {
		if !isName(p.key) || slices.Contains(e.cols.joins, p.key) {
			r.add(p.value, "the name of a join must be letters, digits and _, beginning with a letter; row is taken")
			continue
		}
		e.joins = append(e.joins, r.join(p, e))
		e.cols.joins = append(e.cols.joins, p.key)
	}
}

func (r *profileReader) join(p pair, e *entry) *join {
	j := &join{name: p.key, file: &file{formats: r.formats}}
	keys := r.keys(p.value, "a join", "file", "on", "where", "unmatched", "several", "pick")
	if v, ok := keys["file"]; ok {
		name, _ := v.scalar()
		j.file = r.fileNamed(v, name)
	} else {
		r.add(p.value, "the join must say which file it looks into: file: …")
	}
	right := &entry{file: j.file}
	if v, ok := keys["on"]; ok {
		for _, item := range r.list(v, "on") {
			r.joinKey(item, e, right, j)
		}
	} else {
		r.add(p.value, "the join must say which columns are equal: on: SalesOrderID, or on: {left: …, right: …}")
	}
	j.where = r.expr(keys, "where", &j.own)
	if v, ok := keys["unmatched"]; ok {
		name, _ := r.choice(v, "unmatched", "fault", "optional", "empty")
		j.unmatched = map[string]unmatchedRule{"optional": unmatchedOptional, "empty": unmatchedEmpty}[name]
	}
	if v, ok := keys["several"]; ok {
		name, _ := r.choice(v, "several", "refuse", "fault")
		j.several = map[string]severalRule{"fault": severalFault}[name]
	}
	if v, ok := keys["pick"]; ok {
		j.pick = r.pick(v, right, j)
	}
	return j
}

// joinKey reads one pair of columns that must be equal.
func (r *profileReader) joinKey(n yamlNode, e, right *entry, j *join) {
	left, other := n, n
	if n.isMapping() {
		keys := r.keys(n, "on", "left", "right")
		var hasLeft, hasRight bool
		left, hasLeft = keys["left"]
		other, hasRight = keys["right"]
		if !hasLeft || !hasRight {
			r.add(n, "on must have left, of this record, and right, of the file that is joined")
			return
		}
	}
	j.left = append(j.left, r.field(left, e, &e.cols, "join "+j.name, wantID))
	j.right = append(j.right, r.field(other, right, &j.own, "join "+j.name, wantID))
}

// pick reads {last: StartDate, as: date}.
func (r *profileReader) pick(n yamlNode, right *entry, j *join) *pick {
	keys := r.keys(n, "pick", "first", "last", "as")
	how, ok := keys["as"]
	if !ok {
		how = n
	}
	as, _ := r.choice(how, "as, the way in which pick compares the column,", "date", "number", "text")
	w := map[string]want{"date": wantDate, "number": wantNumber, "text": wantText}[as]
	first, isFirst := keys["first"]
	last, isLast := keys["last"]
	if isFirst == isLast {
		r.add(n, "pick must have either first or last, with a column")
		return nil
	}
	by := first
	if isLast {
		by = last
	}
	return &pick{by: r.field(by, right, &j.own, "pick", w), last: isLast}
}
