package store

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/store/storetest"
)

func TestAccess(t *testing.T) {
	t.Parallel()
	storetest.Each(t, Open, testAccess)
}

// testAccess checks the rules of package access on a real database. Each
// subtest has its own organisation.
func testAccess(t *testing.T, db *DB) {
	for name, test := range map[string]func(*testing.T, *accessBundle){
		"Setup":         testSetup,
		"SetupRace":     testSetupRace,
		"SignIn":        testSignIn,
		"SignInRefuses": testSignInRefuses,
		"SignInWaits":   testSignInWaits,
		"SignInOffice":  testSignInOffice,
		"SignInNodes":   testSignInNodes,
		"SessionExpiry": testSessionExpiry,
		"SessionEnds":   testSessionEnds,
		"Links":         testLinks,
		"Users":         testUsers,
		"UsersByRole":   testUsersByRole,
		"LastAdmin":     testLastAdmin,
		"LastAdminRace": testLastAdminRace,
		"Tokens":        testTokens,
		"TokenRole":     testTokenRole,
		"TokensByRole":  testTokensByRole,
		"Organisations": testOrganisations,
		"Sweep":         testSweep,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, setupAccess(t, db))
		})
	}
}

const goodPassword = "seven quiet herons"

// accessBundle is an organisation with one admin.
type accessBundle struct {
	db    *DB
	org   string
	svc   *access.Service
	admin access.Actor

	mu  sync.Mutex
	at  time.Time
	log bytes.Buffer
}

func setupAccess(t *testing.T, db *DB) *accessBundle {
	t.Helper()
	b := &accessBundle{db: db, org: uuid.NewString(), at: time.Date(2026, 3, 1, 9, 0, 0, 123_456_789, time.UTC)}
	svc, err := access.New(db, b.now, slog.New(slog.NewTextHandler(b, nil)))
	if err != nil {
		t.Fatal(err)
	}
	b.svc = svc
	b.admin = b.actor(t, b.add(t, "ada@example.com", access.Admin))
	return b
}

func (b *accessBundle) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *accessBundle) wait(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

// Write receives the log.
func (b *accessBundle) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.Write(p)
}

func (b *accessBundle) logged() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.String()
}

