package sentence

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// measure is a metric with its bounds and the words for it, divided by |.
type measure struct {
	id     metric.Series
	name   string // what it is called in sentences; read back it means this metric only
	unit   metric.Unit
	lower  bool    // lower is better
	within *limits // of meaningful values
	adds   bool    // it grows with the length of the time
	words  string
}

// limits holds the bounds of a metric; nil is none.
type limits struct{ least, most *money.Amount }

func amount(v money.Amount) *money.Amount { return &v }

var (
	wholes   = &limits{amount(0), amount(money.Unit)}
	positive = &limits{amount(0), nil}
	score    = &limits{amount(-100 * money.Unit), amount(100 * money.Unit)}
)

// catalogue are the metrics that every organisation has.
var catalogue = []measure{
	{metric.Revenue, "revenue", metric.Money, false, positive, true,
		"revenue|rev|sales revenue|turnover|net revenue|net sales|sales turnover|top line|topline|takings|sales value|total revenue|sales amount|billings|revenue from sales|sales in value|total sales revenue|annual revenue|sales income"},
	{metric.Profit, "gross profit", metric.Money, false, nil, true, "gross profit|profit|total profit|gp|total gross profit|margin in money|contribution margin in money"},
	{"margin", "margin rate", metric.Share, false, &limits{nil, amount(money.Unit)}, false,
		"margin rate|margin %|margin percent|profit margin|gross margin %|gross margin percent|gross margin rate|gross profit margin|margin percentage|gross margin percentage|margin in percent|margin ratio"},
	{metric.Units, "units sold", metric.Quantity, false, positive, true,
		"unit|unit sales|units sold|unit sold|sales volume|volume|pieces|piece|items|item|copies|items sold|sold items|unit volume|volume of sales|sold units|sales in units|volume sold|quantity sold|sales quantity"},
	{metric.Orders, "orders", metric.Count, false, positive, true, "order|sales order|customer order|number of orders|order count|order volume|purchase order"},
	{metric.NewCustomers, "new customers", metric.Count, false, positive, true,
		"new customer|customers acquired|customer acquisition|acquired customer|new client|new account|new logo|logo|first time customer|first time buyer|new buyer|net new logo|net new customer|customer acquisitions|new business customer|brand new customer|new paying customer"},
	{metric.OverlayRevenue, "overlay revenue", metric.Money, false, positive, true, "overlay revenue|overlay"},
	{"average_order", "average order value", metric.Money, false, positive, false,
		"average order value|average order|order value|aov|average order size|order size|basket size|average basket|average basket size|average basket value|basket value|average purchase value|average sale|average sale value|average sale size|mean order value|revenue per order|sales per order|value per order"},
	{"discount", "average discount", metric.Share, true, wholes, false,
		"discount|average discount|discount rate|discounting|discount level|average discount rate|mean discount|price discount|average discounting|discount percentage"},
	{"leads", "leads", metric.Count, false, positive, true, "lead|new lead|lead volume|number of leads|enquiry|inquiry|sales lead|incoming lead"},
	{"leads_qualified", "qualified leads", metric.Count, false, positive, true,
		"qualified lead|leads qualified|sales qualified lead|sql|qualified sales lead|new qualified lead|qualified new lead"},
	{"lead_qualification", "lead qualification rate", metric.Share, false, wholes, false, "lead qualification rate|qualification rate|lead qualification"},
	{"lead_conversion", "lead-to-sale conversion", metric.Share, false, wholes, false,
		"lead to sale conversion|lead conversion|lead conversion rate|lead to sale conversion rate|lead to sale rate|lead to sale|conversion of leads|conversion rate of leads|lead close rate|lead win rate|conversion from lead to sale"},
	{"lead_conversion_period", "lead-to-sale conversion in period form", metric.Share, false, positive, false,
		"lead to sale conversion in period form|lead to sale conversion period form|lead conversion in period form"},
	{"opportunities", "opportunities created", metric.Count, false, positive, true,
		"opportunity created|opportunity|new opportunity|opp|sales opportunity|new opp|new sales opportunity|created opportunity|number of opportunities"},
	{"pipeline_created", "pipeline created", metric.Money, false, positive, true,
		"pipeline created|new pipeline|pipeline generation|created pipeline|pipeline generated|pipeline creation|newly created pipeline|generated pipeline"},
	{"pipeline_open", "open pipeline", metric.Money, false, positive, false, "open pipeline|pipeline open|pipeline value|value of the open pipeline|live pipeline|active pipeline"},
	{"coverage", "pipeline coverage", metric.Quantity, false, positive, false,
		"pipeline coverage|coverage|pipeline cover|coverage ratio|pipeline coverage ratio|pipeline to target ratio|pipeline to quota ratio|sales pipeline coverage"},
	{"deals_won", "deals won", metric.Count, false, positive, true,
		"deals won|won deal|win|closed deal|deals closed|closed won deal|closed won|number of deals won|contracts won|contracts signed|signed contract|signed deal|deals signed|won opportunity|opportunities won|won contract|closed contract"},
	{"deals_lost", "deals lost", metric.Count, true, positive, true, "deals lost|lost deal|closed lost|lost opportunity|closed lost deal|opportunities lost"},
	{"deals_won_value", "value of deals won", metric.Money, false, positive, true,
		"value of deals won|won deal value|value of won deals|booking|bookings value|deal value won|contract value|total contract value|tcv|won value|value of closed deals|order intake|won revenue|closed won revenue|closed won value"},
	{"deals_lost_value", "value of deals lost", metric.Money, true, positive, true, "value of deals lost|lost deal value|value of lost deals|lost value|lost revenue"},
	{"win_rate", "win rate", metric.Share, false, wholes, false,
		"win rate|winrate|close rate|closing rate|hit rate|win ratio|close ratio|closing ratio|success rate|win percentage|deal win rate|opportunity win rate|strike rate|win rate on deals|closure rate|winning rate"},
	{"win_rate_value", "win rate by value", metric.Share, false, wholes, false, "win rate by value|value win rate|win rate in value|win rate by amount|win rate on value|close rate by value|value based win rate"},
	{"average_deal", "average deal size", metric.Money, false, positive, false,
		"average deal size|deal size|average deal value|average deal|deal value|average contract value|acv|average ticket|ticket size|average ticket size|mean deal size|average deal amount|size of deals|average size of deals|average contract size|revenue per deal|value per deal|amount per deal|revenue per sale"},
	{"sales_cycle", "sales cycle", metric.Days, true, positive, false,
		"sales cycle|cycle|sales cycle length|cycle length|sales cycle time|cycle time|deal cycle|length of the sales cycle|time to close|average sales cycle|days to close|buying cycle|average cycle|selling cycle|average time to close|deal cycle time|average sales cycle length|sales cycle duration|time to win|closing time|average cycle length|length of sales cycle"},
	{"activities", "activities", metric.Count, false, positive, true, "reach out to|reach out|outreach|activity|sales activity|touch|touchpoint|customer touch|number of activities"},
	{"active_customers", "active customers", metric.Count, false, positive, false, "active customer|active client|active account|customer base|active buyer|number of active customers|installed base"},
	{"retention", "customer retention", metric.Share, false, wholes, false,
		"customer retention|retention|customer retention rate|retention rate|client retention|account retention|logo retention|client retention rate|retention of customers|logo retention rate"},
	{"churn", "customer churn", metric.Share, true, wholes, false,
		"customer churn|churn|churn rate|customer churn rate|attrition|customer attrition|customer turnover|logo churn|attrition rate|customer attrition rate|client churn|customer loss rate|customer defection"},
	{"repeat_rate", "repeat purchase rate", metric.Share, false, wholes, false,
		"repeat purchase rate|repeat rate|repeat purchase|repeat business|repeat buying|repurchase rate|repeat customer|repeat customer rate|share of repeat customers|repeat sales|repeat orders|repeat buyer rate|reorder rate|repeat buyer|buy again|purchase again|order again|buy twice|repurchase|come back"},
	{"penetration", "market penetration", metric.Share, false, wholes, false, "market penetration|penetration|penetration rate|account penetration|market penetration rate|segment penetration"},
	{"market_share", "market share", metric.Share, false, wholes, false, "market share|share of market|share of the market|marketshare"},
	{"nrr", "net revenue retention", metric.Share, false, positive, false,
		"net revenue retention|nrr|net retention|net dollar retention|ndr|net revenue retention rate|net retention rate"},
	{"grr", "gross revenue retention", metric.Share, false, wholes, false, "gross revenue retention|grr|gross retention|gross dollar retention|gdr|gross revenue retention rate|gross retention rate"},
	{"csat", "customer satisfaction", metric.Share, false, wholes, false,
		"customer satisfaction|csat|satisfaction|customer satisfaction score|csat score|satisfaction score|satisfaction rate|client satisfaction|customer satisfaction rate|csat rating|satisfaction rating|customer satisfaction rating"},
	{"nps", "net promoter score", metric.Points, false, score, false, "net promoter score|nps|promoter score|nps score|net promoter"},
	{"training_completed", "trainings completed", metric.Count, false, positive, true,
		"training completed|training|training course|course|course completed|training session|training module|completed training|completed course|sales training|certification|product training|compliance training|onboarding training|e learning"},
}

