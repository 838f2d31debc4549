package client

import (
	"math/big"
	"time"
)

// Decimal is an exact decimal number in text, such as "22584.6955".
type Decimal string

// Rat returns the number; ok is false when the text is none.
func (d Decimal) Rat() (r *big.Rat, ok bool) { return new(big.Rat).SetString(string(d)) }

// Session is who acts, and where.
type Session struct {
	User         SessionUser  `json:"user"`
	Organisation Organisation `json:"organisation"`
}

// SessionUser is the user who acts.
type SessionUser struct {
	ID       string  `json:"id"`
	Email    string  `json:"email"`
	Name     string  `json:"name"`
	Role     string  `json:"role"`
	PersonID *string `json:"person_id"` // source id of the person he is
}

// Organisation is a company with what it counts by.
type Organisation struct {
	ID               string   `json:"id"`
	Name             string   `json:"name"`
	TimeZone         string   `json:"time_zone"`
	Currency         string   `json:"currency"`
	FiscalYearStarts int      `json:"fiscal_year_starts"`
	WeekStarts       string   `json:"week_starts"`
	Calendar         string   `json:"calendar"`
	WorkingDays      []string `json:"working_days"`
	Holidays         []string `json:"holidays"`
	Today            string   `json:"today"`
	TodayPinned      bool     `json:"today_pinned"`
	Published        string   `json:"published"`
	PublishRanking   bool     `json:"publish_ranking"`
	Denominator      string   `json:"denominator"` // which versions of a target attainment divides by
	HasData          bool     `json:"has_data"`
	NodeID           string   `json:"node_id"`
}

// Metric is a definition of what is counted.
type Metric struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Unit       string            `json:"unit"`      // money, count, quantity, share, days or points
	Direction  string            `json:"direction"` // higher or lower
	Definition string            `json:"definition"`
	Formula    string            `json:"formula"`
	DateRule   string            `json:"date_rule"`
	RollUp     string            `json:"rollup"`
	Shape      string            `json:"shape"` // sum, ratio, stock or customers
	Additive   bool              `json:"additive"`
	Least      *Decimal          `json:"least"`
	Most       *Decimal          `json:"most"`
	Custom     bool              `json:"custom"`
	Version    int               `json:"version"`
	Parameters []MetricParameter `json:"parameters"`
	Pattern    *string           `json:"pattern"` // of ids with parameters
	Available  bool              `json:"available"`
	WhyNot     *string           `json:"why_not"`
}

// MetricParameter is something that the id of a metric can be built with.
type MetricParameter struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Choices []struct {
		Value string `json:"value"`
		Label string `json:"label"`
	} `json:"choices"`
}

// CustomMetric is a metric as a user defines it.
type CustomMetric struct {
	ID         string       `json:"id"` // x_NAME
	Name       string       `json:"name"`
	Unit       string       `json:"unit"`
	Direction  string       `json:"direction"`
	Definition string       `json:"definition"`
	Facts      string       `json:"facts"`
	Where      string       `json:"where"`
	Value      string       `json:"value"`
	Day        string       `json:"day"`
	DivideBy   *CustomTerms `json:"divide_by"`
	Reason     string       `json:"reason"`
}

// CustomTerms are a filter and what each fact adds.
type CustomTerms struct {
	Where string `json:"where"`
	Value string `json:"value"`
}

// MetricOutcome is a definition with what it makes of the facts.
type MetricOutcome struct {
	Metric Metric `json:"metric"`
	Sample struct {
		FactsSeen int      `json:"facts_seen"`
		Matched   int      `json:"matched"`
		LeftOut   int      `json:"left_out"`
		Value     *Decimal `json:"value"`
		Rows      []struct {
			Key   string  `json:"key"`
			Day   string  `json:"day"`
			Value Decimal `json:"value"`
			Text  string  `json:"text"`
		} `json:"rows"`
	} `json:"sample"`
	Problems []string `json:"problems"`
}

// Period is a named range of days; End is exclusive, nil while it is open.
type Period struct {
	ID     string  `json:"id"`
	Label  string  `json:"label"`
	Kind   string  `json:"kind"`
	Start  string  `json:"start"`
	End    *string `json:"end"`
	Status string  `json:"status"`
}

// Periods are the periods that have targets or facts.
type Periods struct {
	Items   []Period `json:"items"`
	Current string   `json:"current"` // id of the one to show first
}

