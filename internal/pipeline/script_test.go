package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

// TestCorrectness runs the cases of testdata/*.txt, which a sales-operations
// person can read: testdata/README.md says how. Each case runs on both
// databases, once with its deals imported and once with them posted singly; with
// -short they take turns.
func TestCorrectness(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no scripts in testdata:", err)
	}
	storetest.Each(t, store.Open, func(t *testing.T, db *store.DB) {
		for _, file := range files {
			for i, c := range readCases(t, file) {
				ways := []string{"imported", "posted"}
				if testing.Short() {
					ways = ways[i%2:][:1]
				}
				for _, way := range ways {
					t.Run(c.name+"/"+way, func(t *testing.T) {
						t.Parallel()
						run(t, db, c, way == "posted")
					})
				}
			}
		}
	})
}

// scriptCase is one case: the lines between two headings.
type scriptCase struct {
	name  string
	file  string
	lines []scriptLine
}

type scriptLine struct {
	number int
	words  []string
	inside bool // indented: an expected line of the question above
}

func readCases(t *testing.T, file string) []scriptCase {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []scriptCase
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if name, ok := strings.CutPrefix(line, "== "); ok {
			cases = append(cases, scriptCase{name: strings.ReplaceAll(strings.TrimSpace(name), " ", "_"), file: file})
			continue
		}
		words := splitWords(line)
		if len(words) == 0 {
			continue
		}
		if len(cases) == 0 {
			t.Fatalf("%s:%d: a line before the first heading (== NAME)", file, i+1)
		}
		c := &cases[len(cases)-1]
		c.lines = append(c.lines, scriptLine{i + 1, words, strings.HasPrefix(line, " ")})
	}
	return cases
}

// splitWords splits at blanks, but not within quotation marks.
func splitWords(line string) []string {
	quoted := false
	words := strings.FieldsFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ' ' || r == '\t')
	})
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], `"`, "")
	}
	return words
}

// script is one running case.
type script struct {
	*world
	*testing.T
	name   string
	post   bool
	line   scriptLine
	feed   sample.Feed
	deals  []fact.Sale  // to be posted
	events []fact.Event // to be posted
	known  map[string]org.NodeID
	aims   map[goal.ID]bool // goals that were set
	last   pipeline.Batch
	wrong  error  // what the last command was refused with
	expect func() // checks the question above; nil without one
	got    map[string]string
	left   []string // rows of the question that no expected line has named
}

func run(t *testing.T, db *store.DB, c scriptCase, post bool) {
	s := &script{T: t, name: c.file, post: post, known: map[string]org.NodeID{"company": sample.Root}}
	s.world = newWorld(t, db, uuid.NewString(), period.MustDate("2026-11-22"))
	for _, line := range c.lines {
		s.line = line
		if line.inside {
			s.expected()
			continue
		}
		s.command()
	}
	s.flush()
	s.noError()
	s.verify()
}

// bad ends the case with the line that is at fault.
func (s *script) bad(format string, args ...any) {
	s.T.Helper()
	s.T.Fatalf("%s:%d: %s", s.name, s.line.number, fmt.Sprintf(format, args...))
}

func (s *script) check(err error) {
	s.T.Helper()
	if err != nil {
		s.bad("%v", err)
	}
}

// arg returns the word at i; a missing one is a mistake of the script.
func (s *script) arg(i int) string {
	if i >= len(s.line.words) {
		s.bad("%q lacks a word", strings.Join(s.line.words, " "))
	}
	return s.line.words[i]
}

// options returns the words name=value from i on; others stand under "".
func (s *script) options(i int) map[string]string {
	options := map[string]string{}
	for _, word := range s.line.words[min(i, len(s.line.words)):] {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			name, value = word, "true"
		}
		options[name] = value
	}
	return options
}

func (s *script) amount(text string) money.Amount {
	a, err := money.Parse(text)
	s.check(err)
	return a
}

func (s *script) day(text string) period.Date {
	d, err := period.ParseDate(text)
	s.check(err)
	return d
}

func (s *script) period(text string) period.Period {
	p, err := s.org.Calendar.Parse(text)
	s.check(err)
	return p
}

// span reads FROM..TO, either of which may be missing.
func (s *script) span(text string) period.Range {
	from, to, ok := strings.Cut(text, "..")
	if !ok {
		s.bad("%q is no time; write FROM..TO, the end exclusive", text)
	}
	r := period.Everything
	if from != "" {
		r.Start = s.day(from)
	}
	if to != "" {
		r.End = s.day(to)
	}
	return r
}

