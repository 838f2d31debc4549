package ingest

import (
	"slices"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Profile says what the files of a source mean. It is made by ParseProfile and
// is not changed afterwards, so several goroutines may use it. The language is
// described in docs/guide/import.md.
type Profile struct {
	Name         string
	Source       string        // namespace of the ids in the files
	Organisation *Organisation // nil: the profile is for an organisation that exists
	Known        Known
	Create       []Kind // kinds of node that are made from their ids when a record refers to one that is not there

	files   []*file
	entries []*entry
}

// Known says from when the facts of a source count as known.
type Known string

// The rules of knowing.
const (
	// KnownFirstLoad: when the source is loaded for the first time, each fact
	// was known on its own day; what comes later is known on arrival.
	KnownFirstLoad Known = "first-load"
	KnownOccurred  Known = "occurred" // always on the fact's own day
	KnownArrival   Known = "arrival"  // always when it arrives
)

// Organisation is what a profile says about the company, for when it is new.
// An empty value means that the profile does not say.
type Organisation struct {
	ID, Name         string
	TimeZone         *time.Location
	Currency         money.Currency
	FiscalYearStarts time.Month // 0: not said
	WeekStarts       *time.Weekday
	Calendar         string // month, 4-4-5, 4-5-4 or 5-4-4
	WorkingDays      []time.Weekday
	Holidays         []period.Date
}

// file is one file, or several of one pattern, of a profile.
type file struct {
	table   Table
	formats formats
	cols    columns // used by the rules below
	drop    *expr   // rows that are no data; nil: none
	stop    *expr   // the first row after the data; nil: none
}

// entry is one item under records: rows of a file that become records.
type entry struct {
	name    string
	kind    Kind
	file    *file // nil: a single record of constants
	line    int   // of the profile
	where   *expr // nil: every row
	joins   []*join
	cols    columns
	fields  map[string]*field
	lists   map[string][]*field
	span    *span // during or period
	ofKind  Kind  // of a target, a market, a stage or a change of stage
	of      *field
	history bool // of leads and opportunities: there are stage_change records of them
	settle  *settle
	repeats repeatRule
	home    money.Currency // the profile's currency, empty when it has none
	fiscal  time.Month     // first month of the fiscal year
}

// join is a look-up of one row of another file.
type join struct {
	name        string
	file        *file
	left, right []*field // left over the entry's columns, right over own
	own         columns  // columns of the file that right, where and pick use
	where       *expr
	unmatched   unmatchedRule
	several     severalRule
	pick        *pick // nil: the key must be unique
}

// unmatchedRule says what happens to a row whose join finds nothing.
type unmatchedRule int

const (
	unmatchedFault    unmatchedRule = iota
	unmatchedOptional               // an empty key may find nothing; a key that is set must find a row
	unmatchedEmpty                  // the joined columns are empty
)

// severalRule says what happens when a join finds several rows.
type severalRule int

const (
	severalRefuse severalRule = iota // nothing is imported
	severalFault                     // the rows that find several are faults
)

// pick chooses one of several rows: the first or the last by a value.
type pick struct {
	by   *field
	last bool
}

// span is where the days of a record come from.
type span struct {
	from, to  *field
	inclusive bool   // to is the last day, not the day after
	next      bool   // to is the next row's from
	unit      string // month, quarter or year: at is a day in it
	at        *field
	fiscal    bool
}

// settle makes the lines of an order sum exactly to the order's total.
type settle struct {
	total     *field
	tolerance money.Amount
}

// Tables returns the tables that the profile names, in its order.
func (p *Profile) Tables() []Table {
	out := make([]Table, len(p.files))
	for i, f := range p.files {
		out[i] = f.table
		out[i].Needs = slices.Clone(f.table.Needs)
	}
	return out
}

// ParseProfile reads a profile. The error is an Invalid fault that holds
// everything that is wrong, each with its path and line.
func ParseProfile(text []byte) (*Profile, error) {
	root, err := parseYAML(text)
	if err != nil {
		return nil, err
	}
	env, err := newExprEnv()
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the expression language cannot be set up")
	}
	r := &profileReader{env: env, files: map[string]*file{}}
	p := r.profile(root)
	if err := r.wrong.Err("the profile has %d problems", len(r.wrong)); err != nil {
		return nil, err
	}
	return p, nil
}

// profileReader reads one profile.
type profileReader struct {
	reader
	env     *cel.Env
	formats formats
	files   map[string]*file
}

func (r *profileReader) profile(root yamlNode) *Profile {
	keys := r.keys(root, "the profile", "profile", "name", "source", "organisation", "known", "create", "formats", "files", "records")
	p := &Profile{Known: KnownFirstLoad}
	if v, ok := keys["profile"]; ok {
		r.number(v, "profile, the version of the language,", 1, 1)
	} else {
		r.wrong.Add("profile", "the profile must begin with its version: profile: 1")
	}
	if v, ok := keys["name"]; ok {
		p.Name, _ = r.text(v, "name")
	}
	if v, ok := keys["source"]; ok {
		p.Source, _ = r.text(v, "source")
	} else {
		r.wrong.Add("source", "the profile must name its source, the namespace of its ids, for example source: erp")
	}
	if p.Name == "" {
		p.Name = p.Source
	}
	if v, ok := keys["organisation"]; ok {
		p.Organisation = r.organisation(v)
	}
	if v, ok := keys["known"]; ok {
		text, _ := r.choice(v, "known", string(KnownFirstLoad), string(KnownOccurred), string(KnownArrival))
		p.Known = Known(text)
	}
	if v, ok := keys["create"]; ok {
		p.Create = r.create(v)
	}
	r.profileFormats(keys, p)
	r.profileRecords(keys, p)
	return p
}

// create reads the kinds that may be made from their ids.
func (r *profileReader) create(n yamlNode) []Kind {
	var out []Kind
	for _, item := range r.list(n, "create") {
		names := make([]string, 0, len(NodeKinds()))
		for _, k := range NodeKinds() {
			names = append(names, string(k))
		}
		name, ok := r.choice(item, "create", names...)
		if ok && !slices.Contains(out, Kind(name)) {
			out = append(out, Kind(name))
		}
	}
	return out
}

// profileRecords reads files and records, then tells each file which columns
// are used.
func (r *profileReader) profileRecords(keys map[string]yamlNode, p *Profile) {
	records, ok := keys["records"]
	if !ok {
		r.wrong.Add("records", "the profile must say which records its files hold: records: [{kind: sale, from: …}]")
		return
	}
	names := map[string]bool{}
	for _, item := range r.list(records, "records") {
		e := r.entry(item, p)
		if e == nil {
			continue
		}
		if names[e.name] {
			r.add(item, "two records are called %s; give one of them another name with entry", shown(e.name))
		}
		names[e.name] = true
		p.entries = append(p.entries, e)
	}
	r.histories(p)
	for _, f := range p.files {
		f.need(f.cols.own("")...)
	}
	for _, e := range p.entries {
		if e.file != nil {
			e.file.need(e.cols.own("")...)
		}
		for _, j := range e.joins {
			j.file.need(j.own.own("")...)
			j.file.need(e.cols.own(j.name)...)
		}
	}
}

// need notes that columns of the file are used.
func (f *file) need(names ...string) {
	for _, name := range names {
		if !slices.Contains(f.table.Needs, name) {
			f.table.Needs = append(f.table.Needs, name)
		}
	}
}
