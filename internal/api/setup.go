package api

import (
	"context"
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

func setupRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/setup", name: "get-setup", summary: "Whether the server waits for its first user", tag: "setup", open: true}, a.getSetup)
	register(a, route{method: http.MethodPost, path: "/setup", name: "set-up", summary: "Create the organisation and its first admin", tag: "setup", open: true}, a.setUp)
}

type setupState struct {
	Open bool `json:"open"`
}

func (a *API) getSetup(ctx context.Context, _ *caller, _ *none) (*body[setupState], error) {
	open, err := a.Access.SetupOpen(ctx, a.OrgID)
	return answer(setupState{open}), err
}

type setupInput struct {
	Body struct {
		Token        string `json:"token" maxLength:"200" doc:"From the setup link that the server printed."`
		Organisation string `json:"organisation_name" maxLength:"200"`
		TimeZone     string `json:"time_zone" maxLength:"100" example:"Europe/Brussels"`
		Currency     string `json:"currency" maxLength:"10" example:"EUR"`
		Name         string `json:"name" maxLength:"500"`
		Email        string `json:"email" maxLength:"500"`
		Password     string `json:"password" maxLength:"2000"`
	}
}

func (a *API) setUp(ctx context.Context, c *caller, in *setupInput) (*body[session], error) {
	said := in.Body
	admin := access.NewUser{Email: said.Email, Name: said.Name, Role: access.Admin, Password: said.Password}
	orgID, err := a.Access.CheckSetup(ctx, said.Token, admin)
	if err != nil {
		return nil, err
	}
	o, err := a.founded(ctx, orgID, in)
	if err != nil {
		return nil, err
	}
	if err := a.Store.SaveOrganisation(ctx, o); err != nil {
		return nil, err
	}
	signed, err := a.Access.CompleteSetup(ctx, said.Token, admin)
	if err != nil {
		return nil, err
	}
	a.hub.publish(pipeline.Beat{OrgID: orgID})
	s, err := a.sessionOf(ctx, signed.User)
	if err != nil {
		return nil, err
	}
	a.setCookie(c, signed.Secret)
	return answer(s), nil
}

// founded returns the organisation that the setup describes. One that an
// import has made already keeps its currency, in which its facts are counted.
func (a *API) founded(ctx context.Context, orgID string, in *setupInput) (org.Organisation, error) {
	o, err := a.Store.Organisation(ctx, orgID)
	isNew := fault.Is(err, fault.NotFound)
	if err != nil && !isNew {
		return o, err
	}
	var wrong fault.Fields
	name := strings.TrimSpace(in.Body.Organisation)
	if name == "" {
		wrong.Add("organisation_name", "is missing")
	}
	place, err := org.ParsePlace(in.Body.TimeZone)
	if err != nil {
		wrong.Add("time_zone", "%v", err)
	}
	currency, err := money.ParseCurrency(in.Body.Currency)
	switch {
	case err != nil:
		wrong.Add("currency", "%v", err)
	case !isNew && currency != o.Currency:
		wrong.Add("currency", "is %s, but the facts that were imported before are counted in %s, which cannot change", currency, o.Currency)
	}
	if err := wrong.Err("the organisation cannot be set up like this"); err != nil {
		return o, err
	}
	if isNew {
		o = org.Organisation{ID: orgID, SourceID: slug(name), Currency: currency, Calendar: period.DefaultCalendar(), Published: org.PublishCompany}
	}
	o.Name, o.Place = name, place
	return o, o.Validate()
}

// slug makes an id of a name: Société Générale S.A. is societe-generale-s-a.
func slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 0x300 && r <= 0x36f: // an accent that stood on the letter before
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	const longest = 60
	id := b.String()
	if id = strings.Trim(id[:min(len(id), longest)], "-"); id == "" {
		return "company"
	}
	return id
}
