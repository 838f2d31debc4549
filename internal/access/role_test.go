package access_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
)

func TestPermissions(t *testing.T) {
	t.Parallel()
	all := []access.Permission{
		access.SeeAll, access.ImportFacts, access.SetTargets, access.ChangeSettings, access.ManageUsers,
	}
	for _, test := range []struct {
		role access.Role
		may  []access.Permission
	}{
		{access.Admin, all},
		{access.RevOps, all[:4]},
		{access.Manager, nil},
		{access.Rep, nil},
		{access.Viewer, nil},
		{"owner", nil},
		{"", nil},
	} {
		t.Run(string(test.role), func(t *testing.T) {
			t.Parallel()
			var may []access.Permission
			actor := access.Actor{OrgID: "main", UserID: "u1", Role: test.role}
			for _, p := range all {
				err := actor.Require(p)
				if test.role.May(p) != (err == nil) {
					t.Errorf("May and Require differ about %q: %v", p, err)
				}
				if err == nil {
					may = append(may, p)
				} else if !fault.Is(err, fault.Forbidden) {
					t.Errorf("%q: %v", p, err)
				}
				if (access.Actor{Role: test.role}).Require(p) == nil {
					t.Errorf("nobody may %q", p)
				}
			}
			if diff := cmp.Diff(test.may, may); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRequireMessage(t *testing.T) {
	t.Parallel()
	err := access.Actor{UserID: "u1", Role: access.Rep}.Require(access.SetTargets)
	if err == nil || err.Error() != "a rep may not set targets; ask an admin" {
		t.Errorf("got %v", err)
	}
	if err := (access.Actor{}).Require(access.SetTargets); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("got %v", err)
	}
}

// Every role may do all that a lesser one may.
func TestRolesGrow(t *testing.T) {
	t.Parallel()
	for i, lesser := range access.Roles() {
		for j, greater := range access.Roles() {
			if want := access.Roles()[min(i, j)]; lesser.AtMost(greater) != want {
				t.Errorf("%s at most %s is %s, want %s", lesser, greater, lesser.AtMost(greater), want)
			}
			for _, p := range []access.Permission{access.SeeAll, access.ImportFacts, access.SetTargets, access.ChangeSettings, access.ManageUsers} {
				if i <= j && lesser.May(p) && !greater.May(p) {
					t.Errorf("%s may %q and %s may not", lesser, p, greater)
				}
			}
		}
		if got := access.Role("root").AtMost(lesser); got.Valid() {
			t.Errorf("an unknown role became %s", got)
		}
		if got := lesser.AtMost("root"); got.Valid() {
			t.Errorf("an unknown limit let %s through", got)
		}
		if got, err := access.ParseRole(string(lesser)); err != nil || got != lesser {
			t.Errorf("%s is read as %s, %v", lesser, got, err)
		}
	}
	if _, err := access.ParseRole("Admin"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	none := access.Visibility{Published: org.PublishNone}
	teams := access.Visibility{Published: org.PublishTeams, Ranking: true}
	for _, test := range []struct {
		name   string
		role   access.Role
		person string
		shown  access.Visibility
		led    []string
		want   access.Scope
	}{
		{"admin", access.Admin, "275", none, nil, access.Scope{OrgID: "main", All: true}},
		{"revops", access.RevOps, "", teams, nil, access.Scope{
			OrgID: "main", All: true, PublishedKinds: []string{"company", "team"}, Ranking: true,
		}},
		{"manager", access.Manager, "274", teams, []string{"team:north", "team:274"}, access.Scope{
			OrgID: "main", Roots: []string{"person:274", "team:north", "team:274"}, PublishedKinds: []string{"company", "team"}, Ranking: true,
		}},
		{"manager without a person", access.Manager, "", none, []string{"team:north"}, access.Scope{OrgID: "main"}},
		{"rep", access.Rep, "275", none, nil, access.Scope{OrgID: "main", Roots: []string{"person:275"}}},
		{"rep who leads a team", access.Rep, "275", none, []string{"team:north"}, access.Scope{OrgID: "main", Roots: []string{"person:275"}}},
		{"rep without a person", access.Rep, "", teams, nil, access.Scope{
			OrgID: "main", PublishedKinds: []string{"company", "team"}, Ranking: true,
		}},
		{"viewer", access.Viewer, "275", teams, []string{"team:north"}, access.Scope{
			OrgID: "main", PublishedKinds: []string{"company", "team"}, Ranking: true,
		}},
		{"viewer of nothing", access.Viewer, "", none, nil, access.Scope{OrgID: "main"}},
		{"unknown role", "owner", "275", teams, nil, access.Scope{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			actor := access.Actor{OrgID: "main", UserID: "u1", Role: test.role, PersonID: test.person}
			if diff := cmp.Diff(test.want, actor.Scope(test.shown, test.led)); diff != "" {
				t.Error(diff)
			}
			for _, nobody := range []access.Actor{{}, {OrgID: "main", Role: test.role}, {UserID: "u1", Role: test.role}} {
				if diff := cmp.Diff(access.Scope{}, nobody.Scope(test.shown, test.led)); diff != "" {
					t.Errorf("nobody sees something: %s", diff)
				}
			}
		})
	}
}

func TestPublished(t *testing.T) {
	t.Parallel()
	for setting, want := range map[org.Published][]string{
		org.PublishNone:     nil,
		org.PublishCompany:  {"company"},
		org.PublishTeams:    {"company", "team"},
		org.PublishEveryone: {"company", "team", "person"},
		"all":               nil,
		"":                  nil,
	} {
		if diff := cmp.Diff(want, setting.Kinds()); diff != "" {
			t.Errorf("%q: %s", setting, diff)
		}
		scope := access.Scope{OrgID: "main", PublishedKinds: setting.Kinds()}
		if scope.Publishes("team") != (len(want) > 1) {
			t.Errorf("%q publishes teams: %v", setting, scope.Publishes("team"))
		}
	}
	if org.Published("all").Valid() || !org.PublishNone.Valid() {
		t.Error("the settings are not told apart")
	}
}

func TestSystem(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(access.Scope{OrgID: "main", All: true}, access.System("main")); diff != "" {
		t.Error(diff)
	}
	if (access.Scope{All: true}).Publishes("team") || (access.Scope{}).Publishes("team") {
		t.Error("a scope without an organisation shows something")
	}
	if !access.System("main").Publishes("customer") {
		t.Error("the system does not see everything")
	}
}
