package client

import "time"

// GoalInput is a goal as one writes it, and as it is shown back. What is not
// known is nil or "".
type GoalInput struct {
	Title       string       `json:"title"`
	Sentence    string       `json:"sentence"`
	Owner       string       `json:"owner"` // node id
	EachOwner   bool         `json:"each_owner"`
	Metric      string       `json:"metric"`
	Scope       []string     `json:"scope,omitempty"`
	Aim         string       `json:"aim"`   // at_least, at_most or between
	Value       *Decimal     `json:"value"` // nil when it follows from Change
	Upper       *Decimal     `json:"upper"`
	Change      *GoalChange  `json:"change"`
	Each        string       `json:"each"` // day, week, month, quarter, half or year; "" for the whole time
	Start       string       `json:"start"`
	End         string       `json:"end"` // exclusive
	Currency    *string      `json:"currency"`
	Rates       string       `json:"rates"`
	Denominator string       `json:"denominator"`
	Parent      *string      `json:"parent"`
	Guards      []GuardInput `json:"guards,omitempty"`
	Why         string       `json:"why"`
	Actions     []string     `json:"actions,omitempty"`
	Checks      []string     `json:"checks,omitempty"`
}

// GoalChange is a goal stated as a difference.
type GoalChange struct {
	Kind     string   `json:"kind"` // relative, points, amount or from_to
	By       Decimal  `json:"by"`
	Baseline *Decimal `json:"baseline"` // nil: measured over the days of Over
	Over     *Days    `json:"over"`
	Of       *string  `json:"of"`
	Measured *string  `json:"measured,omitempty"` // an answer only
}

// Days are a half-open span of days.
type Days struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// GuardInput is a guardrail: what must hold besides.
type GuardInput struct {
	Metric string   `json:"metric"`
	Scope  []string `json:"scope,omitempty"`
	Aim    string   `json:"aim"`
	Value  *Decimal `json:"value"`
	Upper  *Decimal `json:"upper"`
}

// Smart is the verdict on a goal by five criteria.
type Smart struct {
	Verdict    string      `json:"verdict"` // smart, warn or not_smart
	Score      int         `json:"score"`
	Criteria   []Criterion `json:"criteria"` // S, M, A, R, T
	Achievable struct {
		Probability *Decimal `json:"probability"`
		Low         *Decimal `json:"low"`
		High        *Decimal `json:"high"`
		Band        string   `json:"band"`
		Label       string   `json:"label"`
		Borderline  bool     `json:"borderline"`
		Median      *Decimal `json:"median"`
		Uplift      *Decimal `json:"uplift"`
		Frequency   *string  `json:"frequency"`
		Basis       string   `json:"basis"`
	} `json:"achievable"`
}

// Criterion is one letter of SMART.
type Criterion struct {
	Letter  string   `json:"letter"`
	Name    string   `json:"name"`
	Verdict string   `json:"verdict"` // pass, warn or fail
	Score   int      `json:"score"`
	Facts   []string `json:"facts"`
	Repair  *string  `json:"repair"`
	Fix     *struct {
		Field string `json:"field"`
		Value any    `json:"value"`
	} `json:"fix"`
}

// FieldNote is a remark on a field of a goal.
type FieldNote struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Advice is what a goal would mean.
type Advice struct {
	Goal       GoalInput   `json:"goal"` // resolved
	Readback   string      `json:"readback"`
	Problems   []FieldNote `json:"problems"`
	Warnings   []FieldNote `json:"warnings"`
	Smart      *Smart      `json:"smart"`
	ScopeNodes []NodeRef   `json:"scope_nodes"`
	OwnerNode  *NodeRef    `json:"owner_node"`
	MetricView *Metric     `json:"metric_view"`
}

// Understanding is how a sentence is understood as a goal.
type Understanding struct {
	Advice
	Complete bool `json:"complete"`
	Phrases  []struct {
		Start   int    `json:"start"`
		End     int    `json:"end"`
		Field   string `json:"field"`
		Text    string `json:"text"`
		Meaning string `json:"meaning"`
	} `json:"phrases"`
	Missing []struct {
		Field   string `json:"field"`
		Text    string `json:"text"`
		Example string `json:"example"`
	} `json:"missing"`
	Questions []GoalQuestion `json:"questions"`
	Answered  []struct {
		ID     string `json:"id"`
		Choice string `json:"choice"`
	} `json:"answered"`
	Completion *string     `json:"completion"`
	Also       []GoalInput `json:"also"` // further goals that the sentence states
}

// GoalQuestion is something that a sentence leaves open.
type GoalQuestion struct {
	ID      string `json:"id"`
	Field   string `json:"field"`
	Text    string `json:"text"`
	Why     string `json:"why"`
	Choices []struct {
		ID      string `json:"id"`
		Label   string `json:"label"`
		Meaning string `json:"meaning"`
		Example string `json:"example"`
	} `json:"choices"`
}

