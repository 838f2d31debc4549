package api

import (
	"net/http"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

func goalRoutes(a *API) {
	register(a, route{method: http.MethodPost, path: "/goals/understand", name: "understand-goal", summary: "How a sentence is understood as a goal", tag: "goals"}, a.understandGoal)
	register(a, route{method: http.MethodPost, path: "/goals/check", name: "check-goal", summary: "What a goal would mean, by the five criteria", tag: "goals"}, a.checkGoal)
	register(a, route{method: http.MethodPost, path: "/goals", name: "add-goal", summary: "Write a goal down", tag: "goals", status: http.StatusCreated}, a.addGoal)
	register(a, route{method: http.MethodGet, path: "/goals", name: "list-goals", summary: "Goals with how they stand", tag: "goals"}, a.listGoals)
	register(a, route{method: http.MethodGet, path: "/goals/{id}", name: "get-goal", summary: "One goal, with its versions and history", tag: "goals"}, a.getGoal)
	register(a, route{method: http.MethodPut, path: "/goals/{id}", name: "edit-goal", summary: "Change a goal: a new version of it", tag: "goals"}, a.editGoal)
	register(a, route{method: http.MethodPost, path: "/goals/{id}/moves", name: "move-goal", summary: "Propose, accept, approve, return, close or withdraw a goal", tag: "goals"}, a.moveGoal)
	register(a, route{method: http.MethodGet, path: "/goals/{id}/progress", name: "get-goal-progress", summary: "How a goal got where it stands", tag: "goals"}, a.goalProgress)
}

type understandInput struct {
	Body struct {
		Text    string            `json:"text" maxLength:"2000"`
		Answers map[string]string `json:"answers" required:"false" doc:"By the ids of questions and of missing fields."`
		Owner   *string           `json:"owner" required:"false" maxLength:"1000" doc:"Node id; default: the caller's person, else the company."`
	}
}

type checkInput struct {
	Body struct {
		Goal goalInput `json:"goal"`
	}
}

type addGoalInput struct {
	Body struct {
		Goal  goalInput `json:"goal"`
		State string    `json:"state" enum:"draft,proposed" required:"false" default:"draft"`
	}
}

// GoalPath names the goal in the path.
type GoalPath struct {
	ID string `path:"id" maxLength:"100"`
}

type goalsInput struct {
	Owner  string `query:"owner" maxLength:"1000" doc:"Only goals of this node."`
	Under  string `query:"under" maxLength:"1000" doc:"Only goals of this node and what belongs to it."`
	State  string `query:"state" maxLength:"200" doc:"Only goals in these states, joined by commas. Default: all but withdrawn."`
	Metric string `query:"metric" maxLength:"500" doc:"Only goals of this metric, with or without parameters."`
	Search string `query:"q" maxLength:"200" doc:"Part of the title, the sentence or the owner's name, in any case."`
	AsOf   string `query:"as_of" format:"date"`
	Page
}

type oneGoalInput struct {
	GoalPath
	AsOf string `query:"as_of" format:"date"`
}

type editGoalInput struct {
	GoalPath
	Body struct {
		Goal   goalInput `json:"goal"`
		Reason string    `json:"reason" maxLength:"2000" required:"false" doc:"Needed to lower or loosen what the goal demands."`
	}
}

type moveGoalInput struct {
	GoalPath
	Body struct {
		To   string `json:"to" enum:"proposed,accepted,approved,active,closed,draft,withdrawn"`
		Note string `json:"note" maxLength:"2000" required:"false"`
	}
}

type goalProgressView struct {
	Points []progressPoint `json:"points"`
	Steps  []stepView      `json:"steps"`
}

type progressPoint struct {
	Day    period.Date   `json:"day" format:"date"`
	Value  *money.Amount `json:"value" doc:"Of the day; null after as_of."`
	Actual *money.Amount `json:"actual" doc:"As the goal counts, through the day; null after as_of."`
	Plan   *money.Amount `json:"plan" doc:"Expected by the end of the day; null where there is no such line."`
}
