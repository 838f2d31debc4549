package app

import (
	"context"
	"fmt"
	"slices"

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

// In returns the app with another of the database's organisations as its own.
// Only one of the two may serve and be closed.
func (a *App) In(orgID string) *App {
	other := *a
	other.OrgID = orgID
	return &other
}

// Demo fills the organisation with a company, pins its today, and returns links
// that sign in as different people, the admin first. An organisation that was
// filled before is used as it is, with its today unless the company says one.
func (a *App) Demo(ctx context.Context, c Company, progress func(pipeline.Batch)) ([]DemoUser, error) {
	today, err := c.Day(a.now())
	if err != nil {
		return nil, err
	}
	filled, err := a.Filled(ctx)
	if err != nil {
		return nil, err
	}
	if !filled {
		if err := a.fill(ctx, c, today, progress); err != nil {
			return nil, err
		}
	}
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return nil, err
	}
	if filled && c.Today == 0 && o.Pinned != 0 {
		today = o.Pinned
	}
	// In the company that was made up colleagues see who leads, so that there is
	// something to look at.
	if named := !filled && c.Name == MadeUp; named || o.Pinned != today {
		o.Pinned, o.PublishRanking = today, o.PublishRanking || named
		if err := a.DB.SaveOrganisation(ctx, o); err != nil {
			return nil, err
		}
	}
	if err := a.SetGoals(ctx, c); err != nil {
		return nil, err
	}
	if err := a.SetCalls(ctx, c); err != nil {
		return nil, err
	}
	people, err := a.demoPeople(ctx, today)
	if err != nil {
		return nil, err
	}
	if err := a.SetCheckins(ctx, c, people); err != nil {
		return nil, err
	}
	if err := a.SetContests(ctx, c, people); err != nil {
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

// Filled reports whether the organisation is there and an import of it was
// finished.
func (a *App) Filled(ctx context.Context) (bool, error) {
	switch _, err := a.DB.Organisation(ctx, a.OrgID); {
	case fault.Is(err, fault.NotFound):
		return false, nil
	case err != nil:
		return false, err
	}
	for before := ""; ; {
		const some = 50
		batches, err := a.DB.RecentBatches(ctx, a.OrgID, before, some)
		if err != nil || len(batches) == 0 {
			return false, err
		}
		for _, b := range batches {
			if b.State == pipeline.Done && !b.DryRun {
				return true, nil
			}
			before = b.ID
		}
	}
}

// fill imports the company. What a demo that was stopped had imported stays.
func (a *App) fill(ctx context.Context, c Company, today period.Date, progress func(pipeline.Batch)) error {
	if err := a.DB.InterruptBatches(ctx, a.OrgID, a.now()); err != nil {
		return err
	}
	batch, err := a.load(ctx, c, today, progress)
	if err != nil {
		return err
	}
	if batch.State != pipeline.Done {
		return fault.New(fault.Unavailable, "the company was not imported: %s", batch.Message)
	}
	return nil
}

// demoPeople chooses who can be tried out: an admin, RevOps, who leads sales,
// somebody who leads a team, one of the team, and a viewer.
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
	leader, manager, rep, most := org.NodeID(""), org.NodeID(""), org.NodeID(""), 0
	for _, team := range teams {
		if team.Lead == "" {
			continue
		}
		if reps := sellers(book.Tree, team.ID, today); len(reps) > most {
			manager, rep, most = team.Lead, reps[0], len(reps)
		}
		if book.Tree.Parent(team.Lead, today, today) == book.Tree.Root() {
			leader = team.Lead
		}
	}
	if manager == "" {
		return people, nil
	}
	if leader == manager {
		leader = "" // one link is enough
	}
	for _, p := range []struct {
		id    org.NodeID
		role  access.Role
		email string
	}{{leader, access.Manager, "leader@demo"}, {manager, access.Manager, "manager@demo"}, {rep, access.Rep, "rep@demo"}} {
		if p.id == "" {
			continue
		}
		node, err := a.DB.Node(ctx, access.System(a.OrgID), today, p.id)
		if err != nil {
			return nil, err
		}
		_, sourceID := p.id.Split()
		people = append(people, access.NewUser{Email: p.email, Name: node.Name, Role: p.role, PersonID: sourceID})
	}
	return append(people, access.NewUser{Email: "viewer@demo", Name: "Demo viewer", Role: access.Viewer}), nil
}

// sellers returns the people of a team who lead nobody.
func sellers(tree *org.Tree, team org.NodeID, today period.Date) []org.NodeID {
	return slices.DeleteFunc(tree.Children(team, today, today), func(id org.NodeID) bool {
		return id.Kind() != org.Person || len(tree.Children(org.Led(id), today, today)) > 0
	})
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
