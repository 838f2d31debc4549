package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/client"
)

// TestTorture kills the server (SIGKILL) at random moments while sales, corrections, withdrawals, imports and
// reorganisations come in, starts it again, and looks at what is left: every acknowledged fact is there once and as it
// was acknowledged, what was under way is there as a whole or not at all, an interrupted import that is run again ends as
// if nothing had happened, every figure is the sum of its facts, and `attain verify` finds no difference. On PostgreSQL
// two servers share the database, and both are killed, or one of them under the other.
//
// ATTAIN_TORTURE_ROUNDS says how often (3), ATTAIN_TORTURE_SEED repeats a run as far as two processes can be repeated.
func TestTorture(t *testing.T) {
	if testing.Short() {
		t.Skip("kills the real program")
	}
	for _, engine := range []struct {
		name    string
		servers int
		open    func(*testing.T) string
	}{
		{"sqlite", 1, func(t *testing.T) string { return filepath.Join(t.TempDir(), "attain.db") }},
		{"postgres", 2, newPostgresDatabase},
	} {
		t.Run(engine.name, func(t *testing.T) { torture(t, engine.open(t), engine.servers) })
	}
}

func torture(t *testing.T, db string, servers int) {
	t.Helper()
	seed := fromEnv(t, "ATTAIN_TORTURE_SEED", uint64(time.Now().UnixNano()))
	rounds := fromEnv(t, "ATTAIN_TORTURE_ROUNDS", 3)
	t.Logf("%d rounds, ATTAIN_TORTURE_SEED=%d", rounds, seed)
	w := newVictim(t, db, rand.New(rand.NewPCG(seed, 0)))
	for round := range rounds {
		w.round = int(round)
		w.pace()
		w.attack(servers)
		w.inspect()
		if t.Failed() {
			t.Fatalf("round %d failed", round)
		}
	}
	t.Logf("%d acknowledged writes, %d of them months closed or opened, %d under way when the server died (%d of them had come through), %d imports, %d of them killed; %d looks at what was still being counted anew",
		w.acknowledged, w.closes, w.underWay, w.cameThrough, w.imports, w.killed, w.waited)
	if w.acknowledged == 0 {
		t.Error("nothing was ever acknowledged: nothing was tested")
	}
}

func fromEnv(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// victim is the company whose server is killed, with everything that must be true of it.
type victim struct {
	t     *testing.T
	db    string
	token string
	rng   *rand.Rand
	round int

	sales map[string]*standing // by id; each belongs to one writer
	team  fileOf               // who reports to whom
	files []fileOf             // of sales, the last one may have been cut short
	shut  shut

	acknowledged, underWay, cameThrough, imports, killed, closes int
	waited                                                       int // looks at figures that were being counted anew
}

// standing is how a sale must stand: as it was acknowledged, or, when the server died before it answered, as one of the
// requests that were under way asked for.
type standing struct {
	known string   // what was acknowledged; "" when it is not there
	doubt []string // what may have become of it since
}

// fileOf is a file with its profile.
type fileOf struct {
	profile, name, text string
	done                bool
}

const (
	teamProfile = `profile: 1
name: Team
source: hr
organisation: {id: acme, name: Acme, time_zone: UTC, currency: EUR}
files: {team: team.csv}
records:
  - {kind: person, from: team, id: id, name: name, manager: manager}
`
	salesProfile = `profile: 1
name: Sales
source: shop
files: {sales: sales.csv}
known: arrival
records:
  - {kind: sale, from: sales, id: id, occurred_at: date, amount: amount, currency: {value: EUR}, owner: rep}
`
	reps     = 12
	fileRows = 4000
)

func newVictim(t *testing.T, db string, rng *rand.Rand) *victim {
	t.Helper()
	w := &victim{t: t, db: db, rng: rng, sales: map[string]*standing{}, team: teamFile(rng)}
	w.importByCommand(w.team)
	add := command(t.Context(), t, "user", "add", "--db", db, "admin@acme.example", "--name", "Admin", "--role", "admin", "--no-password")
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("attain user add: %v\n%s", err, out)
	}
	w.token = createToken(t, db, "admin@acme.example")
	return w
}

// teamFile draws who reports to whom: the first is the head.
func teamFile(rng *rand.Rand) fileOf {
	var b strings.Builder
	b.WriteString("id,name,manager\nr0,Rep 0,\n")
	for i := 1; i < reps; i++ {
		fmt.Fprintf(&b, "r%d,Rep %d,r%d\n", i, i, rng.IntN(i))
	}
	return fileOf{profile: teamProfile, name: "team.csv", text: b.String()}
}

// importByCommand imports a file with the command line, to its end.
func (w *victim) importByCommand(f fileOf) {
	w.t.Helper()
	dir := w.t.TempDir()
	profile := filepath.Join(dir, "profile.yaml")
	for path, text := range map[string]string{profile: f.profile, filepath.Join(dir, f.name): f.text} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
	if out, err := command(w.t.Context(), w.t, "import", "--db", w.db, profile).CombinedOutput(); err != nil {
		w.t.Fatalf("attain import %s: %v\n%s", f.name, err, out)
	}
}

