package api

import (
	"time"

	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/desk"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// homeView is what somebody should know and do first. All of it is of one state
// of the facts.
type homeView struct {
	Who         string              `json:"who" enum:"rep,manager,leader,viewer" doc:"For what the caller answers: his own number, the people whom he leads, teams or the whole, none of them."`
	AsOf        period.Date         `json:"as_of" format:"date"`
	Brief       bool                `json:"brief" doc:"Only the number and those below it were asked for."`
	Consistent  bool                `json:"consistent" doc:"False when facts kept coming in while it was read, so that parts may differ by them."`
	Period      periodView          `json:"period"`
	Week        homeWeek            `json:"week"`
	Figures     maybe[figures]      `json:"figures" doc:"Of the node that the caller answers for, with where it ends; null when nothing of it is shown to him."`
	Said        []BriefOutlook      `json:"said" doc:"What was said on earlier days of where it ends, the earliest first."`
	Deals       []dealOutlook       `json:"deals" doc:"The open deals that matter most for the chance, the most first."`
	Work        []homeWork          `json:"work" doc:"Of accepted goals that count work: what is left this week and today."`
	Plan        maybe[homePlan]     `json:"plan" doc:"What would close the gap, for who answers for his own number; null where none was made."`
	FollowUp    maybe[followUpView] `json:"follow_up" doc:"What his own periods show; of a rep."`
	Checkins    []checkinPair       `json:"check_ins" doc:"The next ones, by day; today's home only, and for no token."`
	Commitments []commitmentView    `json:"commitments" doc:"Promised for up to a week from now, or overdue."`
	Stuck       stuckView           `json:"stuck" doc:"Open deals that stand for too long; the five largest. As a moment ago, while facts keep coming in."`
	People      []homePerson        `json:"people" doc:"Who needs help first, first; at most twelve."`
	PeopleAll   int                 `json:"people_all" doc:"How many people were looked at."`
	PeopleNeed  int                 `json:"people_need" doc:"How many of them are at risk, behind, or fall short again and again."`
	Below       []figures           `json:"below" doc:"Those directly below the node, the lowest chance first; at most twelve."`
	BelowAll    int                 `json:"below_all"`
	Decisions   []homeDecision      `json:"decisions" doc:"What waits for the caller, the most urgent first."`
	Data        maybe[homeData]     `json:"data" doc:"Of who imports: whether the data can be trusted."`
	Missing     []homeMissing       `json:"missing" doc:"Parts that could not be answered, and why."`
}

type homeWeek struct {
	Start period.Date `json:"start" format:"date"`
	End   period.Date `json:"end" format:"date" doc:"Exclusive."`
	Left  int         `json:"left" doc:"Working days of it that are left, today among them."`
}

// homeWork is what is left of a goal that counts work.
type homeWork struct {
	Goal   GoalRef     `json:"goal"`
	Metric metricView  `json:"metric"`
	End    period.Date `json:"end" format:"date" doc:"Exclusive."`
	Week   shareView   `json:"week"`
	Today  shareView   `json:"today"`
	Whole  shareView   `json:"whole" doc:"Over the goal's whole time."`
}

type shareView struct {
	Aim  money.Amount `json:"aim"`
	Done money.Amount `json:"done"`
	Left money.Amount `json:"left"`
}

func shareOf(s desk.Share) shareView { return shareView{s.Aim, s.Done, s.Left()} }

type homePlan struct {
	State  catchup.State  `json:"state" enum:"no_gap,feasible,out_of_reach,time_up,unknown"`
	Why    string         `json:"why"`
	Gap    money.Amount   `json:"gap"`
	Short  money.Amount   `json:"short" doc:"What stays out of reach."`
	Days   int            `json:"days" doc:"Working days that are left, today not among them."`
	PerDay money.Amount   `json:"per_day" doc:"Activities on a working day when the steps are followed; 0 when none are kept."`
	Steps  []planStepView `json:"steps"`
}

type homePerson struct {
	Node     nodeRef        `json:"node"`
	Outlook  BriefOutlook   `json:"outlook"`
	Target   *money.Amount  `json:"target"`
	Actual   *money.Amount  `json:"actual"`
	Gap      *money.Amount  `json:"gap"`
	Reasons  []desk.Reason  `json:"reasons" enum:"behind,at_risk,again,watch,target,stuck,checkin" doc:"Why he needs help, the weightiest first; none when he does not."`
	Next     desk.Step      `json:"next" enum:",decide,target,plan,talk,deals,checkin" doc:"The one thing to do next."`
	Weakest  string         `json:"weakest" enum:",activities,connect,qualification,win_rate,deal_size" doc:"The driver that is furthest below the others'."`
	Stuck    int            `json:"stuck"`
	Worth    money.Amount   `json:"stuck_worth"`
	Checkin  *period.Date   `json:"check_in" format:"date" doc:"The next one with the caller; in the past when it is overdue."`
	Currency money.Currency `json:"currency"`
}

type homeDecision struct {
	Kind   desk.Kind      `json:"kind" enum:"silent,import,quarantine,goal,follow_up,target,call,pattern"`
	Node   maybe[nodeRef] `json:"node"`
	What   string         `json:"what" doc:"Id of the goal or the import, name of the source."`
	Title  string         `json:"title" doc:"Of the goal; what was found; what the source did."`
	Count  int            `json:"count" doc:"Of rows, or of forecasts; 0 where it is one thing."`
	Amount *money.Amount  `json:"amount" doc:"What is missing, or what it costs in a month."`
	Chance *money.Amount  `json:"chance"`
}

type homeData struct {
	Last        *time.Time `json:"last" doc:"When something was imported last; null when nothing was."`
	Source      string     `json:"source" doc:"From where."`
	Silent      int        `json:"silent" doc:"Sources that are late by their own rhythm."`
	Failed      int        `json:"failed" doc:"Sources whose last import did not end well."`
	Quarantined int        `json:"quarantined" doc:"Rows of the last imports that wait."`
}

type homeMissing struct {
	Part string `json:"part"`
	Why  string `json:"why"`
}

func emptyHome() homeView {
	return homeView{Said: []BriefOutlook{}, Deals: []dealOutlook{}, Work: []homeWork{}, Checkins: []checkinPair{}, Commitments: []commitmentView{}, Stuck: stuckView{Items: []stuckDeal{}},
		People: []homePerson{}, Below: []figures{}, Decisions: []homeDecision{}, Missing: []homeMissing{}}
}
