package metric_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestScripts runs testdata/*.txt, which a sales-operations person can read:
// testdata/README.md says how. Every metric of the catalogue must be asked for
// in one of them.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no scripts in testdata:", err)
	}
	asked := map[metric.Series]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s *script
		for i, line := range strings.Split(string(text), "\n") {
			line, _, _ = strings.Cut(line, " #")
			if name, ok := strings.CutPrefix(line, "== "); ok {
				s = newScript(t, asked)
				s.name = strings.TrimSpace(name)
				continue
			}
			words := strings.Fields(line)
			if len(words) == 0 || strings.HasPrefix(line, "#") {
				continue
			}
			if s == nil {
				t.Fatalf("%s:%d: a line before the first heading (== NAME)", file, i+1)
			}
			s.at = fmt.Sprintf("%s:%d (%s)", file, i+1, s.name)
			s.run(words, strings.HasPrefix(line, " "))
		}
	}
	for _, m := range metric.All() {
		if !asked[m.ID] {
			t.Errorf("no script asks for %s", m.ID)
		}
	}
}

// script is one running case.
type script struct {
	*testing.T
	world
	name, at string
	asked    map[metric.Series]bool
	question question
}

// question is what the indented lines below it answer.
type question struct {
	metric metric.Metric
	period period.Range
	asOf   period.Date
	policy metric.RatePolicy
	window int
	target *money.Amount // of the metric that coverage is held against
}

func newScript(t *testing.T, asked map[metric.Series]bool) *script {
	return &script{T: t, asked: asked, world: newWorld()}
}

func (s *script) failf(format string, args ...any) {
	s.Helper()
	s.Errorf("%s: "+format, append([]any{s.at}, args...)...)
}

func (s *script) run(words []string, inside bool) {
	if inside {
		s.answer(words)
		return
	}
	times := 1
	if words[0] == "repeat" {
		times = int(s.amount(words[1]) / money.Unit)
		words = words[2:]
	}
	for i := range times {
		line := slices.Clone(words)
		if times > 1 {
			line[1] += fmt.Sprintf("-%d", i+1)
			for k := range line {
				line[k] = strings.ReplaceAll(line[k], "{n}", fmt.Sprint(i+1))
			}
		}
		s.command(line)
	}
}

func (s *script) command(words []string) {
	rest, options := s.options(words[1:])
	switch words[0] {
	case "node": // node customer:acme in segment:smb [from DAY]
		e := org.Edge{Child: org.NodeID(rest[0]), Valid: period.Everything, Known: period.Everything}
		if len(rest) > 2 {
			e.Parent = org.NodeID(rest[2])
			e.Valid = s.span(cmp.Or(options["valid"], "0001-01-01.."))
		}
		s.edges = append(s.edges, e)
	case "stage": // stage opportunity Proposal 3 [won]
		st := fact.Stage{Object: fact.EventKind(rest[0]), Name: rest[1], Position: int(s.amount(rest[2]) / money.Unit)}
		if len(rest) > 3 {
			st.Means = fact.Milestone(rest[3])
		}
		s.funnel = append(s.funnel, st)
	case "rate": // rate USD EUR 0.90 from DAY
		r := s.rate(rest)
		s.rates = append(s.rates, metric.DatedRate{Rate: r, Day: s.day(rest[4]), Known: period.Everything})
	case "planrate": // planrate USD EUR 0.92 FROM..TO
		s.planned = append(s.planned, metric.PlannedRate{Rate: s.rate(rest), Valid: s.span(rest[3]), Known: period.Everything})
	case "sale":
		s.sale(rest, options)
	case "define": // define x_big sale value="…" where="…"
		s.custom = append(s.custom, metric.Custom{ID: metric.Series(rest[0]), Name: rest[0], Unit: metric.Quantity, Direction: metric.Higher, Definition: "for the test",
			Facts: rest[1], Day: options["day"], Where: options["where"], Value: options["value"]})
		if options["by"] != "" {
			s.custom[len(s.custom)-1].DivideBy = &metric.Formula{Value: options["by"]}
		}
	case "ask":
		s.ask(rest, options)
	default:
		s.event(words[0], rest, options)
	}
}

// options takes the words NAME=VALUE out; ~ stands for a blank in a value.
func (s *script) options(words []string) (rest []string, options map[string]string) {
	options = map[string]string{}
	for _, word := range words {
		if name, value, ok := strings.Cut(word, "="); ok {
			options[name] = strings.ReplaceAll(value, "~", " ")
			continue
		}
		rest = append(rest, word)
	}
	return rest, options
}

func (s *script) rate(words []string) money.Rate {
	r, err := money.ParseRate(money.Currency(words[0]), money.Currency(words[1]), words[2])
	s.must(err)
	return r
}

func (s *script) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("%s: %v", s.at, err)
	}
}

func (s *script) day(text string) period.Date {
	s.Helper()
	d, err := period.ParseDate(text)
	s.must(err)
	return d
}

// span reads a period: 2026-Q1, or two days with .. between them.
func (s *script) span(text string) period.Range {
	s.Helper()
	p, err := period.DefaultCalendar().Parse(text)
	s.must(err)
	return p.Range
}

func (s *script) amount(text string) money.Amount {
	s.Helper()
	a, err := money.Parse(text)
	s.must(err)
	return a
}

// known is the day from which a fact is known: its own, unless it says another.
func (s *script) known(options map[string]string, day period.Date) period.Range {
	if text, ok := options["known"]; ok {
		return s.span(text)
	}
	return period.Range{Start: day, End: period.Never}
}

// sale reads: sale ID OWNER AMOUNT CURRENCY DAY order=… customer=… …
func (s *script) sale(w []string, o map[string]string) {
	v := fact.Version{Sale: fact.Sale{Key: fact.Key{Source: "crm", ID: w[0]}, Order: cmp.Or(o["order"], w[0]), Owner: person(w[1]), Amount: s.amount(w[2]),
		Currency: money.Currency(w[3]), Day: s.day(w[4]), Quantity: money.Unit, Customer: node(org.Customer, o["customer"]), Product: node(org.Product, o["product"]),
		Territory: node(org.Territory, o["territory"]), Channel: node(org.Channel, o["channel"]), LeadSource: node(org.LeadSource, o["from"])}, Number: 1}
	v.OccurredAt = int64(v.Day) * 86_400_000_000
	v.Known = s.known(o, v.Day)
	for name, to := range map[string]**money.Amount{"cost": &v.Cost, "list": &v.List} {
		if o[name] != "" {
			a := s.amount(o[name])
			*to = &a
		}
	}
	if o["quantity"] != "" {
		v.Quantity = s.amount(o["quantity"])
	}
	s.add(v)
	for ledger, text := range map[fact.Ledger]string{fact.Revenue: o["split"], fact.Overlay: o["overlay"]} {
		split := fact.Split{Deal: v.Deal(), Ledger: ledger, Known: v.Known}
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
			name, percent, _ := strings.Cut(part, ":")
			millis, err := fact.ParsePercent(s.amount(percent))
			s.must(err)
			split.Shares = append(split.Shares, fact.Share{Person: person(name), Millis: millis})
		}
		if len(split.Shares) > 0 {
			s.must(split.Validate())
			s.split(split)
		}
	}
}

// event reads: KIND ID OWNER … with steps STAGE DAY in between.
func (s *script) event(kind string, w []string, o map[string]string) {
	e := fact.Event{EventKey: fact.EventKey{Kind: fact.EventKind(kind), Key: fact.Key{Source: "crm", ID: w[0]}}, Quantity: money.Unit, Until: period.Never, Closed: period.Never,
		Customer: node(org.Customer, o["customer"]), Product: node(org.Product, o["product"]), Territory: node(org.Territory, o["territory"]),
		Channel: node(org.Channel, o["channel"]), LeadSource: node(org.LeadSource, o["from"]), Owner: person(w[1]), Type: o["type"]}
	if o["quantity"] != "" {
		e.Quantity = s.amount(o["quantity"])
	}
	if o["amount"] != "" {
		a := s.amount(o["amount"])
		e.Amount, e.Currency = &a, money.Currency(cmp.Or(o["currency"], "EUR"))
	}
	if o["scale"] != "" {
		e.Scale = s.amount(o["scale"])
	}
	if o["of"] != "" {
		e.Case = fact.EventKey{Kind: fact.Lead, Key: fact.Key{Source: "crm", ID: o["of"]}}.Own()
	}
	if o["about"] != "" {
		e.Place = org.NodeID(o["about"])
	}
	for i := 2; i+1 < len(w); i += 2 {
		day := s.day(w[i+1])
		switch w[i] {
		case "on", "created", "since":
			e.Day = day
		case "until", "expected":
			e.Until = day
		case "won", "lost":
			e.Outcome, e.Closed = fact.Outcome(w[i]), day
		default:
			e.Steps = append(e.Steps, fact.Step{Stage: w[i], Day: day})
		}
	}
	e = e.Settled()
	if o["withdrawn"] != "" {
		e.Withdrawn = true
	} else {
		s.must(e.Validate())
	}
	s.addEvent(fact.EventVersion{Event: e, Number: 1, Known: s.known(o, e.Day)})
}

// ask reads: ask METRIC PERIOD at DAY [rates=plan] [window=90] [target=1000]
func (s *script) ask(w []string, o map[string]string) {
	catalogue := metric.NewCatalogue(s.custom, s.funnel, nil)
	m, err := catalogue.Find(w[0])
	s.must(err)
	s.asked[m.Base()] = true
	s.question = question{metric: m, period: s.span(w[1]), asOf: s.day(w[3]), policy: metric.RatePolicy(o["rates"])}
	if o["window"] != "" {
		s.question.window = int(s.amount(o["window"]) / money.Unit)
	}
	if o["target"] != "" {
		a := s.amount(o["target"])
		s.question.target = &a
	}
	s.must(s.post(m.Needs()))
}

// answer reads: NODE VALUE [N of M] [between LOW HIGH]
func (s *script) answer(w []string) {
	id := org.NodeID(w[0])
	switch {
	case w[0] == "company":
		id = root
	case !strings.Contains(w[0], ":"):
		id = person(w[0])
	}
	got, err := s.value(s.question, id)
	s.must(err)
	if said := say(got.value, s.question.metric.Unit, w[1]); said != w[1] {
		s.failf("%s of %s is %s, want %s", s.question.metric.ID, w[0], said, w[1])
	}
	for i := 2; i < len(w); i++ {
		switch w[i] {
		case "of":
			if parts := got.num.String() + " of " + got.den.String(); parts != w[i-1]+" of "+w[i+1] {
				s.failf("%s of %s is %s, want %s of %s", s.question.metric.ID, w[0], parts, w[i-1], w[i+1])
			}
		case "between":
			if low, high := say(got.low, metric.Share, w[i+1]), say(got.high, metric.Share, w[i+2]); low != w[i+1] || high != w[i+2] {
				s.failf("%s of %s lies between %s and %s, want %s and %s", s.question.metric.ID, w[0], low, high, w[i+1], w[i+2])
			}
		case "censored", "effect", "lacking", "window":
			want := w[i+1]
			if is := got.named[w[i]].String(); is != want {
				s.failf("%s of %s: %s is %s, want %s", s.question.metric.ID, w[0], w[i], is, want)
			}
		}
	}
}

// say writes a value with as many decimals as the script expects.
func say(v *money.Amount, unit metric.Unit, like string) string {
	if v == nil {
		return "none"
	}
	if !strings.HasSuffix(like, "%") {
		return v.String()
	}
	decimals := 0
	if _, rest, ok := strings.Cut(strings.TrimSuffix(like, "%"), "."); ok {
		decimals = len(rest)
	}
	hundred := *v * 100
	return hundred.Rat().FloatString(decimals) + "%"
}

func person(name string) org.NodeID {
	if name == "-" {
		return ""
	}
	return org.ID(org.Person, name)
}

func node(kind org.Kind, id string) org.NodeID {
	if id == "" {
		return ""
	}
	return org.ID(kind, id)
}
