package app

import (
	"context"
	"fmt"

	"github.com/attainhq/attain/examples"
	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

// DemoUser is somebody whom the demo lets in without a password.
type DemoUser struct {
	Who  string // for the list of links
	Link string // path with a token
}

// Demo fills an empty database with an example, pins its today, and returns
// links that sign in as different people, the admin first. A database that
// holds the example already is used as it is, with a new today.
func (a *App) Demo(ctx context.Context, example string, today period.Date, progress func(pipeline.Batch)) ([]DemoUser, error) {
	if err := a.fill(ctx, example, progress); err != nil {
		return nil, err
	}
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return nil, err
	}
	if o.Pinned != today {
		o.Pinned = today
		if err := a.DB.SaveOrganisation(ctx, o); err != nil {
			return nil, err
		}
	}
	people, err := a.demoPeople(ctx, today)
	if err != nil {
		return nil, err
	}
	users := make([]DemoUser, 0, len(people))
	for _, p := range people {
		link, err := a.demoLink(ctx, p)
		if err != nil {
			return nil, err
		}
		users = append(users, DemoUser{Who: fmt.Sprintf("%s (%s)", p.Name, p.Role), Link: link})
	}
	return users, nil
}

func (a *App) fill(ctx context.Context, example string, progress func(pipeline.Batch)) error {
	_, err := a.DB.Organisation(ctx, a.OrgID)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	batch, err := a.ImportFS(ctx, examples.Files, example, "demo", progress)
	if err != nil {
		return err
	}
	if batch.State != pipeline.Done {
		return fault.New(fault.Unavailable, "the example was not imported: %s", batch.Message)
	}
	return nil
}

// demoPeople chooses who can be tried out: an admin, RevOps, somebody who leads
// a team, one of the team, and a viewer.
func (a *App) demoPeople(ctx context.Context, today period.Date) ([]access.NewUser, error) {
	people := []access.NewUser{
		{Email: "admin@demo", Name: "Demo admin", Role: access.Admin},
		{Email: "revops@demo", Name: "Demo RevOps", Role: access.RevOps},
	}
	teams, err := a.DB.Nodes(ctx, access.System(a.OrgID), today, org.Filter{Kind: org.Team})
	if err != nil {
		return nil, err
	}
	book, err := a.DB.Book(ctx, a.OrgID)
	if err != nil {
		return nil, err
	}
	manager, most := org.NodeID(""), 0
	for _, team := range teams {
		if n := len(book.Tree.Children(team.ID, today, today)); team.Lead != "" && n > most {
			manager, most = team.Lead, n
		}
	}
	if manager == "" {
		return people, nil
	}
	rep := book.Tree.Children(org.Led(manager), today, today)[0]
	for _, p := range []struct {
		id   org.NodeID
		role access.Role
	}{{manager, access.Manager}, {rep, access.Rep}} {
		node, err := a.DB.Node(ctx, access.System(a.OrgID), today, p.id)
		if err != nil {
			return nil, err
		}
		_, sourceID := p.id.Split()
		people = append(people, access.NewUser{Email: string(p.role) + "@demo", Name: node.Name, Role: p.role, PersonID: sourceID})
	}
	return append(people, access.NewUser{Email: "viewer@demo", Name: "Demo viewer", Role: access.Viewer}), nil
}

// demoLink returns a link that signs the person in as often as one likes while
// this demo runs; the account is made when it is not there.
func (a *App) demoLink(ctx context.Context, person access.NewUser) (string, error) {
	user, err := a.DB.UserByEmail(ctx, a.OrgID, access.User{Email: person.Email}.EmailKey())
	if fault.Is(err, fault.NotFound) {
		user, err = a.Access.AddUser(ctx, a.OrgID, person)
	}
	if err != nil {
		return "", err
	}
	secret, err := a.Access.NewSignInLink(ctx, a.OrgID, user.ID, access.SessionLifetime, true)
	if err != nil {
		return "", err
	}
	return "/enter?token=" + secret, nil
}
