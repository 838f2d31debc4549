package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

func ptr[T any](v T) *T { return &v }

func testSessionExpiry(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana := b.add(t, "ana@example.com", access.Rep)
	idle, busy := b.signIn(t, ana), b.signIn(t, ana)
	for range 3 {
		b.wait(6 * time.Hour)
		if _, err := b.svc.Authenticate(ctx, busy.Secret); err != nil {
			t.Fatalf("a session in use ended: %v", err)
		}
	}
	_, err := b.svc.Authenticate(ctx, idle.Secret)
	wantFault(t, err, fault.Unauthenticated)
	for range 4 * 29 {
		b.wait(6 * time.Hour)
		if _, err := b.svc.Authenticate(ctx, busy.Secret); err != nil {
			t.Fatalf("a session ended at %s: %v", b.now(), err)
		}
	}
	b.wait(6 * time.Hour) // 30 days after it was opened
	_, err = b.svc.Authenticate(ctx, busy.Secret)
	wantFault(t, err, fault.Unauthenticated)

	edge := b.signIn(t, ana)
	b.wait(12*time.Hour - time.Millisecond)
	if _, err := b.svc.Authenticate(ctx, edge.Secret); err != nil {
		t.Errorf("just before the end: %v", err)
	}
	b.wait(12 * time.Hour)
	_, err = b.svc.Authenticate(ctx, edge.Secret)
	wantFault(t, err, fault.Unauthenticated)
}

func testSessionEnds(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	for name, test := range map[string]struct {
		change access.UserChange
		ends   bool
	}{
		"password":        {access.UserChange{Password: ptr("eight quiet herons")}, true},
		"no password":     {access.UserChange{Password: ptr("")}, true},
		"role":            {access.UserChange{Role: ptr(access.Manager)}, true},
		"disabled":        {access.UserChange{Disabled: ptr(true)}, true},
		"same role":       {access.UserChange{Role: ptr(access.Rep)}, false},
		"name and person": {access.UserChange{Name: ptr("Anna"), PersonID: ptr("276")}, false},
		"enabled":         {access.UserChange{Disabled: ptr(false)}, false},
		"nothing":         {access.UserChange{}, false},
	} {
		u := b.add(t, strings.ReplaceAll(name, " ", "-")+"@example.com", access.Rep)
		in := b.signIn(t, u)
		link, err := b.svc.NewSignInLink(ctx, b.org, u.ID, time.Hour, true)
		if err != nil {
			t.Fatal(err)
		}
		other := b.signIn(t, b.add(t, "other-"+u.Email, access.Rep))
		if _, err := b.svc.ChangeUser(ctx, b.admin, u.ID, test.change); err != nil {
			t.Fatal(err)
		}
		if _, err := b.svc.Authenticate(ctx, in.Secret); fault.Is(err, fault.Unauthenticated) != test.ends {
			t.Errorf("%s: the session gives %v", name, err)
		}
		if _, err := b.svc.Enter(ctx, link); fault.Is(err, fault.NotFound) != test.ends {
			t.Errorf("%s: the link gives %v", name, err)
		}
		if _, err := b.svc.Authenticate(ctx, other.Secret); err != nil {
			t.Errorf("%s: another user's session ended: %v", name, err)
		}
	}
}

func testLinks(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana := b.add(t, "ana@example.com", access.Rep)
	once, err := b.svc.NewSignInLink(ctx, b.org, ana.ID, time.Hour, false)
	if err != nil {
		t.Fatal(err)
	}
	worked := together(5, func(int) error {
		in, err := b.svc.Enter(ctx, once)
		if err == nil && in.User.ID != ana.ID {
			t.Errorf("signed in %s", in.User.ID)
		}
		return err
	})
	if worked != 1 {
		t.Errorf("a link for one sign-in worked %d times", worked)
	}
	demo, err := b.svc.NewSignInLink(ctx, b.org, ana.ID, time.Hour, true)
	if err != nil {
		t.Fatal(err)
	}
	late, err := b.svc.NewSignInLink(ctx, b.org, ana.ID, time.Hour, false)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := b.svc.Enter(ctx, demo); err != nil {
			t.Errorf("a demo link works once only: %v", err)
		}
	}
	b.wait(time.Hour)
	for _, secret := range []string{once, demo, late, "", "x", demo[:40] + "AAA"} {
		_, err := b.svc.Enter(ctx, secret)
		wantFault(t, err, fault.NotFound)
		_, err = b.svc.CompleteSetup(ctx, secret, access.NewUser{Email: "a@example.com", Name: "A", Password: goodPassword})
		wantFault(t, err, fault.NotFound)
	}
	_, err = b.svc.NewSignInLink(ctx, b.org, "nobody", time.Hour, false)
	wantFault(t, err, fault.NotFound)
	_, err = b.svc.NewSignInLink(ctx, b.org, ana.ID, 0, false)
	wantFault(t, err, fault.Invalid)
}

