package api

import (
	"time"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// goalInput is a goal as a form, a file or a program writes it, and as it is
// shown back. What is not known is null or "".
type goalInput struct {
	Title     string             `json:"title" required:"false" maxLength:"1000"`
	Sentence  string             `json:"sentence" required:"false" maxLength:"10000" doc:"As somebody typed it."`
	Owner     string             `json:"owner" required:"false" maxLength:"1000" doc:"Node id."`
	EachOwner bool               `json:"each_owner" required:"false" doc:"Everybody at or below the owner has it for himself."`
	Metric    string             `json:"metric" required:"false" maxLength:"500"`
	Scope     []string           `json:"scope" required:"false" maxItems:"50" doc:"Node ids; what counts belongs to all of them."`
	Aim       string             `json:"aim" required:"false" enum:",at_least,at_most,between" doc:"Empty: at_least, or at_most where less is better."`
	Value     *string            `json:"value" required:"false" maxLength:"64" doc:"In the metric's unit; 0.25 is 25 %. Null when it follows from change."`
	Upper     *string            `json:"upper" required:"false" maxLength:"64" doc:"The higher end, of between."`
	Change    maybe[changeInput] `json:"change" required:"false"`
	Each      string             `json:"each" required:"false" enum:",day,week,month,quarter,half,year" doc:"The value holds for each of these within the time; empty: for the whole."`
	Start     string             `json:"start" required:"false" maxLength:"32" doc:"First day, YYYY-MM-DD."`
	End       string             `json:"end" required:"false" maxLength:"32" doc:"The day after the last."`
	Currency  *string            `json:"currency" required:"false" maxLength:"10"`
	Rates     string             `json:"rates" required:"false" enum:",deal_date,plan,period_average,latest"`
	// Denominator says which version counts when the goal changes within its time.
	Denominator string       `json:"denominator" required:"false" enum:",latest,credit_date,day_weighted"`
	Parent      *string      `json:"parent" required:"false" maxLength:"100" doc:"Id of the goal that this is a part of."`
	Guards      []guardInput `json:"guards" required:"false" maxItems:"100"`
	Why         string       `json:"why" required:"false" maxLength:"10000"`
	Actions     []string     `json:"actions" required:"false" maxItems:"200"`
	Checks      []string     `json:"checks" required:"false" maxItems:"1000" doc:"Days on which it is looked at."`
}

// changeInput is a goal stated as a difference.
type changeInput struct {
	Kind     string           `json:"kind" required:"false" enum:",relative,points,amount,from_to" doc:"Empty while it has to be asked."`
	By       string           `json:"by" required:"false" maxLength:"64" doc:"relative: 0.2 for +20 %; points: 0.1 for +10 points."`
	Baseline *string          `json:"baseline" required:"false" maxLength:"64" doc:"Null: measured over the days of over."`
	Over     maybe[daysInput] `json:"over" required:"false" doc:"The days of the baseline."`
	Of       *string          `json:"of" required:"false" maxLength:"100" doc:"churn, of a retention goal that was meant as so much less churn."`
	// Measured is only an answer: the day as of which the baseline was measured.
	Measured *string `json:"measured" required:"false" maxLength:"32"`
}

// daysInput is a half-open span of days.
type daysInput struct {
	Start string `json:"start" maxLength:"32"`
	End   string `json:"end" maxLength:"32" doc:"Exclusive."`
}

// guardInput is a guardrail.
type guardInput struct {
	Metric string   `json:"metric" maxLength:"500"`
	Scope  []string `json:"scope" required:"false" maxItems:"50"`
	Aim    string   `json:"aim" required:"false" enum:",at_least,at_most,between"`
	Value  *string  `json:"value" required:"false" maxLength:"64"`
	Upper  *string  `json:"upper" required:"false" maxLength:"64"`
}

// smartView is the verdict by the five criteria.
type smartView struct {
	Verdict    string          `json:"verdict" enum:"smart,warn,not_smart"`
	Score      int             `json:"score" minimum:"0" maximum:"100"`
	Criteria   []criterionView `json:"criteria" minItems:"5" maxItems:"5"`
	Achievable achievableView  `json:"achievable"`
}

type criterionView struct {
	Letter  string     `json:"letter" enum:"S,M,A,R,T"`
	Name    string     `json:"name"`
	Verdict string     `json:"verdict" enum:"pass,warn,fail"`
	Score   int        `json:"score" minimum:"0" maximum:"100"`
	Facts   []string   `json:"facts"`
	Repair  *string    `json:"repair"`
	Fix     maybe[fix] `json:"fix" doc:"The repair as a value of one field, where it is one."`
}

// fix is a repair that a form can apply.
type fix struct {
	Field string `json:"field" example:"value"`
	Value any    `json:"value"`
}

type achievableView struct {
	Probability *money.Amount `json:"probability" doc:"If nothing changes: 0.0237 is 2.37 %."`
	Low         *money.Amount `json:"low"`
	High        *money.Amount `json:"high"`
	Band        string        `json:"band" enum:"too_easy,comfortable,challenging,stretch,very_unlikely,unrealistic,unknown"`
	Label       string        `json:"label"`
	Borderline  bool          `json:"borderline"`
	Median      *money.Amount `json:"median" doc:"Where it ends if nothing changes."`
	Uplift      *money.Amount `json:"uplift" doc:"By how much more the time left must bring."`
	Frequency   *string       `json:"frequency" example:"+17% or more occurred in 3 of 24 rolling quarters"`
	Basis       string        `json:"basis"`
}

// fieldNote is a remark on a field of a goal.
type fieldNote struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// AdviceView is what a goal would mean.
type AdviceView struct {
	Goal       goalInput         `json:"goal" doc:"Resolved: the value follows from the measured baseline."`
	Readback   string            `json:"readback"`
	Problems   []fieldNote       `json:"problems" doc:"Why it means nothing as it is."`
	Warnings   []fieldNote       `json:"warnings" doc:"What looks odd."`
	Smart      maybe[smartView]  `json:"smart"`
	ScopeNodes []nodeRef         `json:"scope_nodes"`
	OwnerNode  maybe[nodeRef]    `json:"owner_node"`
	MetricView maybe[metricView] `json:"metric_view"`
}

// understandingView is how a sentence is understood.
type understandingView struct {
	AdviceView
	Complete   bool           `json:"complete"`
	Phrases    []phraseView   `json:"phrases"`
	Missing    []missingView  `json:"missing"`
	Questions  []questionView `json:"questions"`
	Answered   []answeredView `json:"answered"`
	Completion *string        `json:"completion" doc:"The sentence with what is missing, as it could go on."`
	Also       []goalInput    `json:"also" doc:"Further goals that the sentence states."`
}

type phraseView struct {
	Start   int    `json:"start" doc:"In characters of the text."`
	End     int    `json:"end"`
	Field   string `json:"field"`
	Text    string `json:"text"`
	Meaning string `json:"meaning"`
}

type missingView struct {
	Field   string `json:"field"`
	Text    string `json:"text"`
	Example string `json:"example"`
}

type questionView struct {
	ID      string       `json:"id"`
	Field   string       `json:"field"`
	Text    string       `json:"text"`
	Why     string       `json:"why"`
	Choices []choiceView `json:"choices"`
}

type choiceView struct {
	ID      string `json:"id"`
	Label   string `json:"label"`
	Meaning string `json:"meaning"`
	Example string `json:"example"`
}

type answeredView struct {
	ID     string `json:"id"`
	Choice string `json:"choice"`
}

// goalView is a goal with how it stands.
type goalView struct {
	ID           string            `json:"id"`
	State        goal.State        `json:"state" enum:"draft,proposed,accepted,active,closed,withdrawn"`
	Goal         goalInput         `json:"goal"`
	OwnerNode    nodeRef           `json:"owner_node"`
	ScopeNodes   []nodeRef         `json:"scope_nodes"`
	MetricView   metricView        `json:"metric_view"`
	Readback     string            `json:"readback"`
	Author       string            `json:"author"`
	CreatedAt    time.Time         `json:"created_at"`
	Version      int               `json:"version"`
	Standing     standingView      `json:"standing"`
	Guards       []guardView       `json:"guards"`
	Parent       maybe[GoalRef]    `json:"parent"`
	Children     []goalChild       `json:"children"`
	Contribution *money.Amount     `json:"contribution" doc:"Share of the parent's value."`
	Flags        []string          `json:"flags"`
	Smart        maybe[smartView]  `json:"smart" doc:"Only of one goal asked for by its id."`
	Approvals    []approvalView    `json:"approvals"`
	Versions     []goalVersionView `json:"versions" doc:"Only of one goal asked for by its id; the oldest first."`
	History      []goalEventView   `json:"history" doc:"Only of one goal asked for by its id; the latest first."`
	May          []goal.Move       `json:"may" enum:"proposed,accepted,approved,active,closed,draft,withdrawn" doc:"The moves open to the caller."`
	MayEdit      bool              `json:"may_edit"`
}

// GoalRef names a goal.
type GoalRef struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type goalChild struct {
	GoalRef
	OwnerNode    nodeRef       `json:"owner_node"`
	Value        *money.Amount `json:"value"`
	Contribution *money.Amount `json:"contribution"`
}

// standingView is how a goal stands on a day.
type standingView struct {
	Actual         *money.Amount   `json:"actual"`
	Target         *money.Amount   `json:"target"`
	Attainment     *money.Amount   `json:"attainment"`
	Progress       *money.Amount   `json:"progress" doc:"Share of the way from the baseline to the value; null without one."`
	Gap            *money.Amount   `json:"gap" doc:"What is missing in the good direction; negative is a cushion."`
	Result         string          `json:"result" enum:"not_started,open,reached,achieved,missed,met_with_breach,unknown"`
	Reached        *bool           `json:"reached"`
	Text           string          `json:"text"`
	CurrencyEffect *money.Amount   `json:"currency_effect"`
	Steps          []stepView      `json:"steps" doc:"Of goals for each day, week, month…"`
	MetSteps       int             `json:"met_steps"`
	DueSteps       int             `json:"due_steps"`
	Unit           metric.Unit     `json:"unit" enum:"money,count,quantity,share,days,points"`
	Currency       *money.Currency `json:"currency"`
	Filling        *money.Amount   `json:"filling" doc:"The share of all that ever happened that is counted, while nobody knows for that reason how it stands; null otherwise."`
	Owners         []ownerStanding `json:"owners" doc:"Of goals that each person has for himself."`
	AsOf           period.Date     `json:"as_of" format:"date"`
	Outlook        BriefOutlook    `json:"outlook" doc:"Where it ends."`
	Notes          []string        `json:"notes"`
}

type stepView struct {
	Period string        `json:"period"`
	Label  string        `json:"label"`
	Start  period.Date   `json:"start" format:"date"`
	End    period.Date   `json:"end" format:"date" doc:"Exclusive."`
	Actual *money.Amount `json:"actual"`
	Target *money.Amount `json:"target"`
	Met    *bool         `json:"met" doc:"Null while it is not over."`
}

type ownerStanding struct {
	Node       nodeRef       `json:"node"`
	Actual     *money.Amount `json:"actual"`
	Attainment *money.Amount `json:"attainment"`
	Result     string        `json:"result" enum:"not_started,open,reached,achieved,missed,met_with_breach,unknown"`
}

type guardView struct {
	Metric metric.Series `json:"metric"`
	Name   string        `json:"name"`
	Unit   metric.Unit   `json:"unit" enum:"money,count,quantity,share,days,points"`
	Aim    goal.Aim      `json:"aim" enum:"at_least,at_most,between"`
	Value  money.Amount  `json:"value"`
	Upper  *money.Amount `json:"upper"`
	Actual *money.Amount `json:"actual"`
	Holds  *bool         `json:"holds" doc:"Null without an actual."`
	Text   string        `json:"text"`
}

type approvalView struct {
	By      string    `json:"by"`
	Role    string    `json:"role"`
	At      time.Time `json:"at"`
	Verdict string    `json:"verdict"`
	Note    string    `json:"note"`
}

type goalVersionView struct {
	Version    int           `json:"version"`
	Value      *money.Amount `json:"value"`
	Goal       goalInput     `json:"goal"`
	Author     string        `json:"author"`
	RecordedAt time.Time     `json:"recorded_at"`
	KnownOn    period.Date   `json:"known_on" format:"date"`
	// EffectiveOn is null when the version counts for all of the goal's days.
	EffectiveOn *period.Date `json:"effective_on" format:"date"`
	Reason      string       `json:"reason"`
}

type goalEventView struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Role    string    `json:"role"`
	What    string    `json:"what"`
	State   string    `json:"state"`
	Version int       `json:"version"`
	Note    string    `json:"note"`
}

// referOf writes references to nodes.
func refsOf(nodes []org.Node) []nodeRef {
	refs := make([]nodeRef, 0, len(nodes))
	for _, n := range nodes {
		refs = append(refs, refOf(n))
	}
	return refs
}
