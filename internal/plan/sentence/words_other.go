package sentence

import (
	"strings"

	"github.com/attainhq/attain/internal/org"
)

// kindWords are what comes before or behind the name of a node.
var kindWords = map[string]org.Kind{
	"product": org.Product, "category": org.Category, "subcategory": org.Subcategory, "segment": org.Segment, "channel": org.Channel, "region": org.Region,
	"territory": org.Territory, "team": org.Team, "customer": org.Customer, "source": org.LeadSource, "person": org.Person, "rep": org.Person, "company": org.Company,
	"client": org.Customer, "area": org.Territory, "department": org.Team, "squad": org.Team, "salesperson": org.Person, "market": org.Segment, "line": org.Category,
	"sector": org.Segment, "industry": org.Segment,
}

// peopleWords are who "each" and "every" can be said of.
var peopleWords = "rep|sales rep|representative|sales representative|salesperson|sales person|salesman|saleswoman|seller|person|ae|account executive|sdr|bdr|agent|employee|team member|member|colleague|of us|account manager|sales agent|one of us|individual|consultant|member of the team|of you|associate"

var manyPeople = "rep|sales rep|representative|salespeople|sales people|people|seller|ae|account executive|sdr|bdr|agent|employee|team member|account manager|of the rep|salesperson|sales representative"

// fillers say nothing about a goal.
var fillers = []string{
	"the|a|an|our|my|your|their|its|it|we|i|you|they|he|she|us|them|me|his|her|who|that|this|these|those|which|what|there|here",
	"to|of|in|on|at|for|from|by|as|into|onto|per|than|up|out|about|across|among|amongst|between|over|during|within|via|off|upon|toward|until|till|before|after",
	"is|are|was|were|be|been|being|am|will|would|shall|should|must|can|could|may|might|need|want|wish|like|hope|plan|intend|expect|try|aim|going|gonna|let|lets|have|has|had|ought|supposed|able|want to|would like to|need to|plan to|aim to",
	"compared with|compared to|compared|in comparison with|in comparison to|relative to|as compared to|as compared with|than in|against",
	"id|ill|wed|were|weve|ive|im|youll|youd|youre|theyll|theyd|theyre|itll|shell|hell|a lot|lot|a bit|lots of|bit",
	"does|gimme|gotta|maybe|thx|mr|mrs|ms|please|pls|kindly|dear|hi|hello|hey|thanks|thank|ok|okay|well|so|just|only|also|even|still|again|ever|too|very|really|quite|indeed|truly|simply|actually|basically|overall|total|totally|successfully|whole|entire|full|such|own|same|goal|objective|target|quota|aim|ambition|kpi|metric|okr|number|amount|figure|rate|level|value|result|performance|mark|count|size|volume of|sum|team goal|my goal|our goal|key result|smart",
	"sales team|sale team|sales force|salesforce|sales department|sales process|sales target|sales goal|sales quota|sales organisation|sales organization|sales org|sales staff|sales performance|sales people together",
	"time|frame|timeframe|deadline|date|period|point in time|latest|way|order|terms|rhythm|pace|work|effort|each other|respectively|currently|today we are at|consistently|regularly|working|business|worth|worth of|starting point|somehow|somewhat|ahead|least|together",
	"e|g|eg|ie|etc|vs|s|st|nd|rd|th|ll|ve|re|d|t|.|,|:|+|-|/|=|#|@|^|\\|•|·|→|'",
	"many|much|existing|hard|best|great|good|strong|strongly|healthy|solid|ambitious|realistic|challenging|measurable|specific|achievable|relevant|steadily|steady|sustainable|continuous|overall|general|clear|actual|real|average of|every|each|all|both|any|some|one|ones|other|every time|baseline|baseline of",
	"going forward|from here|in fact|of course|in order|as a team|as a company|at work|in business|in our business|once|done|finally|together|respective|completely|already|ideally|hopefully|roughly speaking|get|got|take|taking|put|bring|come|go|goes|look|start|begin|end|stop short|resulting|thereby|thus|hence|therefore|individually|personally|jointly|collectively",
}

// vagueTimes are times that no calendar knows.
var vagueTimes = "soon|asap|as soon as possible|quickly|shortly|immediately|eventually|spring|summer|autumn|fall season|winter|this spring|this summer|this autumn|this winter|next spring|next summer|next autumn|next winter|in summer|in the summer|by summer|by spring|by autumn|by winter|in the near future|someday|sometime|one day|in due course|later|as fast as possible|in the future|in the long run|in the short term|in the long term|in the medium term|by the end of summer|peak season|the holiday season|holiday season|in the coming month|ramadan|end of season|high season"

// unitWords are compared with by the recognisers of figures; they are listed so
// that slips in them are mended.
var unitWords = strings.Fields("hour percent percentage point basis pct per cent time third quarter half fold hundred thousand million billion dozen")