func testUsers(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana, err := b.svc.CreateUser(ctx, b.admin, access.NewUser{
		Email: " Ana@Example.com", Name: "Ana ", Role: access.Rep, PersonID: "person:275", Password: goodPassword,
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.svc.User(ctx, b.admin, ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ana, got); diff != "" {
		t.Errorf("stored differently: %s", diff)
	}
	if got.Email != "Ana@Example.com" || got.Name != "Ana" || got.PersonID != "275" || strings.Contains(got.PasswordHash, "heron") {
		t.Errorf("got %+v", got)
	}
	_, err = b.svc.CreateUser(ctx, b.admin, access.NewUser{Email: "ANA@example.COM", Name: "Two", Role: access.Rep})
	wantFault(t, err, fault.Conflict)
	_, err = b.svc.CreateUser(ctx, b.admin, access.NewUser{Email: "no", Name: "\x00", Role: "boss", Password: "short"})
	wantFault(t, err, fault.Invalid)
	for _, field := range []string{"email:", "name:", "role:", "password:"} {
		if !strings.Contains(err.Error(), field) {
			t.Errorf("%s is not named in: %v", field, err)
		}
	}
	changed, err := b.svc.ChangeUser(ctx, b.admin, ana.ID, access.UserChange{
		Name: ptr(" Anna "), Role: ptr(access.Manager), PersonID: ptr(""), Disabled: ptr(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := ana
	want.Name, want.Role, want.PersonID, want.Disabled = "Anna", access.Manager, "", true
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Error(diff)
	}
	users, err := b.svc.Users(ctx, b.admin)
	if err != nil || len(users) != 2 || cmp.Diff(changed, users[0]) != "" {
		t.Errorf("got %+v, %v", users, err)
	}
	for _, bad := range []access.UserChange{
		{Name: ptr(" ")}, {Role: ptr(access.Role("boss"))}, {Password: ptr("short")}, {Password: ptr("ana2026!!ana")},
	} {
		_, err := b.svc.ChangeUser(ctx, b.admin, ana.ID, bad)
		wantFault(t, err, fault.Invalid)
	}
	_, err = b.svc.ChangeUser(ctx, b.admin, "nobody", access.UserChange{})
	wantFault(t, err, fault.NotFound)
}

func testUsersByRole(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	other := b.add(t, "other@example.com", access.Rep)
	for _, role := range access.Roles() {
		u := b.add(t, string(role)+"@example.com", role)
		actor, may := b.actor(t, u), role == access.Admin
		if own, err := b.svc.User(ctx, actor, u.ID); err != nil || own.ID != u.ID {
			t.Errorf("%s does not see himself: %v", role, err)
		}
		_, err := b.svc.User(ctx, actor, other.ID)
		if may != (err == nil) || !may && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s reads another user: %v", role, err)
		}
		_, list := b.svc.Users(ctx, actor)
		_, create := b.svc.CreateUser(ctx, actor, access.NewUser{Email: "by-" + u.Email, Name: "New", Role: access.Admin})
		_, change := b.svc.ChangeUser(ctx, actor, other.ID, access.UserChange{Name: ptr("Other")})
		_, promote := b.svc.ChangeUser(ctx, actor, u.ID, access.UserChange{Role: ptr(access.Admin)})
		for what, err := range map[string]error{"list": list, "create": create, "change": change, "promote": promote} {
			if may != (err == nil) || !may && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s may %s users: %v", role, what, err)
			}
		}
	}
	_, err := b.svc.Users(ctx, access.Actor{})
	wantFault(t, err, fault.Unauthenticated)
	_, err = b.svc.User(ctx, access.Actor{}, other.ID)
	wantFault(t, err, fault.Unauthenticated)
}

func testLastAdmin(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	for _, change := range []access.UserChange{{Disabled: ptr(true)}, {Role: ptr(access.RevOps)}} {
		_, err := b.svc.ChangeUser(ctx, b.admin, b.admin.UserID, change)
		wantFault(t, err, fault.Conflict)
	}
	second := b.add(t, "second@example.com", access.Admin)
	if _, err := b.svc.ChangeUser(ctx, b.admin, second.ID, access.UserChange{Disabled: ptr(true)}); err != nil {
		t.Fatal(err)
	}
	_, err := b.svc.ChangeUser(ctx, b.admin, b.admin.UserID, access.UserChange{Role: ptr(access.RevOps)})
	wantFault(t, err, fault.Conflict) // a disabled admin does not count
	if _, err := b.svc.ChangeUser(ctx, b.admin, b.admin.UserID, access.UserChange{Name: ptr("Ada L.")}); err != nil {
		t.Errorf("the last admin cannot be renamed: %v", err)
	}
	if _, err := b.svc.ChangeUser(ctx, b.admin, second.ID, access.UserChange{Disabled: ptr(false)}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.svc.ChangeUser(ctx, b.admin, b.admin.UserID, access.UserChange{Role: ptr(access.Rep)}); err != nil {
		t.Errorf("with a second admin: %v", err)
	}
}

func testLastAdminRace(t *testing.T, b *accessBundle) {
	ids := []string{b.admin.UserID}
	for _, email := range []string{"b@example.com", "c@example.com", "d@example.com"} {
		ids = append(ids, b.add(t, email, access.Admin).ID)
	}
	worked := together(len(ids), func(i int) error {
		_, err := b.svc.ChangeUser(t.Context(), b.admin, ids[i], access.UserChange{Role: ptr(access.Viewer)})
		return err
	})
	if worked != len(ids)-1 {
		t.Errorf("%d of %d admins gave up", worked, len(ids))
	}
}

// Nothing of one organisation is reached from another.
func testOrganisations(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana := b.add(t, "ana@example.com", access.Rep)
	_, token, err := b.svc.CreateToken(ctx, b.actor(t, ana), access.NewToken{Name: "own", Role: access.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := uuid.NewString()
	boss, err := b.svc.AddUser(ctx, elsewhere, access.NewUser{Email: ana.Email, Name: "Boss", Role: access.Admin, Password: goodPassword + "!"})
	if err != nil {
		t.Fatalf("the e-mail of another organisation is taken: %v", err)
	}
	stranger := access.Actor{OrgID: elsewhere, UserID: boss.ID, Role: access.Admin}
	_, err = b.svc.User(ctx, stranger, ana.ID)
	wantFault(t, err, fault.NotFound)
	_, err = b.svc.ChangeUser(ctx, stranger, ana.ID, access.UserChange{Disabled: ptr(true)})
	wantFault(t, err, fault.NotFound)
	wantFault(t, b.svc.RevokeToken(ctx, stranger, token.ID), fault.NotFound)
	if users, err := b.svc.Users(ctx, stranger); err != nil || len(users) != 1 {
		t.Errorf("got %+v, %v", users, err)
	}
	if tokens, err := b.svc.Tokens(ctx, stranger); err != nil || len(tokens) != 0 {
		t.Errorf("got %+v, %v", tokens, err)
	}
	_, err = b.svc.SignIn(ctx, elsewhere, ana.Email, goodPassword, "")
	wantFault(t, err, fault.Unauthenticated)
}

// Sweeping deletes what is over and nothing else. It sweeps all organisations;
// no test's clock is earlier than this one's, so it takes nothing from them.
func testSweep(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana := b.add(t, "ana@example.com", access.Rep)
	kept := b.signIn(t, ana)
	link, err := b.svc.NewSignInLink(ctx, b.org, ana.ID, time.Hour, true)
	if err != nil {
		t.Fatal(err)
	}
	used, err := b.svc.NewSignInLink(ctx, b.org, ana.ID, time.Hour, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.svc.Enter(ctx, used); err != nil {
		t.Fatal(err)
	}
	over := access.Session{OrgID: b.org, Hash: uuid.NewString(), UserID: ana.ID, CreatedAt: b.now(), LastSeenAt: b.now(), ExpiresAt: b.now()}
	if err := b.db.InsertSession(ctx, over); err != nil {
		t.Fatal(err)
	}
	if n, err := b.svc.Sweep(ctx); err != nil || n < 2 {
		t.Errorf("swept %d, %v", n, err)
	}
	_, _, err = b.db.SessionByHash(ctx, over.Hash)
	wantFault(t, err, fault.NotFound)
	if _, err := b.svc.Authenticate(ctx, kept.Secret); err != nil {
		t.Errorf("a living session was swept: %v", err)
	}
	if _, err := b.svc.Enter(ctx, link); err != nil {
		t.Errorf("a living link was swept: %v", err)
	}
}
