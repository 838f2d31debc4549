package api

import (
	"context"
	"net"
	"net/http"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

const cookieName = "attain_session"

func contextWithCaller(ctx context.Context, c *caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

func hasBearer(r *http.Request) bool {
	_, ok := bearer(r)
	return ok
}

// bearer returns the API token of a request; ok is false when it has none.
func bearer(r *http.Request) (token string, ok bool) {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), found && strings.EqualFold(scheme, "Bearer")
}

// authenticate finds out who the caller is, and refuses who may not use the
// operation. A token counts before a cookie.
func (a *API) authenticate(ctx context.Context, c *caller, rt route) error {
	if cookie, err := c.r.Cookie(cookieName); err == nil {
		c.secret = cookie.Value
	}
	if rt.open {
		return nil
	}
	if err := a.identify(ctx, c); err != nil {
		return err
	}
	if rt.need == "" {
		return nil
	}
	return c.Require(rt.need)
}

// identify sets the actor of the caller.
func (a *API) identify(ctx context.Context, c *caller) (err error) {
	if token, ok := bearer(c.r); ok {
		c.Actor, err = a.Access.AuthenticateToken(ctx, token)
		return err
	}
	if c.secret == "" {
		return fault.New(fault.Unauthenticated, "sign in first")
	}
	c.Actor, err = a.Access.Authenticate(ctx, c.secret)
	return err
}

// setCookie gives the browser its session.
func (a *API) setCookie(c *caller, secret string) {
	http.SetCookie(c.w, &http.Cookie{
		Name: cookieName, Value: secret, Path: "/", MaxAge: int(access.SessionLifetime.Seconds()),
		HttpOnly: true, Secure: a.isSecure(c.r), SameSite: http.SameSiteLaxMode,
	})
}

func (a *API) clearCookie(c *caller) {
	http.SetCookie(c.w, &http.Cookie{
		Name: cookieName, Path: "/", MaxAge: -1, HttpOnly: true, Secure: a.isSecure(c.r), SameSite: http.SameSiteLaxMode,
	})
}

// isSecure reports whether the browser came by https.
func (a *API) isSecure(r *http.Request) bool {
	return a.secure || r.TLS != nil || a.TrustProxy && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// address returns where the request comes from, for counting tries. A proxy
// appends to X-Forwarded-For, so only the last address is its own word.
func (a *API) address(r *http.Request) string {
	if a.TrustProxy {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(list[len(list)-1]); last != "" {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// view is what a question about nodes needs: the organisation, the day and
// what the caller may see.
type view struct {
	org   org.Organisation
	asOf  period.Date
	scope access.Scope
}

// view prepares a question as of a day that the caller wrote; "" is today.
func (a *API) view(ctx context.Context, c *caller, asOf string) (v view, err error) {
	if v.org, err = a.Store.Organisation(ctx, c.OrgID); err != nil {
		return v, err
	}
	if asOf != "" {
		if v.asOf, err = period.ParseDate(asOf); err != nil {
			return v, invalid("query.as_of", err)
		}
	}
	if v.asOf, err = a.Attain.AsOf(v.org, v.asOf); err != nil {
		return v, invalid("query.as_of", err)
	}
	v.scope, err = a.scope(ctx, c, v.org)
	return v, err
}

// scope returns what the caller may see.
func (a *API) scope(ctx context.Context, c *caller, o org.Organisation) (access.Scope, error) {
	visible := access.Visibility{Published: o.Published, Ranking: o.PublishRanking}
	var led []string
	if c.Role == access.Manager && c.PersonID != "" {
		teams, err := a.Store.Teams(ctx, c.OrgID)
		if err != nil {
			return access.Scope{}, err
		}
		for _, team := range teams.LedBy(org.NodeID(c.PersonNode())) {
			led = append(led, string(team))
		}
	}
	return c.Scope(visible, led), nil
}