// NodeRef names a node: person:275.
type NodeRef struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	SourceID string `json:"source_id"`
	Name     string `json:"name"`
}

// Node is something that numbers are kept for, with its place in the tree.
type Node struct {
	NodeRef
	Title       *string   `json:"title"`
	Path        []NodeRef `json:"path"` // from the root to the parent
	ChildKinds  []string  `json:"child_kinds"`
	MemberSince *string   `json:"member_since"`
	MemberUntil *string   `json:"member_until"`
}

// Pace compares an actual with a plan curve.
type Pace struct {
	Curve     string   `json:"curve"`
	Elapsed   int      `json:"elapsed"`
	Total     int      `json:"total"`
	Remaining int      `json:"remaining"`
	Share     Decimal  `json:"share"`
	Expected  Decimal  `json:"expected"`
	Index     *Decimal `json:"pace_index"`
	GapToPace Decimal  `json:"gap_to_pace"`
	RunRate   *Decimal `json:"run_rate"`
	Required  *Decimal `json:"required_run_rate"`
}

// Foreign is an amount that no rate converts.
type Foreign struct {
	Currency string  `json:"currency"`
	Amount   Decimal `json:"amount"`
}

// Figures are how a node stands in a period. A nil figure does not exist,
// which is never the same as 0.
type Figures struct {
	Node         NodeRef   `json:"node"`
	Metric       string    `json:"metric"`
	Unit         string    `json:"unit"`
	Direction    string    `json:"direction"`
	Currency     *string   `json:"currency"`
	Period       Period    `json:"period"`
	AsOf         string    `json:"as_of"`
	Target       *Decimal  `json:"target"`
	TargetSource string    `json:"target_source"`
	TargetNote   string    `json:"target_note"`
	Policy       string    `json:"policy"`  // which versions of the target attainment divides by
	Actual       *Decimal  `json:"actual"`  // nil of a masked colleague, and of a rate without cases
	Filling      *Decimal  `json:"filling"` // the share that is counted, while there is no actual for that reason
	Attainment   *Decimal  `json:"attainment"`
	Gap          *Decimal  `json:"gap"`
	Pace         []Pace    `json:"pace"`
	Unconverted  []Foreign `json:"unconverted"`
	Late         []Late    `json:"late"`   // the part of Actual that is of closed periods before
	Closed       *Frozen   `json:"closed"` // nil while any day of the period is open
	Notes        []string  `json:"notes"`
	Rank         *int      `json:"rank"`
	Masked       bool      `json:"masked"` // a colleague, shown ranked and nothing more
}

// Burnup is how a node got to where it stands, day by day.
type Burnup struct {
	Figures Figures `json:"figures"`
	Curve   string  `json:"curve"`
	Points  []Point `json:"points"`
}

// Point is one day of a Burnup.
type Point struct {
	Day    string   `json:"day"`
	Value  *Decimal `json:"value"`
	Actual *Decimal `json:"actual"`
	Plan   *Decimal `json:"plan"`
}

// Breakdown is where a node's number comes from.
type Breakdown struct {
	By    string  `json:"by"`
	Items []Slice `json:"items"`
	Other struct {
		Count int     `json:"count"`
		Value Decimal `json:"value"`
	} `json:"other"`
	Unassigned Decimal  `json:"unassigned"`
	Late       []Late   `json:"late"` // a part of Total that is not divided
	Total      Decimal  `json:"total"`
	Note       string   `json:"note"`
	Filling    *Decimal `json:"filling"` // as in Figures
}

// Slice is a node's part of a Breakdown.
type Slice struct {
	Node  NodeRef  `json:"node"`
	Value Decimal  `json:"value"`
	Share *Decimal `json:"share"`
}

// Target is what a node should reach in a period, with everything it ever was.
type Target struct {
	ID       string          `json:"id"`
	NodeID   string          `json:"node_id"`
	Metric   string          `json:"metric"`
	Start    string          `json:"start"`
	End      *string         `json:"end"`
	Versions []TargetVersion `json:"versions"`
}

// TargetVersion is one version of a Target.
type TargetVersion struct {
	Version    int       `json:"version"`
	Value      Decimal   `json:"value"`
	Withdrawn  bool      `json:"withdrawn"`
	KnownOn    string    `json:"known_on"`
	RecordedAt time.Time `json:"recorded_at"`
	Author     string    `json:"author"`
	Reason     string    `json:"reason"`
	// EffectiveOn is the day from which it counts; nil for the whole period.
	EffectiveOn *string `json:"effective_on"`
}