// node returns what a name of the script stands for.
func (s *script) node(name string) org.NodeID {
	if id, ok := s.known[name]; ok {
		return id
	}
	if strings.Contains(name, ":") {
		return org.NodeID(name)
	}
	s.bad("nobody has said what %q is", name)
	return ""
}

// mention makes a record for what a line names for the first time.
func (s *script) mention(kind ingest.Kind, name string) string {
	if name == "" {
		return ""
	}
	if _, ok := s.known[name]; ok {
		return name
	}
	switch kind {
	case ingest.KindPerson:
		s.add(name, org.Person, ingest.Person{ID: name})
	case ingest.KindCustomer:
		s.add(name, org.Customer, ingest.Customer{ID: name})
	case ingest.KindProduct:
		s.add(name, org.Product, ingest.Product{ID: name})
	case ingest.KindTerritory:
		s.add(name, org.Territory, ingest.Territory{ID: name})
	default:
		s.bad("%q has not been described", name)
	}
	return name
}

func (s *script) add(name string, kind org.Kind, record ingest.Record) {
	s.known[name] = org.ID(kind, name)
	s.feed = append(s.feed, record)
}

// flush brings what was described since the last question into the database.
func (s *script) flush() {
	s.noError()
	feed, deals, events := s.feed, s.deals, s.events
	s.feed, s.deals, s.events = nil, nil, nil
	if len(feed) > 0 {
		s.last = s.load(ingest.KnownFirstLoad, feed)
		for _, row := range s.quarantined(s.last) {
			s.wrong = fmt.Errorf("a %s was refused: %v", row.Kind, row.Faults)
		}
	}
	if len(deals) > 0 && s.wrong == nil {
		_, s.wrong = s.flow.Post(s.T.Context(), s.org.ID, "tester", deals)
	}
	if len(events) > 0 && s.wrong == nil {
		_, s.wrong = s.flow.PostEvents(s.T.Context(), s.org.ID, "tester", events)
	}
}

// noError fails when something was refused and the script did not expect it.
func (s *script) noError() {
	s.T.Helper()
	if s.wrong != nil {
		s.T.Fatalf("%s, before line %d: %v", s.name, s.line.number, s.wrong)
	}
}

// share sets a split: now, because the shares of an order go together.
func (s *script) share(ledger fact.Ledger) {
	deal := s.arg(1)
	split := fact.Split{Deal: fact.DealID(source + "/" + deal), Ledger: ledger}
	for i := 2; i < len(s.line.words); i += 2 {
		person := s.mention(ingest.KindPerson, s.arg(i))
		percent := s.amount(strings.TrimSuffix(s.arg(i+1), "%"))
		if !s.post {
			s.feed = append(s.feed, ingest.Split{Order: deal, Person: person, Percent: percent, Overlay: ledger == fact.Overlay})
			continue
		}
		millis, err := fact.ParsePercent(percent)
		s.check(err)
		split.Shares = append(split.Shares, fact.Share{Person: org.ID(org.Person, person), Millis: millis})
	}
	s.flush()
	if s.post && s.wrong == nil {
		s.wrong = s.flow.SetSplits(s.T.Context(), s.org.ID, "tester", []fact.Split{split})
	}
}

// goal reads: goal WHO METRIC PERIOD VALUE [by=…] [reason=…] [from=…].
func (s *script) goal() {
	name := s.arg(1)
	if _, ok := s.known[name]; !ok {
		s.mention(ingest.KindPerson, name)
	}
	kind, id := s.node(name).Split()
	p, value, options := s.period(s.arg(3)), s.amount(s.arg(4)), s.options(5)
	if s.post || options["from"] != "" { // files of targets do not say from when one counts
		s.flush()
		s.noError()
		change := goal.TargetChange{Key: goal.Key{Node: s.node(name), Period: p.Range}, Value: value, From: &p.Start, Reason: options["reason"]}
		change.Metric = s.query(ask{metric: series(s.arg(2)), period: p.Range}).Metric.ID
		if options["from"] != "" {
			from := s.day(options["from"])
			change.From = &from
		}
		_, s.wrong = s.flow.SetTarget(s.T.Context(), s.org.ID, options["by"], change)
		return
	}
	s.feed = append(s.feed, ingest.Target{OfKind: ingest.Kind(kind), Of: id, Metric: s.arg(2), Period: p.Range, Value: value,
		Author: options["by"], Reason: options["reason"]})
	s.flush()
}
