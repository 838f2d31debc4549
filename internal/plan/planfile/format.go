package planfile

// kind says what is written under a key.
type kind int

const (
	text    kind = iota
	number       // a decimal number
	boolean      // true or false
	day          // YYYY-MM-DD
	texts        // a list of texts
	days         // a list of days
	words        // a mapping of texts to texts
	single       // an object
	several      // a list of objects
)

// field is one key of an object.
type field struct {
	key      string
	kind     kind
	doc      string
	need     bool
	null     bool     // null may be written
	enum     []string // of a text
	pattern  string   // of a text
	children *object  // of single and several
}

// object is a mapping with known keys.
type object struct {
	name   string // in messages: "a goal"
	doc    string
	fields []field
}

func (o *object) find(key string) (field, bool) {
	for _, f := range o.fields {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

func (o *object) keys() []string {
	keys := make([]string, len(o.fields))
	for i, f := range o.fields {
		keys[i] = f.key
	}
	return keys
}

// slug is what the key of a goal looks like.
const slug = `^[a-z0-9][a-z0-9._-]{0,63}$`

// The states that a goal in a file can have.
const (
	stateDraft    = "draft"
	stateProposed = "proposed"
	stateActive   = "active"
	stateClosed   = "closed"
)

var states = []string{stateDraft, stateProposed, stateActive, stateClosed}

// format is the format of plan files: the one place that knows it.
func format() *object {
	units := []string{"money", "count", "quantity", "share", "days", "points"}
	aims := []string{"at_least", "at_most", "between"}
	policies := []string{"deal_date", "plan", "period_average", "latest"}
	span := &object{name: "a span of days", fields: []field{
		{key: "start", kind: day, need: true, doc: "The first day."}, {key: "end", kind: day, need: true, doc: "The day after the last."},
	}}
	rate := &object{name: "a plan rate", fields: []field{
		{key: "from", kind: text, need: true, pattern: `^[A-Z]{3}$`, doc: "The currency that is converted."},
		{key: "to", kind: text, need: true, pattern: `^[A-Z]{3}$`, doc: "The organisation's currency."},
		{key: "rate", kind: number, need: true, doc: "What one unit of from is worth in to."},
		{key: "start", kind: day, need: true, doc: "The first day."}, {key: "end", kind: day, need: true, doc: "The day after the last."},
	}}
	stage := &object{name: "a stage", fields: []field{
		{key: "object", kind: text, need: true, enum: []string{"lead", "opportunity"}, doc: "What passes through it."},
		{key: "name", kind: text, need: true, doc: "As the source names it."},
		{key: "position", kind: number, need: true, doc: "Its place in the funnel, a whole number from 0 on."},
		{key: "means", kind: text, enum: []string{"", "qualified", "converted", "won", "lost"}, doc: "What it means, if it is a milestone."},
	}}
	terms := &object{name: "a divisor", fields: []field{
		{key: "where", kind: text, doc: "Which facts count, in CEL; empty for all."}, {key: "value", kind: text, doc: "What each adds, in CEL; 1 counts."},
	}}
	custom := &object{name: "a metric", fields: []field{
		{key: "id", kind: text, need: true, pattern: `^x_[a-z0-9_]+$`, doc: "Its id, which begins with x_."},
		{key: "name", kind: text, need: true, doc: "What people call it."},
		{key: "unit", kind: text, need: true, enum: units, doc: "What its values are counted in."},
		{key: "direction", kind: text, enum: []string{"higher", "lower"}, doc: "Which way it gets better."},
		{key: "definition", kind: text, doc: "What it counts, in words."},
		{key: "facts", kind: text, need: true, enum: []string{"sale", "lead", "opportunity", "activity", "feedback", "contract", "training"}, doc: "What it is made of."},
		{key: "day", kind: text, doc: "Which day a fact counts on; empty for the usual one."},
		{key: "where", kind: text, doc: "Which facts count, in CEL; empty for all."},
		{key: "value", kind: text, doc: "What each adds, in CEL; 1 counts."},
		{key: "divide_by", kind: single, null: true, children: terms, doc: "For a ratio: what the sum is divided by."},
	}}
	target := &object{name: "a target", fields: []field{
		{key: "node", kind: text, need: true, doc: "Whose it is, such as person:275."},
		{key: "metric", kind: text, need: true, doc: "What is counted."},
		{key: "period", kind: text, doc: "The period, such as 2027-Q1; or start and end."},
		{key: "start", kind: day, doc: "The first day."}, {key: "end", kind: day, doc: "The day after the last."},
		{key: "value", kind: number, need: true, null: true, doc: "The number; null for no target any more."},
		{key: "effective_on", kind: day, doc: "The day from which it counts."},
		{key: "reason", kind: text, doc: "Why; needed to lower it."},
	}}
	change := &object{name: "a change", fields: []field{
		{key: "kind", kind: text, need: true, enum: []string{"relative", "points", "amount", "from_to"}, doc: "How it is counted: relative (0.1 is +10 %), percentage points (0.1 is +10 points), an amount, or from a value to another."},
		{key: "by", kind: number, doc: "By how much."},
		{key: "baseline", kind: number, null: true, doc: "What it starts from; null or left out when it is measured."},
		{key: "over", kind: single, null: true, children: span, doc: "The days over which the baseline is measured."},
		{key: "of", kind: text, doc: "churn, of a retention goal that was meant as so much less churn."},
		{key: "measured", kind: day, doc: "The day as of which the baseline was measured."},
	}}
	guard := &object{name: "a guardrail", fields: []field{
		{key: "metric", kind: text, need: true, doc: "What must hold besides."}, {key: "scope", kind: texts, doc: "Nodes."},
		{key: "aim", kind: text, need: true, enum: aims, doc: "On which side of the value."},
		{key: "value", kind: number, need: true, doc: "The value; of between the lower end."}, {key: "upper", kind: number, doc: "The upper end, of between."},
	}}
	goal := &object{name: "a goal", doc: "Say what it demands with metric, value, start and end; or in one sentence, with the answers to what it leaves open.", fields: []field{
		{key: "key", kind: text, need: true, pattern: slug, doc: "Its name in this file, which never changes."},
		{key: "title", kind: text, doc: "In a few words."},
		{key: "sentence", kind: text, doc: "The goal in one sentence."},
		{key: "answers", kind: words, doc: "Answers to what the sentence leaves open, by the ids of the questions."},
		{key: "state", kind: text, enum: states, doc: "How far its life is to be at least; default: proposed."},
		{key: "owner", kind: text, doc: "Who has it: a person, a team, the company; default: the company."},
		{key: "each_owner", kind: boolean, doc: "Everybody at or below the owner has it for himself."},
		{key: "metric", kind: text, doc: "What is counted."}, {key: "scope", kind: texts, doc: "Nodes; what counts belongs to all of them."},
		{key: "aim", kind: text, enum: aims, doc: "On which side of the value it is reached; default: the side on which the metric is better."},
		{key: "value", kind: number, null: true, doc: "In the metric's unit; 0.25 is 25 %."}, {key: "upper", kind: number, null: true, doc: "The upper end, of between."},
		{key: "change", kind: single, null: true, children: change, doc: "When it is stated as a difference."},
		{key: "each", kind: text, enum: []string{"", "day", "week", "month", "quarter", "half", "year"}, doc: "The value holds for each of these; empty: for the whole time."},
		{key: "start", kind: day, doc: "The first day."}, {key: "end", kind: day, doc: "The day after the last."},
		{key: "currency", kind: text, pattern: `^[A-Z]{3}$`, doc: "Of values in money; default: the organisation's."},
		{key: "rates", kind: text, enum: policies, doc: "At which rates other currencies count."},
		{key: "denominator", kind: text, enum: []string{"latest", "credit_date", "day_weighted"}, doc: "Which version counts when the goal changes within its time."},
		{key: "parent", kind: text, doc: "Key of the goal that it is a part of."},
		{key: "guards", kind: several, children: guard, doc: "What must hold besides."},
		{key: "why", kind: text, doc: "The objective that it serves."}, {key: "actions", kind: texts, doc: "What will be done for it."},
		{key: "checks", kind: days, doc: "Days on which it is looked at."},
	}}
	return &object{name: "a plan", doc: "A plan of an organisation in Attain.", fields: []field{
		{key: "plan", kind: number, need: true, doc: "The version of this format: 1."},
		{key: "organisation", kind: text, doc: "Id of the company that it is for."},
		{key: "rates", kind: several, children: rate, doc: "What currencies count as in plans."},
		{key: "stages", kind: several, children: stage, doc: "The funnel: all stages of leads, of opportunities, or of both."},
		{key: "metrics", kind: several, children: custom, doc: "Metrics that users define."},
		{key: "targets", kind: several, children: target, doc: "Numbers of nodes for periods."},
		{key: "goals", kind: several, children: goal, doc: "Goals by key."},
	}}
}