// caller asks one server.
func (w *victim) caller(s *server) *client.Client {
	w.t.Helper()
	c, err := client.New(s.url, client.WithToken(w.token), client.WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// inspect starts the server again, runs what was cut short again, and compares everything.
func (w *victim) inspect() {
	w.t.Helper()
	s := start(w.t, w.db, "serve")
	c := w.caller(s)
	w.counted(c)
	w.settle(c)
	w.finish()
	w.compare(c)
	s.stop(w.t)
	if out, err := command(w.t.Context(), w.t, "verify", "--db", w.db).CombinedOutput(); err != nil {
		w.t.Errorf("attain verify: %v\n%s", err, out)
	}
}

// settle looks at each sale that has a doubt, and at what was acknowledged in this round.
func (w *victim) settle(c *client.Client) {
	w.t.Helper()
	for _, id := range slices.Sorted(maps.Keys(w.sales)) {
		s := w.sales[id]
		found := ""
		h, err := c.Sale(w.t.Context(), "api", id)
		switch {
		case client.StatusOf(err) == http.StatusNotFound:
		case err != nil:
			w.t.Fatal(err)
		case h.Current.State != "withdrawn":
			found = fmt.Sprintf("%s of %s", h.Current.Amount, (*h.Current.Owner))
		}
		w.underWay += len(s.doubt)
		if found != s.known {
			if !slices.Contains(s.doubt, found) {
				w.t.Errorf("sale %s is %q; acknowledged was %q, under way were %q", id, found, s.known, s.doubt)
			}
			w.cameThrough++
		}
		s.known, s.doubt = found, nil
	}
	closed, _, err := closedMonths(c)
	if err == nil {
		err = w.shut.see(closed)
	}
	if err != nil {
		w.t.Error(err)
	}
}

// finish runs the imports again that were cut short, and demands that each row is there then.
func (w *victim) finish() {
	w.t.Helper()
	if !w.team.done {
		w.importByCommand(w.team)
	}
	w.team.done = true
	for i := range w.files {
		if !w.files[i].done {
			w.importByCommand(w.files[i])
		}
		w.files[i].done = true
	}
}

// pace has the servers of this round follow a reorganisation at once, as for a small company, or by steps, as for a large
// one: then they are killed between two steps as well.
func (w *victim) pace() {
	w.t.Helper()
	atOnce := "40000"
	if w.rng.IntN(2) == 0 {
		atOnce = "100"
	}
	for name, value := range map[string]string{"AT_ONCE": atOnce, "STEP": "100", "SETTLE": "100ms"} {
		w.t.Setenv("ATTAIN_FILL_"+name, value)
	}
}

// counted waits until nothing of a team is being counted anew any more. What its people did moves with a reorganisation,
// and only that. It may take as long as it likes, while it goes on.
func (w *victim) counted(c *client.Client) {
	w.t.Helper()
	const patience = 2 * time.Minute
	for i := range reps {
		share, moved := client.Decimal(""), time.Now()
		for team := fmt.Sprintf("team:r%d", i); ; time.Sleep(50 * time.Millisecond) {
			f, err := c.Figures(w.t.Context(), team, client.Question{Metric: "revenue", Period: "2026-01-01..2036-01-01"})
			if client.StatusOf(err) == http.StatusNotFound || err == nil && f.Filling == nil {
				break // nobody reports to him, or all is counted
			}
			if err != nil {
				w.t.Fatal(err)
			}
			if *f.Filling != share {
				share, moved = *f.Filling, time.Now()
			}
			if time.Since(moved) > patience {
				w.t.Fatalf("revenue of %s is being counted anew, and has stood at %s for %s", team, share, patience)
			}
			w.waited++
		}
	}
}

// compare holds the figures of the company and of each person against the facts. What comes late of a closed month
// counts today, so they are of all days together.
func (w *victim) compare(c *client.Client) {
	w.t.Helper()
	w.counted(c)
	want, orders := map[string]*big.Rat{}, map[string]int{}
	add := func(owner, amount string) {
		for _, of := range []string{"acme", owner} {
			if want[of] == nil {
				want[of] = new(big.Rat)
			}
			want[of].Add(want[of], number(w.t, amount))
			orders[of]++
		}
	}
	for _, s := range w.sales {
		if amount, owner, ok := strings.Cut(s.known, " of person:"); ok {
			add(owner, amount)
		}
	}
	latest := map[string][]string{} // rows of files by id: a later file corrects an earlier one
	for _, f := range w.files {
		for _, line := range strings.Split(strings.TrimSpace(f.text), "\n")[1:] {
			fields := strings.Split(line, ",")
			latest[fields[0]] = fields
		}
	}
	for _, fields := range latest {
		add(fields[3], fields[2])
	}
	nodes := map[string]string{"acme": ""}
	for i := range reps {
		nodes[fmt.Sprintf("r%d", i)] = fmt.Sprintf("person:r%d", i)
	}
	o, err := c.Organisation(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	nodes["acme"] = o.NodeID
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		if want[name] == nil {
			want[name] = new(big.Rat)
		}
		w.figure(c, nodes[name], "revenue", want[name])
		w.figure(c, nodes[name], "orders", big.NewRat(int64(orders[name]), 1))
	}
}

func (w *victim) figure(c *client.Client, node, metric string, want *big.Rat) {
	w.t.Helper()
	f, err := c.Figures(w.t.Context(), node, client.Question{Metric: metric, Period: "2026-01-01..2036-01-01"})
	if err != nil {
		w.t.Fatal(err)
	}
	if got := number(w.t, string(*f.Actual)); got.Cmp(want) != 0 {
		w.t.Errorf("%s of %s is %s, its facts sum to %s", metric, node, got.FloatString(4), want.FloatString(4))
	}
}

// died reports whether the server went away under a request; any answer that it gave is no excuse.
func died(err error) bool {
	return err != nil && client.StatusOf(err) == 0 && !errors.Is(err, context.Canceled)
}
