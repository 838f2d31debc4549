package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

func testTokens(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	expires := b.now().Add(24 * time.Hour)
	secret, token, err := b.svc.CreateToken(ctx, b.admin, access.NewToken{Name: " nightly import ", Role: access.RevOps, ExpiresAt: expires})
	if err != nil {
		t.Fatal(err)
	}
	if len(secret) != len("attain_")+43 || !strings.HasPrefix(secret, token.Prefix) || len(token.Prefix) != len("attain_")+6 || token.Name != "nightly import" {
		t.Errorf("got %q, %+v", secret, token)
	}
	tokens, err := b.svc.Tokens(ctx, b.admin)
	if err != nil || len(tokens) != 1 || cmp.Diff(token, tokens[0]) != "" {
		t.Fatalf("got %+v, %v", tokens, err)
	}
	use := func() access.Token {
		t.Helper()
		actor, err := b.svc.AuthenticateToken(ctx, secret)
		if err != nil {
			t.Fatal(err)
		}
		want := access.Actor{OrgID: b.org, UserID: b.admin.UserID, TokenID: token.ID, Role: access.RevOps, PersonID: "275"}
		if diff := cmp.Diff(want, actor); diff != "" {
			t.Fatal(diff)
		}
		tokens, err := b.db.Tokens(ctx, b.org, b.admin.UserID)
		if err != nil {
			t.Fatal(err)
		}
		return tokens[0]
	}
	first := use().LastUsedAt
	b.wait(59 * time.Second)
	if got := use().LastUsedAt; first.IsZero() || !got.Equal(first) {
		t.Errorf("noted %v after %v, within a minute", got, first)
	}
	b.wait(time.Second)
	if got := use().LastUsedAt; !got.Equal(first.Add(time.Minute)) {
		t.Errorf("noted %v, a minute after %v", got, first)
	}
	b.wait(24*time.Hour - time.Minute)
	for _, wrong := range []string{secret, "", "attain_", strings.TrimPrefix(secret, "attain_"), secret[:49] + "A"} {
		_, err := b.svc.AuthenticateToken(ctx, wrong)
		wantFault(t, err, fault.Unauthenticated)
	}
	if strings.Contains(b.logged(), secret[7:]) {
		t.Error("the log holds a token")
	}
	for _, bad := range []access.NewToken{
		{Role: access.Rep}, {Name: "x", Role: "boss"}, {Name: "x", Role: access.Rep, ExpiresAt: b.now()},
	} {
		_, _, err := b.svc.CreateToken(ctx, b.admin, bad)
		wantFault(t, err, fault.Invalid)
	}
	if err := b.svc.RevokeToken(ctx, b.admin, token.ID); err != nil {
		t.Fatal(err)
	}
	wantFault(t, b.svc.RevokeToken(ctx, b.admin, token.ID), fault.NotFound)
}

func testTokenRole(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	u := b.add(t, "ops@example.com", access.RevOps)
	actor := b.actor(t, u)
	_, _, err := b.svc.CreateToken(ctx, actor, access.NewToken{Name: "too much", Role: access.Admin})
	wantFault(t, err, fault.Invalid)
	secret, _, err := b.svc.CreateToken(ctx, actor, access.NewToken{Name: "import", Role: access.RevOps})
	if err != nil {
		t.Fatal(err)
	}
	for user, want := range map[access.Role]access.Role{
		access.Admin: access.RevOps, access.RevOps: access.RevOps, access.Rep: access.Rep, access.Viewer: access.Viewer,
	} {
		if _, err := b.svc.ChangeUser(ctx, b.admin, u.ID, access.UserChange{Role: ptr(user)}); err != nil {
			t.Fatal(err)
		}
		if got, err := b.svc.AuthenticateToken(ctx, secret); err != nil || got.Role != want {
			t.Errorf("the token of %s acts as %s, %v; want %s", user, got.Role, err, want)
		}
	}
	holder, err := b.svc.AuthenticateToken(ctx, secret)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = b.svc.CreateToken(ctx, holder, access.NewToken{Name: "another", Role: access.Viewer})
	wantFault(t, err, fault.Forbidden)
	_, err = b.svc.Tokens(ctx, holder)
	wantFault(t, err, fault.Forbidden)
	wantFault(t, b.svc.RevokeToken(ctx, holder, holder.TokenID), fault.Forbidden)
	if _, err := b.svc.ChangeUser(ctx, b.admin, u.ID, access.UserChange{Disabled: ptr(true)}); err != nil {
		t.Fatal(err)
	}
	_, err = b.svc.AuthenticateToken(ctx, secret)
	wantFault(t, err, fault.Unauthenticated)
}

func testTokensByRole(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	_, foreign, err := b.svc.CreateToken(ctx, b.admin, access.NewToken{Name: "foreign", Role: access.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range access.Roles() {
		actor := b.actor(t, b.add(t, string(role)+"@example.com", role))
		_, own, err := b.svc.CreateToken(ctx, actor, access.NewToken{Name: "own", Role: access.Viewer})
		if err != nil {
			t.Fatalf("%s cannot make a token: %v", role, err)
		}
		tokens, err := b.svc.Tokens(ctx, actor)
		if err != nil {
			t.Fatal(err)
		}
		if role == access.Admin {
			if len(tokens) < 2 {
				t.Errorf("an admin sees %d tokens", len(tokens))
			}
			continue
		}
		if len(tokens) != 1 || tokens[0].ID != own.ID {
			t.Errorf("%s sees %+v", role, tokens)
		}
		wantFault(t, b.svc.RevokeToken(ctx, actor, foreign.ID), fault.NotFound)
		if err := b.svc.RevokeToken(ctx, actor, own.ID); err != nil {
			t.Errorf("%s cannot revoke his token: %v", role, err)
		}
	}
	if err := b.svc.RevokeToken(ctx, b.admin, foreign.ID); err != nil {
		t.Error(err)
	}
	_, err = b.svc.Tokens(ctx, access.Actor{})
	wantFault(t, err, fault.Unauthenticated)
}
