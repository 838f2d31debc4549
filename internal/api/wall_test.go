package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
)

// screen opens a wall by a key, as a browser does.
func (w *world) screen(key string) (*who, reply) {
	w.t.Helper()
	p := w.nobody()
	r := p.do(http.MethodPost, "/wall/enter", map[string]any{"key": key})
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Name == "attain_wall" && c.HttpOnly && c.SameSite == http.SameSiteStrictMode && c.Path == "/api/v1/wall" {
			p.header = http.Header{"Cookie": {c.Name + "=" + c.Value}}
		}
	}
	return p, r
}

func (p *who) wallKey(node string) (id, key string) {
	p.w.t.Helper()
	var made struct{ ID, Key string }
	p.do(http.MethodPost, "/wall/keys", map[string]any{"name": "Lobby", "node": node}).want(http.StatusOK).into(&made)
	return made.ID, made.Key
}

// TestWallKey: a screen sees its team's wall and nothing else, as long as its key
// stands and who made it may see the team.
func TestWallKey(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.five()
	w.shows("off")
	manager := w.as(access.Manager, "1")
	id, key := manager.wallKey("team:1")
	manager.get("/wall/keys").want(http.StatusOK).with("Lobby", "team:1").without(key)

	screen, r := w.screen(key)
	r.want(http.StatusOK).with("Lobby", "team:1")
	leaks := append([]string{"person:", "Ana Able", "Ben Best", "90000", "40500.55", "7531.99", "101734", "160123"}, bensAmounts...)
	screen.get("/wall?keyed=true").want(http.StatusOK).with(`"team:1"`, `"days_left"`).without(leaks...).without(deesTraces...)
	screen.get("/wall?keyed=true&node=team:4").want(http.StatusOK).with(`"team:1"`).without(deesTraces...)
	for _, path := range []string{"/wall", "/session", "/attainment?by=person", "/nodes/team:1", "/recognition/leaderboard", "/events", "/wall/keys", "/wall/events", "/nodes/person:2/badges"} {
		screen.get(path).want(http.StatusUnauthorized)
	}
	for _, wrong := range []string{"", "x", key + "x", "attain_" + key[len("attain_wall_"):], "attain_wall_" + strings.Repeat("A", 43)} {
		_, r := w.screen(wrong)
		r.want(http.StatusUnauthorized)
	}
	if strings.Contains(w.log.String(), key) || strings.Contains(w.log.String(), key[len("attain_wall_"):]) {
		t.Error("the key is in the log")
	}
	manager.do(http.MethodDelete, "/wall/keys/"+id, nil).want(http.StatusNoContent)
	screen.get("/wall?keyed=true").want(http.StatusUnauthorized)
}

// TestWallOfWhoLeft: a screen goes dark when who made its key may not see the team
// any more.
func TestWallOfWhoLeft(t *testing.T) {
	t.Parallel()
	w := setup(t)
	manager, admin := w.as(access.Manager, "1"), w.as(access.Admin, "")
	_, key := manager.wallKey("team:1")
	screen, _ := w.screen(key)
	screen.get("/wall?keyed=true").want(http.StatusOK)
	admin.do(http.MethodPatch, "/users/"+manager.userID, map[string]any{"person_id": "4"}).want(http.StatusOK)
	screen.get("/wall?keyed=true").want(http.StatusNotFound)
	admin.do(http.MethodPatch, "/users/"+manager.userID, map[string]any{"person_id": "1", "role": "rep"}).want(http.StatusOK)
	screen.get("/wall?keyed=true").want(http.StatusUnauthorized)
}

// TestWallIsLimited: wrong keys make an address wait, and so does a key that asks
// without end.
func TestWallIsLimited(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, key := w.as(access.Admin, "").wallKey("company:small")
	screen, _ := w.screen(key)
	limited := false
	for range 130 {
		r := screen.get("/wall?keyed=true")
		if limited = r.status == http.StatusTooManyRequests; limited {
			if r.header.Get("Retry-After") == "" {
				t.Error("it does not say for how long to wait")
			}
			break
		}
	}
	if !limited {
		t.Error("a key may ask without end")
	}
	for range 40 {
		if _, r := w.screen("attain_wall_" + strings.Repeat("A", 43)); r.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("wrong keys may be tried without end")
}

// TestWallOfADay: what one person alone sold today is counted, and its sum shown
// only where the organisation wants it.
func TestWallOfADay(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	admin.do(http.MethodPost, "/sales", map[string]any{"items": []any{sale("T1", map[string]any{"day": "2026-02-15", "amount": "1234.5"})}}).want(http.StatusOK)
	admin.get("/wall").want(http.StatusOK).with(`"hidden":true`, `"count":"1"`).without("1234.5")
	admin.do(http.MethodPut, "/recognition/settings", map[string]any{"display": "off", "wall_amounts": true}).want(http.StatusOK)
	admin.get("/wall").with("1234.5", `"hidden":false`)
	admin.do(http.MethodPut, "/recognition/settings", map[string]any{"display": "off", "wall_amounts": false}).want(http.StatusOK)
	admin.do(http.MethodPost, "/sales", map[string]any{"items": []any{sale("T2", map[string]any{"day": "2026-02-15", "amount": "100", "owner": "2", "order_id": "A2"})}}).want(http.StatusOK)
	admin.get("/wall").with("1334.5", `"hidden":false`, `"count":"2"`)
}
