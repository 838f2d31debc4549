package sentence

// verbs are the words that say which way a number should go.
var verbs = []struct {
	verb
	words string
}{
	{verb{up, ""}, "increase|increasing|increased|grow|growing|grown|raise|raising|boost|boosting|lift|lifting|expand|expanding|scale|scaling|scale up|push up|pushing up|step up|ramp up|bump|bump up|enlarge|strengthen|accelerate|drive up|driving up|drive|driving|maximise|maximize|extend|rise|rising|climb|go up|goes up|elevate|escalate|pump up|crank up|jack up|uplift|advance|multiply|growth|expansion|up"},
	{verb{down, ""}, "reduce|reducing|reduced|cut|cutting|decrease|decreasing|lower|lowering|drop|dropping|shrink|shrinking|shorten|shortening|slash|trim|bring down|bringing down|diminish|minimise|minimize|curb|decline|declining|fall|falling|cut down|get down|push down|drive down|reduction|go down|goes down|slip|slipping|sink|sinking|deflate|shave|knock|deteriorate|fall off|drop off|speed up|cut back|scale back|scale down|narrow|lessen|slow down|down"},
	{verb{better, ""}, "improve|improving|improved|better|optimise|optimize|enhance|enhancing|improvement|upgrade|polish|fix|turn around"},
	{verb{reach, ""}, "achieve|achieving|reach|reaching|hit|hitting|attain|attaining|deliver|delivering|get to|make|making|made|do|doing|meet target|score|post|realise|realize|realising|complete|completing|finish|run|running|conduct|conducting|give|send|sending|write|writing|place|placing|set up|schedule|scheduling|arrange|arranging|perform|performing|carry out|execute|record|have|having|be|see|come to|arrive at|get up to|log|logging|hold|holding|host|organise|organize|prepare|submit|present|undertake|manage|rack up|clock|ink|clinch|nail|smash|crush|aim at|aim for|target|shoot for|go for|strive for|ensure|guarantee|meet|amount to|stand at"},
	{verb{reach, "earn"}, "earn|earning|bring in|bringing in|bring home|pull in|rake in|take in|collect|gross|produce|producing|generate|generating|make in"},
	{verb{reach, "win"}, "win|winning|land|landing|sign|signing|sign up|secure|securing|acquire|acquiring|gain|gaining|onboard|onboarding|get|getting|close|closing|conclude|attract|attracting|capture|bag|clinch|seal|snag|gained"},
	{verb{reach, "create"}, "create|creating|source|sourcing|open|opening|build|building|build up|find|finding|develop|developing|add|adding|identify"},
	{verb{reach, "sell"}, "sell|selling|sold|ship|shipping|move|flog|shift"},
	{verb{reach, "book"}, "book|booking in"},
	{verb{reach, "invoice"}, "bill|billing|invoice|invoicing"},
	{verb{reach, "lose"}, "lose|losing|losse"},
	{verb{reach, "retain"}, "retain|retaining|retained"},
	{verb{reach, "renew"}, "renew|renewing"},
	{verb{reach, "convert"}, "convert|converting|turn|turning|transform|become|becoming|turn into"},
	{verb{reach, "penetrate"}, "penetrate|penetrating"},
	{verb{reach, "qualify"}, "qualify|qualifying"},
	{verb{up, "beat"}, "exceed|exceeding|beat|beating|surpass|surpassing|outperform|top|outdo|outsell"},
	{verb{keep, ""}, "keep|keeping|kept|maintain|maintaining|stay|staying|remain|remaining|sustain|preserve|preserving|limit|limiting|cap|capping|restrict|restricting|contain|hold steady|protect|protecting|safeguard|defend|stick"},
}

// byHalf is a half more or less, as the verb says.
const byHalf = -1

// multiples are verbs that state a change themselves: so many times what it was.
var multiples = []struct {
	times int64 // 0 stands for a half
	words string
}{
	{2, "double|doubling|twofold|twice"},
	{3, "triple|tripling|treble|threefold"},
	{4, "quadruple|quadrupling|fourfold"},
	{5, "quintuple|fivefold"},
	{10, "tenfold"},
	{0, "halve|halving|in half|in two"},
	{byHalf, "by half|by one half|by a half"},
}

// bounds are the words on which side of a figure the goal lies. The words of
// overBounds also mean other things, and count only before a figure.
var bounds = []struct {
	bound
	strict bool // the figure itself is not on the side
	words  string
}{
	{atLeast, true, "above|over|more than|greater than|higher than|longer than|exceed|exceeding|exceed the|in excess of|north of|beyond|>|better than|bigger than|larger than|past"},
	{atMost, true, "under|below|less than|fewer than|lower than|smaller than|shorter than|south of|<|faster than|beneath|underneath"},
	{atLeast, false, "at least|minimum|minimum of|a minimum of|min|no less than|not less than|no fewer than|not fewer than|not below|not under|no lower than|not lower than|no worse than|upward of|≥|or more than|starting at|no smaller than|from at least|not fall below|not drop below|never below|not falling below|never drop below|never fall below|never under|not go below|not be below|not dip below"},
	{atMost, false, "at most|maximum|maximum of|a maximum of|max|no more than|not more than|no higher than|not higher than|not above|not over|not exceed|not exceeding|not to exceed|never exceed|never above|never over|never more than|≤|up to|within|no greater than|not greater than|no longer than|not longer than|inside|no worse|not go above|not rise above|not be above|never go above|not go over|not be over|at the most|capped at|limited to|no larger than"},
	{exact, false, "exactly|precisely|about|around|roughly|approximately|approx|circa|ca|nearly|almost|close to|~|some|approaching|nigh on|more or less|=|near|just about|something like|in the region of|in the order of"},
}

