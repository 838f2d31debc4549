package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

// session is who is signed in, and where.
type session struct {
	User         sessionUser      `json:"user"`
	Organisation organisationView `json:"organisation"`
}

type sessionUser struct {
	ID       string      `json:"id"`
	Email    string      `json:"email"`
	Name     string      `json:"name"`
	Role     access.Role `json:"role" enum:"admin,revops,manager,rep,viewer"`
	PersonID *string     `json:"person_id" doc:"Source id of the person the user is."`
}

func sessionRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/session", name: "get-session", summary: "Who is signed in", tag: "session"}, a.getSession)
	register(a, route{method: http.MethodPost, path: "/session", name: "sign-in", summary: "Sign in with e-mail and password", tag: "session", open: true}, a.signIn)
	register(a, route{method: http.MethodDelete, path: "/session", name: "sign-out", summary: "Sign out", tag: "session", open: true, status: http.StatusNoContent}, a.signOut)
}

func (a *API) getSession(ctx context.Context, c *caller, _ *none) (*body[session], error) {
	u, err := a.Access.User(ctx, c.Actor, c.UserID)
	if err != nil {
		return nil, err
	}
	u.Role = c.Role // a token's may be less
	s, err := a.sessionOf(ctx, u)
	return answer(s), err
}

func (a *API) sessionOf(ctx context.Context, u access.User) (session, error) {
	o, err := a.Store.Organisation(ctx, u.OrgID)
	if fault.Is(err, fault.NotFound) {
		return session{}, fault.New(fault.Conflict, "the organisation has not been set up yet; open the setup link that the server printed")
	}
	if err != nil {
		return session{}, err
	}
	v, err := a.organisationOf(ctx, o)
	return session{
		User:         sessionUser{ID: u.ID, Email: u.Email, Name: u.Name, Role: u.Role, PersonID: text(u.PersonID)},
		Organisation: v,
	}, err
}

type signInInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"500"`
		Password string `json:"password" maxLength:"2000"`
	}
}

func (a *API) signIn(ctx context.Context, c *caller, in *signInInput) (*body[session], error) {
	signed, err := a.Access.SignIn(ctx, a.OrgID, in.Body.Email, in.Body.Password, a.address(c.r))
	if err != nil {
		return nil, err
	}
	s, err := a.sessionOf(ctx, signed.User)
	if err != nil {
		return nil, err
	}
	a.setCookie(c, signed.Secret)
	return answer(s), nil
}

func (a *API) signOut(ctx context.Context, c *caller, _ *none) (*none, error) {
	if err := a.Access.SignOut(ctx, c.secret); err != nil {
		return nil, err
	}
	a.clearCookie(c)
	return nil, nil //nolint:nilnil // the framework's word for an answer without a body
}

// enter signs in by a link and leads to the page, so that the secret does not
// stay in the address.
func (a *API) enter(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Type", "text/plain; charset=utf-8")
	if r.Method != http.MethodGet { // a HEAD of a chat's preview must not use the link up
		header.Set("Allow", http.MethodGet)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	c := callerOf(r.Context())
	signed, err := a.Access.Enter(r.Context(), r.URL.Query().Get("token"))
	switch {
	case fault.Is(err, fault.NotFound):
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("This sign-in link is not valid any more: it was used, or it is too old.\nAsk for a new one, or sign in with your password at the front page.\n"))
	case err != nil:
		p := a.problem(c, err)
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("Signing in did not work: " + p.Error() + "\n"))
	default:
		a.setCookie(c, signed.Secret)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}