func (b *accessBundle) add(t *testing.T, email string, role access.Role) access.User {
	t.Helper()
	u, err := b.svc.AddUser(t.Context(), b.org, access.NewUser{
		Email: email, Name: "User " + email, Role: role, PersonID: "275", Password: goodPassword,
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (b *accessBundle) actor(t *testing.T, u access.User) access.Actor {
	t.Helper()
	actor, err := b.svc.Authenticate(t.Context(), b.signIn(t, u).Secret)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func (b *accessBundle) signIn(t *testing.T, u access.User) access.SignedIn {
	t.Helper()
	in, err := b.svc.SignIn(t.Context(), b.org, u.Email, goodPassword, "")
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func wantFault(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v (kind %d), want kind %d", err, fault.KindOf(err), kind)
	}
}

func testSetup(t *testing.T, b *accessBundle) {
	ctx, org := t.Context(), uuid.NewString()
	admin := access.NewUser{Email: " Ada@Example.com ", Name: " Ada ", Role: access.Viewer, Password: goodPassword}
	if open, err := b.svc.SetupOpen(ctx, org); err != nil || !open {
		t.Fatalf("got %v, %v", open, err)
	}
	earlier, err := b.svc.NewSetupToken(ctx, org)
	if err != nil {
		t.Fatal(err)
	}
	token, err := b.svc.NewSetupToken(ctx, org)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", "x", earlier, strings.Repeat("A", 43)} {
		_, err := b.svc.CompleteSetup(ctx, wrong, admin)
		wantFault(t, err, fault.NotFound)
	}
	_, err = b.svc.Enter(ctx, token)
	wantFault(t, err, fault.NotFound)
	for _, bad := range []access.NewUser{{}, {Email: "ada@example.com", Name: "Ada"}, {Email: "ada", Name: "Ada", Password: goodPassword}} {
		_, err := b.svc.CompleteSetup(ctx, token, bad)
		wantFault(t, err, fault.Invalid)
		_, err = b.svc.CheckSetup(ctx, token, bad)
		wantFault(t, err, fault.Invalid)
	}
	b.wait(400 * 24 * time.Hour) // it is valid until it is used
	if got, err := b.svc.CheckSetup(ctx, token, admin); err != nil || got != org {
		t.Fatalf("got %s, %v", got, err)
	}
	in, err := b.svc.CompleteSetup(ctx, token, admin)
	if err != nil {
		t.Fatal(err)
	}
	if in.User.Role != access.Admin || in.User.Email != "Ada@Example.com" || in.User.Name != "Ada" {
		t.Errorf("got %+v", in.User)
	}
	actor, err := b.svc.Authenticate(ctx, in.Secret)
	if err != nil || actor.OrgID != org || actor.Role != access.Admin {
		t.Errorf("got %+v, %v", actor, err)
	}
	_, err = b.svc.CompleteSetup(ctx, token, admin)
	wantFault(t, err, fault.NotFound)
	_, err = b.svc.NewSetupToken(ctx, org)
	wantFault(t, err, fault.Conflict)
	if open, err := b.svc.SetupOpen(ctx, org); err != nil || open {
		t.Errorf("got %v, %v", open, err)
	}
}

// together runs the function n times at once and returns how often it worked.
func together(n int, run func(i int) error) (worked int) {
	var (
		group sync.WaitGroup
		mu    sync.Mutex
	)
	for i := range n {
		group.Go(func() {
			if run(i) == nil {
				mu.Lock()
				defer mu.Unlock()
				worked++
			}
		})
	}
	group.Wait()
	return worked
}

func testSetupRace(t *testing.T, b *accessBundle) {
	ctx, org := t.Context(), uuid.NewString()
	token, err := b.svc.NewSetupToken(ctx, org)
	if err != nil {
		t.Fatal(err)
	}
	worked := together(6, func(i int) error {
		_, err := b.svc.CompleteSetup(ctx, token, access.NewUser{
			Email: string(rune('a'+i)) + "@example.com", Name: "Ada", Password: goodPassword,
		})
		return err
	})
	if users, err := b.db.Users(ctx, org); worked != 1 || len(users) != 1 || err != nil {
		t.Errorf("%d first admins, %d users, %v", worked, len(users), err)
	}
}

func testSignIn(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana := b.add(t, "Ana@Example.com", access.Rep)
	if _, err := b.svc.AuthenticateToken(ctx, goodPassword); err == nil {
		t.Error("a password passed for a token")
	}
	in, err := b.svc.SignIn(ctx, b.org, " aNA@example.COM ", goodPassword, "10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	actor, err := b.svc.Authenticate(ctx, in.Secret)
	if err != nil {
		t.Fatal(err)
	}
	want := access.Actor{OrgID: b.org, UserID: ana.ID, Role: access.Rep, PersonID: "275"}
	if diff := cmp.Diff(want, actor); diff != "" {
		t.Error(diff)
	}
	stored, err := b.db.User(ctx, b.org, ana.ID)
	if err != nil || !stored.LastSeenAt.Equal(b.now().Truncate(time.Microsecond)) {
		t.Errorf("last seen at %v, %v", stored.LastSeenAt, err)
	}
	if err := b.svc.SignOut(ctx, in.Secret); err != nil {
		t.Fatal(err)
	}
	_, err = b.svc.Authenticate(ctx, in.Secret)
	wantFault(t, err, fault.Unauthenticated)
	for _, secret := range []string{in.Secret, "", "x"} {
		if err := b.svc.SignOut(ctx, secret); err != nil {
			t.Errorf("signing out twice: %v", err)
		}
	}
}

// Whatever is wrong with a sign-in, the answer is the same and the log says
// nothing about the person.
func testSignInRefuses(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana := b.add(t, "Ana@Example.com", access.Rep)
	nobody, err := b.svc.AddUser(ctx, b.org, access.NewUser{Email: "link@example.com", Name: "Link", Role: access.Rep})
	if err != nil {
		t.Fatal(err)
	}
	gone := b.add(t, "gone@example.com", access.Rep)
	if _, err := b.svc.ChangeUser(ctx, b.admin, gone.ID, access.UserChange{Disabled: ptr(true)}); err != nil {
		t.Fatal(err)
	}
	messages := make(map[string]bool)
	for _, try := range [][2]string{
		{ana.Email, "seven loud herons!"}, {ana.Email, ""}, {"nobody@example.com", goodPassword}, {"", ""},
		{nobody.Email, ""}, {nobody.Email, goodPassword}, {gone.Email, goodPassword},
	} {
		_, err := b.svc.SignIn(ctx, b.org, try[0], try[1], "10.0.0.2")
		wantFault(t, err, fault.Unauthenticated)
		messages[err.Error()] = true
	}
	if len(messages) != 1 {
		t.Errorf("the answers tell accounts apart: %v", messages)
	}
	for _, private := range []string{"example.com", "10.0.0", "Ana", ana.ID, "herons"} {
		if strings.Contains(b.logged(), private) {
			t.Errorf("the log holds %q:\n%s", private, b.logged())
		}
	}
	if !strings.Contains(b.logged(), "wrong e-mail or password") {
		t.Errorf("the failures are not in the log:\n%s", b.logged())
	}
}

func testSignInWaits(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	ana := b.add(t, "ana@example.com", access.Rep)
	for _, email := range []string{"ANA@example.com", "nobody@example.com"} {
		for range 5 {
			_, err := b.svc.SignIn(ctx, b.org, email, "wrong", "10.0.0.1")
			wantFault(t, err, fault.Unauthenticated)
		}
		_, err := b.svc.SignIn(ctx, b.org, email, goodPassword, "10.0.0.2")
		wantFault(t, err, fault.TooMany)
		if got := fault.RetryAfter(err); got != time.Second {
			t.Errorf("%s waits %s, want 1s", email, got)
		}
	}
	b.wait(time.Second)
	b.signIn(t, ana)
	for range 3 { // a success starts afresh
		_, err := b.svc.SignIn(ctx, b.org, ana.Email, "wrong", "10.0.0.2")
		wantFault(t, err, fault.Unauthenticated)
	}
	var err error
	for i := range 40 { // from one address, a name each
		if _, err = b.svc.SignIn(ctx, b.org, string(rune('a'+i))+"@example.com", "wrong", "10.0.0.3"); fault.Is(err, fault.TooMany) {
			break
		}
	}
	wantFault(t, err, fault.TooMany)
	if _, err := b.svc.SignIn(ctx, b.org, ana.Email, goodPassword, "10.0.0.4"); err != nil {
		t.Errorf("another address waits too: %v", err)
	}
}

// An address is given back the tries that were right: an office full of people
// signs in from it.
func testSignInOffice(t *testing.T, b *accessBundle) {
	for range 50 {
		if _, err := b.svc.SignIn(t.Context(), b.org, "ada@example.com", goodPassword, "10.0.0.9"); err != nil {
			t.Fatal(err)
		}
	}
}

// Tries at two servers that come together are counted together, before any
// outcome is known, and neither a restart nor a sweep frees who waits.
func testSignInNodes(t *testing.T, b *accessBundle) {
	ctx := t.Context()
	other, err := access.New(b.db, b.now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	const tries = 20
	answers := make(chan error, tries)
	for i := range tries {
		go func() {
			_, err := []*access.Service{b.svc, other}[i%2].SignIn(ctx, b.org, "ada@example.com", "wrong", "")
			answers <- err
		}()
	}
	tried := 0
	for range tries {
		if err := <-answers; fault.Is(err, fault.Unauthenticated) {
			tried++
		} else {
			wantFault(t, err, fault.TooMany)
		}
	}
	if tried != 5 {
		t.Errorf("%d tries passed, want 5", tried)
	}
	if _, err := other.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	restarted, err := access.New(b.db, b.now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, err = restarted.SignIn(ctx, b.org, "ada@example.com", goodPassword, "")
	wantFault(t, err, fault.TooMany)
	if err := b.db.ChangeTries(ctx, b.org, []string{"old"}, func(of []*access.Tries) { *of[0] = access.Tries{Count: 9, Last: b.now().Add(-time.Hour)} }); err != nil {
		t.Fatal(err)
	}
	if _, err := restarted.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if err := b.db.ChangeTries(ctx, b.org, []string{"old"}, func(of []*access.Tries) {
		if of[0].Count != 0 {
			t.Errorf("an old try is kept: %+v", *of[0])
		}
	}); err != nil {
		t.Fatal(err)
	}
}
