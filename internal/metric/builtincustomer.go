package metric

// customerMetrics are made from the histories of customers.
func customerMetrics() []Metric {
	const (
		active  = "A customer is active on a day with a contract in force, or with an order within the activity window before it: as long as nine of ten gaps between two purchases were, unless the organisation sets it."
		days    = "Who was active at the start of the period, and which of them still are at its end, or on the day of the view."
		atStart = "A customer belongs to whoever was credited for his latest order, or holds his contract, at the start of the period (owner_at_start): a handover later moves neither the customer nor the loss. " +
			"He is kept when he is active with the company at all. At a product, territory or segment only what he does there counts. Parts are added up first and divided last."
		placed = "A customer counts once at each node where he ordered, however often."
		cohort = "The customers with a contract in force at the start of the period are fixed then; later ones never join."
	)
	from := []Series{Orders, Contracts}
	return []Metric{
		{ID: ActiveCustomers, Name: "Active customers", Unit: Count, Direction: Higher, Shape: Customers, Histories: from, Least: nought(),
			Definition: "Customers who are active at the end of the period. " + active, Formula: "number of distinct active customers",
			DateRule: "The end of the period, or the day of the view while the period runs.", RollUp: placed},
		{ID: Retention, Name: "Customer retention", Unit: Share, Direction: Higher, Shape: Customers, Histories: from, Least: nought(), Most: one(),
			Definition: "Of the customers who were active at the start of the period, the part that is active at its end. New customers and those who came back are in neither. " + active,
			Formula:    "customers active at the start and at the end ÷ customers active at the start", DateRule: days, RollUp: atStart},
		{ID: Churn, Name: "Customer churn", Unit: Share, Direction: Lower, Shape: Customers, Histories: from, Least: nought(), Most: one(),
			Definition: "Of the customers who were active at the start of the period, the part that is not active at its end: 1 − retention. " + active,
			Formula:    "1 − retention. Twelve times a monthly churn is not the churn of a year", DateRule: days, RollUp: atStart},
		{ID: RepeatRate, Name: "Repeat purchase rate", Unit: Share, Direction: Higher, Shape: Customers, Histories: []Series{Orders}, Least: nought(), Most: one(),
			Definition: "Of the customers who ordered in the period, the part that ordered at least twice in it.",
			Formula:    "customers with 2 or more orders ÷ customers with 1 or more", DateRule: "The days of the orders, within the period.", RollUp: placed + " " + byParts},
		{ID: NRR, Name: "Net revenue retention", Unit: Share, Direction: Higher, Shape: Customers, Histories: []Series{ContractAmount}, Least: nought(),
			Definition: "What the customers of the start of the period pay per month at its end, against what they paid at its start: with expansion, contraction and losses, without new customers.",
			Formula:    "(start + expansion − contraction − churn) ÷ start", DateRule: cohort, RollUp: atStart},
		{ID: GRR, Name: "Gross revenue retention", Unit: Share, Direction: Higher, Shape: Customers, Histories: []Series{ContractAmount}, Least: nought(), Most: one(),
			Definition: "As net revenue retention, but nobody counts for more than he paid at the start: expansion hides no loss.",
			Formula:    "Σ of the smaller of start and end, per customer ÷ start", DateRule: cohort, RollUp: atStart},
		{ID: Penetration, Name: "Market penetration", Unit: Share, Direction: Higher, Shape: Customers, Histories: from, Least: nought(), Most: one(),
			Definition: "Own customers against all accounts that the market has there, by the market figures of the segment, territory, product or company. There is none where no figure was given.",
			Formula:    "customers with an order in the period or a contract in force at its end ÷ accounts of the market",
			DateRule:   "Orders within the period; accounts at its end, or on the day of the view.",
			RollUp:     placed + " Market figures count at the node that they are about and at those above it.",
			Den:        []Term{{Series: MarketAccounts, Sign: 1, Level: true}}},
		marketShare(),
	}
}

func marketShare() Metric {
	return divided(Metric{ID: MarketShare, Name: "Market share", Unit: Share, Least: nought(), Most: one(),
		Definition: "Own revenue against what all sellers together sell there, by the market figures of the node. There is none where no figure was given.",
		Formula:    "revenue ÷ market value",
		DateRule:   dayRule + " A market figure is spread evenly over the days that it is for.",
		RollUp:     "Market figures count at the node that they are about and at those above it.",
		Num:        plus(Revenue), Den: plus(MarketValue)})[0]
}
