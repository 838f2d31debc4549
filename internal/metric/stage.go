package metric

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
)

// mark is a point of the funnel that a lead or an opportunity can reach: one of
// the words below, or a stage as the organisation names it.
type mark struct {
	object fact.EventKind // fact.Lead or fact.Opportunity
	name   string
}

// The words that everybody's funnel understands.
const (
	wordLead        = "lead"
	wordQualified   = "qualified"
	wordConverted   = "converted" // of a lead: there is an opportunity
	wordOpportunity = "opportunity"
	wordWon         = "won"
	wordLost        = "lost"
)

var (
	stageEscaper   = strings.NewReplacer("%", "%25", bar, "%7C", ">", "%3E", "@", "%40")
	stageUnescaper = strings.NewReplacer("%7C", bar, "%3E", ">", "%40", "@", "%25", "%")
)

// String writes lead/qualified; a stage's name is written so that it can be
// part of a series.
func (m mark) String() string { return string(m.object) + "/" + stageEscaper.Replace(m.name) }

func parseMark(text string) (m mark, ok bool) {
	object, name, ok := strings.Cut(text, "/")
	m = mark{fact.EventKind(object), stageUnescaper.Replace(name)}
	return m, ok && (m.object == fact.Lead || m.object == fact.Opportunity) && m.name != ""
}

// pair is a conversion from one mark to another. The unit that is counted is
// the object of from: leads (each with the opportunities that came of it), or
// opportunities.
type pair struct {
	from, to mark
	window   int // days; 0: ever
}

func (p pair) unit() fact.EventKind { return p.from.object }

// The prefixes of the series of conversions.
const (
	cohortPrefix  = "cohort:"  // cohort:lead/lead>opportunity/won@90, on the day of from
	reachedPrefix = "reached:" // reached:lead:lead/qualified, on the day it was reached
)

// cohort names the series of the units that reached to, on the day on which
// they reached from.
func (p pair) cohort() Series {
	name := cohortPrefix + p.from.String() + ">" + p.to.String()
	if p.window > 0 {
		name += fmt.Sprintf("@%d", p.window)
	}
	switch name {
	case cohortPrefix + "lead/lead>lead/qualified":
		return leadsEverGood
	case cohortPrefix + "lead/lead>lead/won":
		return leadsEverWon
	}
	return Series(name)
}

// ofCohort reports whether the series counts what became of units on the day
// on which they entered.
func ofCohort(s Series) bool {
	if s == leadsEverGood || s == leadsEverWon {
		return true
	}
	_, ok := parseCohort(s)
	return ok
}

func parseCohort(s Series) (p pair, ok bool) {
	text, ok := strings.CutPrefix(string(s), cohortPrefix)
	if !ok {
		return pair{}, false
	}
	text, p.window, ok = cutWindow(text)
	from, to, isPair := strings.Cut(text, ">")
	var okFrom, okTo bool
	p.from, okFrom = parseMark(from)
	p.to, okTo = parseMark(to)
	return p, ok && isPair && okFrom && okTo
}

// reached names the series of the units of a kind that reached the mark, on
// the day on which they did.
func reached(unit fact.EventKind, m mark) Series {
	switch unit {
	case fact.Lead:
		switch m {
		case mark{fact.Lead, wordLead}:
			return Leads
		case mark{fact.Lead, wordQualified}:
			return LeadsQualified
		case mark{fact.Lead, wordWon}:
			return LeadsWon
		}
	case fact.Opportunity:
		switch m {
		case mark{fact.Opportunity, wordOpportunity}:
			return Opportunities
		case mark{fact.Opportunity, wordWon}:
			return DealsWon
		case mark{fact.Opportunity, wordLost}:
			return DealsLost
		}
	}
	return Series(reachedPrefix + string(unit) + ":" + m.String())
}

func parseReached(s Series) (unit fact.EventKind, m mark, ok bool) {
	text, ok := strings.CutPrefix(string(s), reachedPrefix)
	kind, rest, isPair := strings.Cut(text, ":")
	m, isMark := parseMark(rest)
	unit = fact.EventKind(kind)
	return unit, m, ok && isPair && isMark && (unit == fact.Lead || unit == fact.Opportunity)
}

// cutWindow cuts @90 off the end; ok is false when what follows the @ is no
// number of days.
func cutWindow(text string) (rest string, days int, ok bool) {
	i := strings.LastIndex(text, "@")
	if i < 0 {
		return text, 0, true
	}
	const longest = 3660
	digits := text[i+1:]
	if digits == "" || len(digits) > 4 || strings.Trim(digits, "0123456789") != "" {
		return text, 0, false
	}
	for _, d := range digits {
		days = days*10 + int(d-'0')
	}
	return text[:i], days, days > 0 && days <= longest
}

