package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/plan/planfile"
	"github.com/attainhq/attain/internal/rollout"
)

func planFileRoutes(a *API) {
	register(a, route{method: http.MethodPost, path: "/plan-files/diff", name: "diff-plan-file", summary: "What a plan file would change", tag: "goals as code", need: access.SetTargets}, a.diffPlanFile)
	register(a, route{method: http.MethodPost, path: "/plan-files/apply", name: "apply-plan-file", summary: "Apply a plan file", tag: "goals as code", need: access.SetTargets, slow: true}, a.applyPlanFile)
	register(a, route{method: http.MethodGet, path: "/plan-files/export", name: "export-plan-file", summary: "The whole plan as a file", tag: "goals as code", need: access.SetTargets,
		responses: textResponse("application/yaml", "A plan file.")}, a.exportPlanFile)
	register(a, route{method: http.MethodGet, path: "/plan-files/schema", name: "get-plan-file-schema", summary: "The JSON Schema of plan files, for editors", tag: "goals as code",
		responses: textResponse("application/schema+json", "A JSON Schema.")}, a.planFileSchema)
}

type planFileInput struct {
	Body struct {
		Text   string `json:"text" maxLength:"1000000" doc:"YAML."`
		Reason string `json:"reason" maxLength:"2000" required:"false" doc:"Kept with each change; needed to lower or withdraw something."`
	}
}

type planFileChanges struct {
	Changes []planFileChange `json:"changes" doc:"Empty when the file says what is there already."`
}

// planFileChange is one difference between the file and what is stored.
type planFileChange struct {
	What string  `json:"what" example:"goal q1-revenue"`
	Kind string  `json:"kind" enum:"create,update,close,same"`
	Path string  `json:"path" doc:"Of the field; empty for the whole." example:"value"`
	From *string `json:"from"`
	To   *string `json:"to"`
	Line int     `json:"line" doc:"In the file; 0 for what it does not hold."`
}

func fileChangesOf(list []planfile.Difference) planFileChanges {
	out := planFileChanges{Changes: []planFileChange{}}
	for _, line := range rollout.Lines(list) {
		out.Changes = append(out.Changes, planFileChange{What: line.What, Kind: string(line.Kind), Path: line.Path, From: line.From, To: line.To, Line: line.Line})
	}
	return out
}

func (a *API) diffPlanFile(ctx context.Context, c *caller, in *planFileInput) (*body[planFileChanges], error) {
	list, err := a.Rollout.Diff(ctx, c.OrgID, []byte(in.Body.Text))
	if err != nil {
		return nil, err
	}
	return answer(fileChangesOf(list)), nil
}

func (a *API) applyPlanFile(ctx context.Context, c *caller, in *planFileInput) (*body[planFileChanges], error) {
	by, err := a.actor(ctx, c)
	if err != nil {
		return nil, err
	}
	list, err := a.Rollout.Apply(ctx, c.OrgID, by, []byte(in.Body.Text), strings.TrimSpace(in.Body.Reason))
	if err != nil {
		return nil, err
	}
	return answer(fileChangesOf(list)), nil
}

func (a *API) exportPlanFile(ctx context.Context, c *caller, _ *none) (*file, error) {
	text, err := a.Rollout.Export(ctx, c.OrgID)
	return &file{ContentType: "application/yaml", Disposition: `attachment; filename="plan.yaml"`, Body: text}, err
}

func (a *API) planFileSchema(context.Context, *caller, *none) (*file, error) {
	return &file{ContentType: "application/schema+json", Disposition: `inline; filename="plan.schema.json"`, Body: planfile.Schema()}, nil
}
