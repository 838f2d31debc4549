package ingest

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// event returns the record of a kind that happens besides sales.
func (b *builder) event() Record {
	switch b.entry.kind {
	case KindStage:
		return b.stage()
	case KindPlanRate:
		return PlanRate{Period: b.span(), Rate: b.exchange()}
	case KindLead:
		return b.lead()
	case KindOpportunity:
		return b.opportunity()
	case KindStageChange:
		return b.stageChange()
	case KindActivity:
		return b.activity()
	case KindFeedback:
		return b.feedback()
	case KindContract:
		return b.contract()
	case KindTraining:
		return b.training()
	default:
		return b.market()
	}
}

func (b *builder) about() About {
	return About{Owner: b.id("owner"), Customer: b.id("customer"), Product: b.id("product"), Territory: b.id("territory"),
		Channel: b.id("channel"), LeadSource: b.id("lead_source")}
}

// moment returns when something happened, which must be there.
func (b *builder) moment(name string) Moment {
	m, ok, wrong := b.momentIf(name)
	b.note(wrong)
	if !ok && wrong == nil {
		b.missing(name)
	}
	return m
}

// momentIf returns when something happened, ok false when that is empty or
// wrong.
func (b *builder) momentIf(name string) (m Moment, ok bool, wrong *Fault) {
	f := b.entry.fields[name]
	at, ok, wrong := f.date(b.frame)
	if !ok {
		return Moment{Day: period.Never}, false, wrong
	}
	return Moment{OccurredAt: at.instant(b.home, f.local(b.home)).UnixMicro(), Day: at.dayIn(b.home, f.local(b.home))}, true, nil
}

// dayOr returns a date of the record, period.Never when it is empty or absent.
func (b *builder) dayOr(name string) period.Date {
	if f := b.entry.fields[name]; f != nil {
		if day, ok := b.day(f); ok {
			return day
		}
	}
	return period.Never
}

// payable returns the currency of the row: the profile's when the row has no
// field for it.
func (b *builder) payable() money.Currency {
	if b.entry.fields["currency"] == nil {
		return b.entry.home
	}
	before := len(b.wrong)
	code := b.currency("currency")
	if code == "" && len(b.wrong) == before {
		b.missing("currency")
	}
	return code
}

// noted reports whether something is wrong with the field already.
func (b *builder) noted(name string) bool {
	for _, w := range b.wrong {
		if w.Field == name {
			return true
		}
	}
	return false
}

// amountIf returns a number that may be empty.
func (b *builder) amountIf(name string, currency money.Currency) *money.Amount {
	v, ok, wrong := b.entry.fields[name].amount(b.frame, currency)
	b.note(wrong)
	if !ok {
		return nil
	}
	return &v
}

func (b *builder) needText(name string) string {
	before := len(b.wrong)
	text := b.text(name)
	if text == "" && len(b.wrong) == before {
		b.missing(name)
	}
	return text
}

func (b *builder) choice(name string) string {
	word, wrong := b.entry.fields[name].choice(b.frame)
	b.note(wrong)
	return word
}

// needChoice returns one of few values, which must be there.
func (b *builder) needChoice(name string) string {
	before := len(b.wrong)
	word := b.choice(name)
	if word == "" && len(b.wrong) == before {
		b.missing(name)
	}
	return word
}

// stageName returns the name of a stage, which must be there. The signs that
// tell a conversion from one stage to another cannot stand in it.
func (b *builder) stageName(field string) string {
	name := b.needText(field)
	b.checkStage(field, name)
	return name
}

func (b *builder) checkStage(field, name string) {
	if strings.ContainsAny(name, ">|@") {
		b.note(b.entry.fields[field].at(problemf("give the stage another name: {column: …, map: {…: …}}",
			"%s cannot be the name of a stage: >, | and @ have a meaning in the names of conversions", shown(name))))
	}
}

func (b *builder) stage() Record {
	s := Stage{Object: b.entry.ofKind, Name: b.stageName("name"), Means: b.choice("means")}
	position := b.needAmount("position", "")
	const most = 1000
	if position < 0 || position > most*money.Unit || position%money.Unit != 0 {
		b.note(b.entry.fields["position"].at(problemf("number the stages in the order in which they are passed",
			"%s is not a position; it must be a whole number from 0 to %d", position, most)))
	}
	s.Position = int(position / money.Unit)
	return s
}

func (b *builder) lead() Record {
	l := Lead{ID: b.needID("id"), Name: b.text("name"), About: b.about(), Moment: b.moment("created_on"),
		QualifiedOn: b.dayOr("qualified_on"), ConvertedOn: b.dayOr("converted_on"), WonOn: b.dayOr("won_on"), LostOn: b.dayOr("lost_on"),
		Status: b.text("status"), StatusOn: b.dayOr("status_on")}
	b.checkStage("status", l.Status)
	return l
}

// stageChange builds a step of a history. Where the rows tell of categories too,
// a row may leave its stage empty.
func (b *builder) stageChange() Record {
	c := StageChange{Object: b.entry.ofKind, Of: b.of(), Forecast: b.forecast()}
	if b.entry.fields["forecast_category"] == nil {
		c.Stage = b.stageName("stage")
	} else if b.entry.fields["stage"] != nil {
		c.Stage = b.text("stage")
		b.checkStage("stage", c.Stage)
	}
	c.Moment = b.moment("on")
	return c
}