// parseConversion reads what follows conversion: in a metric's id, by the
// organisation's funnel. Without a funnel any name is taken for a stage of
// opportunities.
func parseConversion(id, text string, funnel []fact.Stage) (pair, error) {
	rest, window, ok := cutWindow(text)
	fromText, toText, isPair := strings.Cut(rest, ">")
	if !ok || !isPair {
		return pair{}, fault.New(fault.Invalid, "%q is not a conversion; write conversion:lead>won, or conversion:lead>won@90 for what was won within 90 days", id)
	}
	p := pair{window: window}
	var err error
	if p.from, err = findMark(fromText, "", funnel); err != nil {
		return pair{}, err
	}
	if p.to, err = findMark(toText, p.unit(), funnel); err != nil {
		return pair{}, err
	}
	if p.from == p.to || rank(p.from, funnel) >= rank(p.to, funnel) && rank(p.to, funnel) >= 0 {
		return pair{}, fault.New(fault.Invalid, "the conversion from %s to %s goes nowhere: who is at %s has passed %s already; turn it round",
			p.from.name, p.to.name, p.from.name, p.to.name)
	}
	return p, nil
}

// findMark finds what a user calls a stage. unit is what is being counted; ""
// while that is to be found out.
func findMark(text string, unit fact.EventKind, funnel []fact.Stage) (mark, error) {
	text = stageUnescaper.Replace(strings.TrimSpace(text))
	if m, ok := parseMark(text); ok && unit != fact.Opportunity || ok && m.object == unit {
		return inFunnel(m, funnel)
	}
	of := unit
	switch strings.ToLower(text) {
	case wordLead, wordQualified:
		if unit == fact.Opportunity {
			return mark{}, fault.New(fault.Invalid, "an opportunity cannot become %s: that is a stage of leads. Start the conversion at lead or at a stage of leads", strings.ToLower(text))
		}
		return mark{fact.Lead, strings.ToLower(text)}, nil
	case wordOpportunity, wordConverted:
		return mark{fact.Opportunity, wordOpportunity}, nil
	case wordWon, wordLost:
		if of == "" {
			of = fact.Opportunity
		}
		return mark{of, strings.ToLower(text)}, nil
	}
	var found []fact.Stage
	for _, s := range funnel {
		if strings.EqualFold(s.Name, text) && (unit != fact.Opportunity || s.Object == unit) {
			found = append(found, s)
		}
	}
	switch {
	case len(found) == 1:
		return mark{found[0].Object, found[0].Name}, nil
	case len(found) > 1:
		return mark{}, fault.New(fault.Invalid, "both leads and opportunities have a stage %q; write lead/%s or opportunity/%s", text, text, text)
	case len(funnel) == 0 && text != "":
		return mark{fact.Opportunity, text}, nil
	}
	return mark{}, noStage(text, unit, funnel)
}

// inFunnel checks a mark that says whose stage it is.
func inFunnel(m mark, funnel []fact.Stage) (mark, error) {
	words := map[fact.EventKind][]string{fact.Lead: {wordLead, wordQualified, wordWon, wordLost}, fact.Opportunity: {wordOpportunity, wordWon, wordLost}}
	for _, word := range words[m.object] {
		if strings.EqualFold(word, m.name) {
			return mark{m.object, word}, nil
		}
	}
	for _, s := range funnel {
		if s.Object == m.object && strings.EqualFold(s.Name, m.name) {
			return mark{s.Object, s.Name}, nil
		}
	}
	if len(funnel) == 0 {
		return m, nil
	}
	return mark{}, noStage(m.name, m.object, funnel)
}

func noStage(text string, unit fact.EventKind, funnel []fact.Stage) error {
	names := []string{wordLead, wordQualified, wordOpportunity, wordWon, wordLost}
	if unit == fact.Opportunity {
		names = []string{wordOpportunity, wordWon, wordLost}
	}
	for _, s := range sortedFunnel(funnel) {
		if unit != fact.Opportunity || s.Object == unit {
			names = append(names, s.Name)
		}
	}
	return fault.New(fault.Invalid, "there is no stage %q; use one of %s", text, strings.Join(names, ", "))
}

// sortedFunnel returns the stages of leads, then those of opportunities, each
// by position.
func sortedFunnel(funnel []fact.Stage) []fact.Stage {
	funnel = slices.Clone(funnel)
	slices.SortStableFunc(funnel, func(a, b fact.Stage) int {
		if a.Object != b.Object {
			return strings.Compare(string(a.Object), string(b.Object)) // lead before opportunity
		}
		return a.Position - b.Position
	})
	return funnel
}

// rank returns how far along a mark is, to refuse conversions that run
// backwards; −1 when that is not known.
func rank(m mark, funnel []fact.Stage) int {
	const part = 1_000_000 // more than any position
	base := 0
	if m.object == fact.Opportunity {
		base = 10 * part
	}
	switch m.name {
	case wordLead, wordOpportunity:
		return base
	case wordWon, wordLost:
		return 20 * part
	}
	for _, s := range funnel {
		if s.Object != m.object || s.Name != m.name {
			continue
		}
		if s.Means == fact.StageWon || s.Means == fact.StageLost {
			return 20 * part
		}
		return base + part + max(0, min(s.Position, part))
	}
	if m.name == wordQualified {
		for _, s := range sortedFunnel(funnel) {
			if s.Object == fact.Lead && s.Means == fact.Qualified {
				return base + part + max(0, min(s.Position, part))
			}
		}
	}
	return -1
}
