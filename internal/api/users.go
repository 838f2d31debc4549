package api

import (
	"context"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/access"
)

func userRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/users", name: "list-users", summary: "Who may sign in", tag: "users", need: access.ManageUsers}, a.listUsers)
	register(a, route{method: http.MethodPost, path: "/users", name: "create-user", summary: "Add a user", tag: "users", need: access.ManageUsers}, a.createUser)
	register(a, route{method: http.MethodPatch, path: "/users/{id}", name: "change-user", summary: "Change or disable a user", tag: "users", need: access.ManageUsers}, a.changeUser)
}

type userView struct {
	ID         string      `json:"id"`
	Email      string      `json:"email"`
	Name       string      `json:"name"`
	Role       access.Role `json:"role" enum:"admin,revops,manager,rep,viewer"`
	PersonID   *string     `json:"person_id"`
	Disabled   bool        `json:"disabled"`
	CreatedAt  time.Time   `json:"created_at"`
	LastSeenAt *time.Time  `json:"last_seen_at"`
}

func userOf(u access.User) userView {
	return userView{ID: u.ID, Email: u.Email, Name: u.Name, Role: u.Role, PersonID: text(u.PersonID), Disabled: u.Disabled,
		CreatedAt: u.CreatedAt.UTC(), LastSeenAt: momentOrNull(u.LastSeenAt)}
}

type pageInput struct{ Page }

func (a *API) listUsers(ctx context.Context, c *caller, in *pageInput) (*body[list[userView]], error) {
	users, err := a.Access.Users(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	all := make([]userView, 0, len(users))
	for _, u := range users {
		all = append(all, userOf(u))
	}
	page, err := cut(c, in.Page, all)
	return answer(page), err
}

type newUserInput struct {
	Body struct {
		Email    string  `json:"email" maxLength:"500"`
		Name     string  `json:"name" maxLength:"500"`
		Role     string  `json:"role" maxLength:"20"`
		PersonID *string `json:"person_id" maxLength:"1000" required:"false"`
		Password string  `json:"password" maxLength:"2000" required:"false" doc:"Empty for an account that only sign-in links open."`
	}
}

func (a *API) createUser(ctx context.Context, c *caller, in *newUserInput) (*body[userView], error) {
	n := access.NewUser{Email: in.Body.Email, Name: in.Body.Name, Role: access.Role(in.Body.Role), Password: in.Body.Password}
	if in.Body.PersonID != nil {
		n.PersonID = *in.Body.PersonID
	}
	u, err := a.Access.CreateUser(ctx, c.Actor, n)
	return answer(userOf(u)), err
}

type userChangeInput struct {
	ID   string `path:"id"`
	Body struct {
		Name     *string        `json:"name,omitempty" maxLength:"500"`
		Role     *access.Role   `json:"role,omitempty" maxLength:"20"`
		PersonID change[string] `json:"person_id,omitempty"`
		Disabled *bool          `json:"disabled,omitempty"`
		Password *string        `json:"password,omitempty" maxLength:"2000"`
	}
}

func (a *API) changeUser(ctx context.Context, c *caller, in *userChangeInput) (*body[userView], error) {
	change := access.UserChange{Name: in.Body.Name, Role: in.Body.Role, Disabled: in.Body.Disabled, Password: in.Body.Password}
	if in.Body.PersonID.Set {
		change.PersonID = in.Body.PersonID.Value
		if change.PersonID == nil {
			change.PersonID = new(string)
		}
	}
	u, err := a.Access.ChangeUser(ctx, c.Actor, in.ID, change)
	return answer(userOf(u)), err
}