// Goal is a goal with its life and how it stands.
type Goal struct {
	ID           string        `json:"id"`
	State        string        `json:"state"`
	Goal         GoalInput     `json:"goal"`
	OwnerNode    NodeRef       `json:"owner_node"`
	ScopeNodes   []NodeRef     `json:"scope_nodes"`
	MetricView   Metric        `json:"metric_view"`
	Readback     string        `json:"readback"`
	Author       string        `json:"author"`
	CreatedAt    time.Time     `json:"created_at"`
	Version      int           `json:"version"`
	Standing     Standing      `json:"standing"`
	Guards       []GoalGuard   `json:"guards"`
	Parent       *GoalRef      `json:"parent"`
	Children     []GoalChild   `json:"children"`
	Contribution *Decimal      `json:"contribution"`
	Flags        []string      `json:"flags"`
	Smart        *Smart        `json:"smart"` // of one goal asked for by its id
	Approvals    []Approval    `json:"approvals"`
	Versions     []GoalVersion `json:"versions"` // of one goal asked for by its id; the oldest first
	History      []GoalEvent   `json:"history"`  // of one goal asked for by its id; the latest first
	May          []string      `json:"may"`      // the moves open to the caller
	MayEdit      bool          `json:"may_edit"`
}

// GoalRef names a goal.
type GoalRef struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// GoalChild is a part of a goal.
type GoalChild struct {
	GoalRef
	OwnerNode    NodeRef  `json:"owner_node"`
	Value        *Decimal `json:"value"`
	Contribution *Decimal `json:"contribution"`
}

// Standing is how a goal stands. A nil figure does not exist, which is never
// the same as 0.
type Standing struct {
	Actual         *Decimal   `json:"actual"`
	Target         *Decimal   `json:"target"`
	Attainment     *Decimal   `json:"attainment"`
	Progress       *Decimal   `json:"progress"`
	Gap            *Decimal   `json:"gap"`
	Result         string     `json:"result"` // not_started, open, reached, achieved, missed, met_with_breach or unknown
	Reached        *bool      `json:"reached"`
	Text           string     `json:"text"`
	CurrencyEffect *Decimal   `json:"currency_effect"`
	Steps          []GoalStep `json:"steps"`
	MetSteps       int        `json:"met_steps"`
	DueSteps       int        `json:"due_steps"`
	Unit           string     `json:"unit"`
	Currency       *string    `json:"currency"`
	Owners         []struct {
		Node       NodeRef  `json:"node"`
		Actual     *Decimal `json:"actual"`
		Attainment *Decimal `json:"attainment"`
		Result     string   `json:"result"`
	} `json:"owners"`
	AsOf    string   `json:"as_of"`
	Notes   []string `json:"notes"`
	Filling *Decimal `json:"filling"` // the share that is counted, while nobody knows for that reason how it stands
}

// GoalStep is one period of a goal for each day, week, month…
type GoalStep struct {
	Period string   `json:"period"`
	Label  string   `json:"label"`
	Start  string   `json:"start"`
	End    string   `json:"end"`
	Actual *Decimal `json:"actual"`
	Target *Decimal `json:"target"`
	Met    *bool    `json:"met"`
}

// GoalGuard is a guardrail as it stands.
type GoalGuard struct {
	Metric string   `json:"metric"`
	Name   string   `json:"name"`
	Unit   string   `json:"unit"`
	Aim    string   `json:"aim"`
	Value  Decimal  `json:"value"`
	Upper  *Decimal `json:"upper"`
	Actual *Decimal `json:"actual"`
	Holds  *bool    `json:"holds"`
	Text   string   `json:"text"`
}

// Approval is what somebody said to a goal as it stands.
type Approval struct {
	By      string    `json:"by"`
	Role    string    `json:"role"`
	At      time.Time `json:"at"`
	Verdict string    `json:"verdict"`
	Note    string    `json:"note"`
}

// GoalVersion is what a goal demanded from a day on.
type GoalVersion struct {
	Version     int       `json:"version"`
	Value       *Decimal  `json:"value"`
	Goal        GoalInput `json:"goal"`
	Author      string    `json:"author"`
	RecordedAt  time.Time `json:"recorded_at"`
	KnownOn     string    `json:"known_on"`
	EffectiveOn *string   `json:"effective_on"`
	Reason      string    `json:"reason"`
}

// GoalEvent is something that somebody did with a goal.
type GoalEvent struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Role    string    `json:"role"`
	What    string    `json:"what"`
	State   string    `json:"state"`
	Version int       `json:"version"`
	Note    string    `json:"note"`
}

// GoalProgress is how a goal got where it stands.
type GoalProgress struct {
	Points []Point    `json:"points"`
	Steps  []GoalStep `json:"steps"`
}

// Suggestions are what a target could be, from evidence.
type Suggestions struct {
	Items []struct {
		Block string   `json:"block"`
		Value Decimal  `json:"value"`
		Low   *Decimal `json:"low"`
		High  *Decimal `json:"high"`
		Text  string   `json:"text"`
		Facts []string `json:"facts"`
	} `json:"items"`
	Blend      *Decimal `json:"blend"`
	SpreadLow  *Decimal `json:"spread_low"`
	SpreadHigh *Decimal `json:"spread_high"`
	Gap        *Decimal `json:"gap"`
	Stretch    []struct {
		Name   string  `json:"name"`
		Chance Decimal `json:"chance"`
		Value  Decimal `json:"value"`
	} `json:"stretch"`
	Notes []string `json:"notes"`
}

// PlanChange is one difference between a plan file and what is stored.
type PlanChange struct {
	What string  `json:"what"`
	Kind string  `json:"kind"` // create, update, close or same
	Path string  `json:"path"`
	From *string `json:"from"`
	To   *string `json:"to"`
	Line int     `json:"line"`
}