// activityWords are the usual types of activity and the words for them.
var activityWords = []struct{ kind, words string }{
	{"call", "call|phone call|cold call|outbound call|sales call|dial|phone|cold calling|telephone call|discovery call|customer call|client call|prospecting call"},
	{"email", "email|e mail|mail|sales email|outbound email|cold email"},
	{"meeting", "meeting|appointment|customer meeting|client meeting|sales meeting|face to face meeting|meet|meet with|customer appointment|in person meeting|discovery meeting"},
	{"demo", "demo|demoes|demonstration|product demo|product demonstration|sales demo|customer demo|live demo"},
	{"proposal", "proposal|quote|quotation|offer|sales proposal|customer proposal"},
	{"prospecting", "prospecting|prospecting activity|prospecting session"},
	{"negotiation", "negotiation"},
	{"closing", "closing"},
}

// openNouns are words that stand for one of several metrics. Their rules are in
// resolve.go.
var openNouns = []struct {
	key, words string
	ids        []metric.Series
}{
	{"sales", "sale|sales figure|sales number|sales result|total sales|sales output|overall sales", []metric.Series{metric.Revenue, metric.Units, "deals_won", metric.Orders}},
	{"margin", "margin|gm|gross margin|profitability|total margin", []metric.Series{metric.Profit, "margin"}},
	{"conversion", "conversion|conversion rate|conversion ratio|sales conversion|sales conversion rate|close percentage|conversion percentage", []metric.Series{"lead_conversion", "win_rate", "lead_qualification"}},
	{"customers", "customer|client|account|buyer|customer count|number of customers|customer number|paying customer", []metric.Series{metric.NewCustomers, "active_customers"}},
	{"deals", "deal|contract|number of deals|deal count", []metric.Series{"deals_won", "opportunities"}},
	{"pipeline", "pipeline|sales pipeline|funnel|sales funnel", []metric.Series{"pipeline_created", "pipeline_open"}},
	{"mql", "mql|marketing qualified lead", []metric.Series{"leads_qualified", "leads"}},
	{"revenue retention", "revenue retention|dollar retention|revenue retention rate|net or gross retention", []metric.Series{"nrr", "grr"}},
	{"revenue churn", "revenue churn|mrr churn|dollar churn|arr churn", []metric.Series{"grr", "nrr", "churn"}},
	{"business", "business|new business|sales business|amount of business", []metric.Series{metric.Revenue, metric.NewCustomers, "deals_won_value"}},
	{"upsell", "upsell|upselling|up sell|up selling|cross sell|cross selling|crosssell|crossselling|expansion revenue|upsell revenue|expansion|add on sale", []metric.Series{"nrr", "average_order", "repeat_rate"}},
	{"recurring", "arr|mrr|recurring revenue|annual recurring revenue|monthly recurring revenue|subscription revenue", []metric.Series{metric.Revenue, "nrr", "grr"}},
	{"renewals", "renewal|renewal rate|contract renewal|renewals rate", []metric.Series{"grr", "retention"}},
	{"lost customers", "lost customer|customer loss|customers lost|churned customer|lost account|lost client", []metric.Series{"churn", "active_customers"}},
	{"share", "share|share of wallet", []metric.Series{"market_share", "penetration"}},
}

// generalWords are who or what a seller works with; they are not counted.
const generalWords = "prospect|people|person|company|companie|firm|organisation|organization|decision maker|contact|suspect|lead contact|target account|buyer persona|stakeholder|household|shopper|consumer|user"
