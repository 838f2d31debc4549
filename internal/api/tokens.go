package api

import (
	"context"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/access"
)

func tokenRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/tokens", name: "list-tokens", summary: "API tokens: one's own, and everybody's for an admin", tag: "tokens"}, a.listTokens)
	register(a, route{method: http.MethodPost, path: "/tokens", name: "create-token", summary: "Create an API token; it is shown this once", tag: "tokens"}, a.createToken)
	register(a, route{method: http.MethodDelete, path: "/tokens/{id}", name: "revoke-token", summary: "Revoke an API token", tag: "tokens", status: http.StatusNoContent}, a.revokeToken)
}

type tokenView struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Role       access.Role `json:"role" enum:"admin,revops,manager,rep,viewer"`
	Prefix     string      `json:"prefix" doc:"How the token begins."`
	UserID     string      `json:"user_id"`
	CreatedAt  time.Time   `json:"created_at"`
	ExpiresAt  *time.Time  `json:"expires_at"`
	LastUsedAt *time.Time  `json:"last_used_at"`
	Token      string      `json:"token,omitempty" doc:"Only in the answer to its creation."`
}

func tokenOf(t access.Token, secret string) tokenView {
	return tokenView{ID: t.ID, Name: t.Name, Role: t.Role, Prefix: t.Prefix, UserID: t.UserID, CreatedAt: t.CreatedAt.UTC(),
		ExpiresAt: momentOrNull(t.ExpiresAt), LastUsedAt: momentOrNull(t.LastUsedAt), Token: secret}
}

func (a *API) listTokens(ctx context.Context, c *caller, in *pageInput) (*body[list[tokenView]], error) {
	tokens, err := a.Access.Tokens(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	all := make([]tokenView, 0, len(tokens))
	for _, t := range tokens {
		all = append(all, tokenOf(t, ""))
	}
	page, err := cut(c, in.Page, all)
	return answer(page), err
}

type newTokenInput struct {
	Body struct {
		Name      string     `json:"name" maxLength:"500"`
		Role      string     `json:"role" maxLength:"20" doc:"At most the user's own."`
		ExpiresAt *time.Time `json:"expires_at" required:"false" doc:"Null for a token that does not expire."`
	}
}

func (a *API) createToken(ctx context.Context, c *caller, in *newTokenInput) (*body[tokenView], error) {
	n := access.NewToken{Name: in.Body.Name, Role: access.Role(in.Body.Role)}
	if in.Body.ExpiresAt != nil {
		n.ExpiresAt = *in.Body.ExpiresAt
	}
	secret, t, err := a.Access.CreateToken(ctx, c.Actor, n)
	return answer(tokenOf(t, secret)), err
}

type tokenInput struct {
	ID string `path:"id"`
}

func (a *API) revokeToken(ctx context.Context, c *caller, in *tokenInput) (*none, error) {
	return nil, a.Access.RevokeToken(ctx, c.Actor, in.ID)
}