// NewTarget sets a target. Lowering one needs a reason.
type NewTarget struct {
	NodeID string  `json:"node_id"`
	Metric string  `json:"metric"`
	Start  string  `json:"start"`
	End    *string `json:"end"`
	Value  Decimal `json:"value"`
	Reason string  `json:"reason"`
	// EffectiveOn is the day from which it counts; nil: today while the period
	// runs, else its start.
	EffectiveOn *string `json:"effective_on,omitempty"`
}

// Sale is one line of an order. Owner, Customer, Product and Territory are
// source ids or node ids; nil is none. Give Day or OccurredAt.
type Sale struct {
	Source     string     `json:"source"`
	ID         string     `json:"id"`
	OrderID    string     `json:"order_id"`
	OccurredAt *time.Time `json:"occurred_at,omitempty"`
	Day        string     `json:"day,omitempty"`
	Owner      *string    `json:"owner"`
	Customer   *string    `json:"customer"`
	Product    *string    `json:"product"`
	Territory  *string    `json:"territory"`
	Quantity   Decimal    `json:"quantity"`
	Amount     Decimal    `json:"amount"`
	Cost       *Decimal   `json:"cost"`
	Currency   string     `json:"currency"`
	State      string     `json:"state"` // won or cancelled; the server also answers withdrawn
}

// SaleVersion is a Sale as it was known from a day on.
type SaleVersion struct {
	Sale
	Version    int        `json:"version"`
	KnownOn    string     `json:"known_on"`
	Batch      *string    `json:"batch"`
	RecordedAt *time.Time `json:"recorded_at"`
	By         string     `json:"by"`
}

// SaleHistory is a sale with all its versions, the latest first.
type SaleHistory struct {
	Current SaleVersion   `json:"current"`
	History []SaleVersion `json:"history"`
}

// SalesOutcome is what became of posted sales.
type SalesOutcome struct {
	Inserted  int            `json:"inserted"`
	Corrected int            `json:"corrected"`
	Unchanged int            `json:"unchanged"`
	Withdrawn int            `json:"withdrawn"`
	Rejected  []RejectedSale `json:"rejected"` // not stored; the others were
}

// RejectedSale says why an item was not stored.
type RejectedSale struct {
	Index  int            `json:"index"`
	Errors []ProblemField `json:"errors"`
}

// Share is a person's part of an order. Ledger is revenue or overlay.
type Share struct {
	Person  string  `json:"person"`
	Percent Decimal `json:"percent"`
	Ledger  string  `json:"ledger"`
}

// Batch is an import.
type Batch struct {
	ID          string      `json:"id"`
	ProfileName string      `json:"profile_name"`
	Source      string      `json:"source"`
	State       string      `json:"state"`
	DryRun      bool        `json:"dry_run"`
	StartedAt   time.Time   `json:"started_at"`
	FinishedAt  *time.Time  `json:"finished_at"`
	By          string      `json:"by"`
	RowsRead    int         `json:"rows_read"`
	RowsTotal   *int        `json:"rows_total"`
	BytesRead   int64       `json:"bytes_read"`
	BytesTotal  int64       `json:"bytes_total"`
	Inserted    int         `json:"inserted"`
	Corrected   int         `json:"corrected"`
	Unchanged   int         `json:"unchanged"`
	Quarantined int         `json:"quarantined"`
	Rate        int         `json:"rate"`
	Message     string      `json:"message"`
	Kinds       []KindCount `json:"kinds"`
}

// Running reports whether the import has not ended yet.
func (b Batch) Running() bool { return b.State == "running" }

// KindCount counts what became of the records of one kind.
type KindCount struct {
	Kind        string `json:"kind"`
	Inserted    int    `json:"inserted"`
	Corrected   int    `json:"corrected"`
	Unchanged   int    `json:"unchanged"`
	Quarantined int    `json:"quarantined"`
}

// Row is a row that an import could not use.
type Row struct {
	ID     string            `json:"id"`
	File   string            `json:"file"`
	Line   int               `json:"line"`
	Kind   string            `json:"kind"`
	Values map[string]string `json:"values"`
	Errors []RowError        `json:"errors"`
	State  string            `json:"state"`
}

// RowError says what is wrong with a row, and how to mend it.
type RowError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Fix     string `json:"fix"`
}