// forecast returns the forecast category of the row.
func (b *builder) forecast() Forecast {
	f := b.entry.fields["forecast_category"]
	if f == nil {
		return Forecast{}
	}
	before := len(b.wrong)
	word := b.choice("forecast_category")
	if word == categoryClosed || len(b.wrong) > before {
		return Forecast{}
	}
	return Forecast{Category: word, Categorised: true}
}

func (b *builder) opportunity() Record {
	o := Opportunity{ID: b.needID("id"), Name: b.text("name"), Lead: b.id("lead"), About: b.about(), Moment: b.moment("created_on"),
		ExpectedClose: b.dayOr("expected_close"), Stage: b.text("stage"), StageOn: b.dayOr("stage_on"),
		Outcome: b.choice("outcome"), ClosedOn: b.dayOr("closed_on"), Forecast: b.forecast(), CategoryOn: b.dayOr("category_on")}
	b.checkStage("stage", o.Stage)
	if b.entry.fields["amount"] != nil {
		currency := b.payable()
		if o.Amount = b.amountIf("amount", currency); o.Amount != nil {
			o.Currency = currency
		}
	}
	closed := o.Outcome == "won" || o.Outcome == "lost"
	if closed && o.ClosedOn == period.Never && o.StageOn == period.Never && !b.entry.history && !b.noted("closed_on") {
		b.note(&Fault{Field: "closed_on", Message: "the opportunity is " + o.Outcome + ", but nothing says on which day",
			Fix: "fill in the day of the close, or map the column that has it: closed_on"})
	}
	return o
}

func (b *builder) activity() Record {
	text := b.needText("type")
	v := Activity{ID: b.needID("id"), Type: activityType(text), About: b.about(), Moment: b.moment("held_on"), Quantity: money.Unit}
	if text != "" && v.Type == "" {
		b.note(b.entry.fields["type"].at(problemf("map the value: {column: …, map: {…: call}}", "%s names no activity", shown(text))))
	}
	if b.entry.fields["quantity"] != nil {
		v.Quantity = b.needAmount("quantity", "")
	}
	if v.Quantity < 0 {
		b.note(b.entry.fields["quantity"].at(problemf("correct the value", "%s activities cannot be held", v.Quantity)))
	}
	return v
}

// activityType writes a type as it stands in the name of its metric: Cold Call
// and cold-call are both cold_call.
func activityType(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "_")
}

// The scales on which customers answer when the source does not say.
const (
	csatScale = 5 * money.Unit
	npsScale  = 10 * money.Unit
)

func (b *builder) feedback() Record {
	v := Feedback{ID: b.needID("id"), Type: b.needChoice("type"), About: b.about(), Moment: b.moment("given_on")}
	v.Score = b.needAmount("score", "")
	v.Scale = csatScale
	if v.Type == "nps" {
		v.Scale = npsScale
	}
	if scale := b.amountIf("scale", ""); scale != nil {
		v.Scale = *scale
	}
	switch {
	case len(b.wrong) > 0:
	case v.Scale <= 0 || v.Type == "nps" && v.Scale != npsScale:
		b.note(b.entry.fields["scale"].at(problemf("say the best score that a customer can give; for nps it is 10",
			"%s cannot be the best score of %s", v.Scale, v.Type)))
	case v.Score < 0 || v.Score > v.Scale:
		b.note(b.entry.fields["score"].at(problemf("correct the score, or say the best one with scale",
			"%s is not between 0 and %s, the best score", v.Score, v.Scale)))
	case v.Type == "nps" && v.Score%money.Unit != 0:
		b.note(b.entry.fields["score"].at(problemf("give each answer a row of its own", "%s is no answer to the nps question, which is a whole number", v.Score)))
	}
	return v
}

func (b *builder) contract() Record {
	v := Contract{ID: b.needID("id"), About: b.about(), During: b.span(), Currency: b.payable()}
	v.Monthly = b.needAmount("monthly", v.Currency)
	return v
}

func (b *builder) training() Record {
	v := Training{ID: b.id("id"), Course: b.needText("course"), Person: b.needID("person")}
	var wrong *Fault
	v.Moment, _, wrong = b.momentIf("completed_on")
	b.note(wrong)
	if v.ID == "" {
		v.ID = v.Person + "/" + v.Course
	}
	return v
}

func (b *builder) market() Record {
	v := Market{ID: b.id("id"), OfKind: b.entry.ofKind, Of: b.of(), During: b.span()}
	size := "accounts"
	if b.entry.fields["value"] != nil {
		size, v.Currency = "value", b.payable()
	}
	amount := b.needAmount(size, v.Currency)
	if amount < 0 || size == "accounts" && amount%money.Unit != 0 {
		b.note(b.entry.fields[size].at(problemf("correct the value", "a market cannot have %s %s", amount, size)))
	}
	if size == "value" {
		v.Value = &amount
	} else {
		v.Accounts = &amount
	}
	if v.ID == "" {
		v.ID = strings.Join([]string{string(v.OfKind), cmp.Or(v.Of, "-"), size, v.During.Start.String()}, "/")
	}
	return v
}
