package sentence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// end is one end of a conversion.
type end struct {
	id   string // lead, qualified, opportunity, won or the name of a stage; "" when it is asked
	name string // as the sentence says it
}

// milestones are the words for the stages that every organisation has.
var milestones = map[string]string{
	"lead": "lead", "enquiry": "lead", "inquiry": "lead",
	"qualified": "qualified", "sql": "qualified",
	"opportunity": "opportunity", "opp": "opportunity",
	"win": "won", "won": "won", "sale": "won", "close": "won", "closed": "won", "closing": "won", "customer": "won", "order": "won", "purchase": "won", "deal": "won", "client": "won", "contract": "won", "sold": "won", "buyer": "won",
}

// path reads a conversion between two stages: "conversion from proposal to
// won", "demo-to-close rate", "MQL to SQL"; next is at when there is none.
func (r *reader) path(at int) (path, int) {
	i, led := r.pathLead(at)
	from, next := r.stage(i)
	if next == i || from.id == "won" {
		return path{}, at
	}
	t := r.At(next)
	dashed := t.Is("to") && t.Dash || t.Is("→", "/")
	if !t.Is("to", "into", "→", "/") {
		return path{}, at
	}
	target, end := r.stage(next + 1)
	if end == next+1 || target.id != "" && (target.id == "lead" || target.id == from.id) {
		return path{}, at
	}
	if parts, longer := r.phrase(next+1, isNoun); len(parts) > 0 && longer > end && r.pathTail(end) < longer {
		return path{}, at // a longer word for something else
	}
	p := path{from: from, to: target}
	stop := end
	if led < 2 {
		stop = r.pathTail(end)
	}
	if led == 0 && stop == end && !dashed && !r.convertsBefore(at) {
		return path{}, at
	}
	if r.At(stop).Is("in", "(") && r.At(stop+1).Is("period") && r.At(stop+2).Is("form") {
		p.perPeriod = true
		stop += 3
	}
	return p, stop
}

// pathLead reads "conversion rate from"; led is 2 when the word conversion
// stands there, 1 for "from" alone.
func (r *reader) pathLead(at int) (next, led int) {
	i := at
	for r.At(i).Is("the", "our", "average", "overall") {
		i++
	}
	if r.At(i).Is("conversion", "passage", "progression") {
		i++
		for r.At(i).Is("rate", "ratio", "percentage") {
			i++
		}
		if r.At(i).Is("in") && r.At(i+1).Is("period") && r.At(i+2).Is("form") {
			i += 3
		}
		if r.At(i).Is("from", "of", "between") {
			return r.PastArticle(i + 1), 2
		}
		return at, 0
	}
	if r.At(at).Is("from") {
		return r.PastArticle(at + 1), 1
	}
	return at, 0
}

// pathTail reads "conversion rate" behind the stages.
func (r *reader) pathTail(at int) int {
	i := at
	for r.At(i).Is("conversion", "rate", "ratio", "percentage", "progression") {
		i++
	}
	return i
}

// convertsBefore reports whether something is said to be converted, so that
// "leads into customers" are stages.
func (r *reader) convertsBefore(at int) bool {
	for i := at - 1; i >= 0 && at-i < 12; i-- {
		if r.At(i).Is("convert", "converting", "turn", "turning", "transform", "conversion") {
			return true
		}
	}
	return false
}

// stage reads the name of a stage of this organisation, or of one that every
// organisation has. What is neither can still stand for one, and is asked.
func (r *reader) stage(at int) (end, int) {
	best, next := end{}, at
	for i, s := range r.Stages {
		if words := r.stages[i]; len(words) > next-at && r.Starts(at, words) {
			best, next = end{id: s, name: s}, at+len(words)
		}
	}
	if next > at {
		return best, next
	}
	t := r.At(at)
	if t.Is("qualified", "sale", "closed", "new") && r.At(at+1).Is("lead", "qualified", "won", "customer", "opportunity") {
		if t.Is("sale") && r.At(at+2).Is("lead") {
			return end{"qualified", r.said(at, at+3)}, at + 3
		}
		id := milestones[t.Stem]
		if t.Is("new", "sale") {
			id = milestones[r.At(at+1).Stem]
		}
		return end{id, r.said(at, at+2)}, at + 2
	}
	if t.Kind != token.Word {
		return end{}, at
	}
	if t.Is("lead", "qualified", "opportunity", "won") {
		return end{t.Stem, t.Text}, at + 1
	}
	if s, ok := r.stageNear(t.Stem); ok {
		return end{s, s}, at + 1
	}
	if id := milestones[t.Stem]; id != "" {
		return end{id, t.Text}, at + 1
	}
	if t.Is("mql", "demo", "meeting", "proposal", "call", "quote", "offer", "negotiation", "appointment", "trial", "prospect", "visit", "demonstration") || !r.knows(t.Stem) {
		return end{"", strings.ToLower(t.Text)}, at + 1
	}
	return end{}, at
}