// tails are words behind a figure that say on which side of it the goal lies.
var tails = []struct {
	bound
	words string
}{
	{atLeast, "or more|or better|or higher|or above|or over|and more|and above|at least|minimum|at minimum|and up|or greater|or longer|plus|at the least|as a minimum|min"},
	{atMost, "or less|or fewer|or lower|or below|or under|at most|maximum|at maximum|or shorter|max|at the most|or faster|as a maximum|top"},
}

// loneBounds are words on the side of a figure that stands elsewhere: "maximum
// discount 8 %".
var loneBounds = []struct {
	bound
	words string
}{
	{atLeast, "minimum|min|at least|a minimum|lower limit"},
	{atMost, "maximum|max|at most|a maximum|upper limit|ceiling"},
}

// comparatives are the changes that also stand without a figure.
var comparatives = []struct {
	way
	words string
}{
	{up, "more|higher|better|larger|bigger|longer|greater"},
	{down, "less|fewer|lower|shorter|smaller|faster|quicker"},
}

// changes are words behind or before a figure that make a change of it.
var changes = []struct {
	sign  int
	words string
}{
	{1, "more|higher|growth|increase|uplift|rise|improvement|up|gain|above|better|larger|bigger|extra|additional|longer|greater|boost|jump|lift"},
	{-1, "less|fewer|lower|reduction|decrease|drop|decline|down|cut|below|shorter|smaller|faster|fall|quicker|dip"},
}

// joints stand between clauses.
var joints = []struct {
	joint
	words string
}{
	{joint{}, "and|plus|as well as|and also|also|then|;|&|in addition|in addition to|additionally|moreover|or|but|along with|together with|at the same time|even as"},
	{joint{guard: true}, "while|whilst|provided|provided that|as long as|so long as|subject to|on condition that|with|but with|but only|with the condition that|whereby|given that|if|guard"},
	{joint{guard: true, negative: true}, "without|but not|and not|yet not|without letting"},
}

var negations = "do not|dont|not|never|no|do not let|dont let|avoid|avoiding|prevent|must not|should not|shouldnt|mustnt|will not|wont|cannot|cant|not let|never let|doesnt|isnt|arent|stop"

// reasons open what the goal is for; ways open how it will be reached.
var (
	reasons = "so that|in order to|because|because of|since we|to support|to help|in support of|to fund|to become|for the sake of|to finance|to be able to|to prepare for|as part of|thanks to|due to|so we"
	means   = "through|by means of|using|by using|via more|by way of|with the help of|by focusing on|by focussing on"
)

// hints settle what would be a question.
var hints = []struct{ key, words string }{
	{"relative", "relative|relatively|in relative terms|relative terms|in relation to the baseline|proportionally|in proportion"},
	{"churn", "as less churn|by less churn|of less churn|counted as less churn"},
	{"points", "in absolute terms|absolute|absolutely|in percentage points"},
	{"total", "in total|altogether|in all|cumulatively|taken together|in sum|all together|in aggregate|cumulative|combined|all in"},
	{"average", "on average|in average|averaged"},
	{"each", "each of them|each one|every single one|in every one of them"},
	{"value", "by value|in value|by amount|in value terms|value based"},
	{"count", "by count|by number|in number|in count|by number of deals"},
	{"in units", "in units|in volume|by volume|volume wise|in pieces"},
	{"in money", "in money|in money terms"},
	{"everything", "all product|all region|all territory|across the board|everything|all customer|all channel|all segment|whole portfolio|entire portfolio|all category|across all product|across all region|across all territory|across all segment|across all channel|all market|all product line|organisation wide|organization wide|whole business|entire business|all source|all lead source"},
	{"as_written", "deliberately|on purpose|intentionally|by intention"},
	{"same_period_last_year", "year on year|year over year|yoy|y o y|y/y|same period last year|same period of last year|same quarter last year|same quarter of last year|same month last year|same month of last year|same months last year|same months of last year|same time last year|the year before|prior year period|same half last year|same period of the previous year|same period a year ago|same period in the previous year|same period of the prior year|same period the year before|annually on year|a year ago|a year earlier|the same days of last year|same weeks of last year|vs py|versus py|vs prior year|versus prior year|py"},
	{"previous_period", "previous period|vs last|versus last|over last|on last|than last|against last|compared to last|compared with last|period before|prior period|last period|preceding period|the time before|same time before"},
	{"previous_quarter", "quarter on quarter|quarter over quarter|qoq|q/q"},
	{"previous_month", "month on month|month over month|mom|m/m"},
	{"previous_week", "week on week|week over week|wow"},
	{"current", "current level|today level|present level|current rate|current value|from now|current figure|current average|where we are now|where we are today|current state|existing level|what it is now|what it is today|current number|now"},
}