// stageNear returns the one stage of the organisation whose name holds the
// word.
func (r *reader) stageNear(stem string) (string, bool) {
	found, n := "", 0
	for i, s := range r.Stages {
		if slices.Contains(r.stages[i], stem) {
			found = s
			n++
		}
	}
	return found, n == 1
}

// pathMetric returns the id of the conversion. The two that the catalogue names
// have their own.
func pathMetric(from, to string, days string, perPeriod bool) metric.Series {
	id := "conversion:" + from + ">" + to
	if perPeriod {
		id = "conversion_period:" + from + ">" + to
	}
	if days != "" {
		return metric.Series(id + "@" + days)
	}
	switch id {
	case "conversion:lead>won":
		return "lead_conversion"
	case "conversion:lead>qualified":
		return "lead_qualification"
	case "conversion_period:lead>won":
		return "lead_conversion_period"
	}
	return metric.Series(id)
}

// pathName is how a conversion is spoken of.
func pathName(id metric.Series) string {
	kind, rest, ok := strings.Cut(string(id), ":")
	from, to, also := strings.Cut(rest, ">")
	if !ok || !also {
		return string(id)
	}
	to, days, limited := strings.Cut(to, "@")
	name := "conversion from " + from + " to " + to
	if kind == "conversion_period" {
		name += " in period form"
	}
	if limited {
		name += " within " + days + " days"
	}
	return name
}

// pathIDs returns the conversion; ends that are no stage of this organisation
// are asked.
func (r *reader) pathIDs(c *clause, at *piece, p path) []metric.Series {
	from, ok := r.askStage(c, "stage_from", p.from)
	to, also := r.askStage(c, "stage_to", p.to)
	if !ok || !also {
		at.means(c.field("metric"), "a conversion between two stages; see the question")
		return nil
	}
	if r.backwards(from, to) {
		r.u.problem(c.field("metric"), "A conversion leads forward, and %s does not come before %s. Turn them round.", from, to)
	}
	return ids(pathMetric(from, to, r.cohortDays(c), p.perPeriod))
}

// backwards reports whether the second stage comes before the first, or is the
// same, in the order of the organisation or of the milestones.
func (r *reader) backwards(from, to string) bool {
	for _, order := range [][]string{r.Stages, {"lead", "qualified", "opportunity", "won"}} {
		if i, j := slices.Index(order, from), slices.Index(order, to); i >= 0 && j >= 0 && i >= j {
			return true
		}
	}
	return false
}

// askStage returns the stage that an end of a conversion means.
func (r *reader) askStage(c *clause, id string, e end) (string, bool) {
	if e.id != "" {
		return e.id, true
	}
	q := Question{ID: c.id(id), Field: c.field("metric"), Text: "Which stage is meant by “" + e.name + "”?", Why: "No stage is called so here."}
	for _, s := range append([]string{"lead", "qualified", "opportunity", "won"}, r.Stages...) {
		q.Choices = append(q.Choices, Choice{ID: s, Label: s, Meaning: stageMeaning(s)})
	}
	return r.ask(q)
}

func stageMeaning(s string) string {
	switch s {
	case "lead":
		return "a lead was created"
	case "qualified":
		return "a lead was qualified"
	case "opportunity":
		return "an opportunity was created"
	case "won":
		return "an opportunity was won"
	default:
		return "the stage " + s
	}
}

// cohortDays returns the days within which a conversion must happen: "within 90
// days", when another time says when it is looked at.
func (r *reader) cohortDays(c *clause) string {
	pieces, list := all[dates.When](c)
	if len(list) < 2 {
		return ""
	}
	for i, w := range list {
		if w.Count > 0 && w.Word == "within" && !w.Past {
			days := int(dates.Ahead(r.Today, w.Count, w.Unit) - r.Today)
			if w.Unit == dates.Day {
				days = w.Count
			}
			pieces[i].means(c.field("metric"), "only conversions within %d days count", days)
			pieces[i].part = filler{}
			return strconv.Itoa(days)
		}
	}
	return ""
}
