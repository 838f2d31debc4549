package call_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/track/call"
)

// tree is company c over teams a and b, a over persons 1 and 2, b over 3.
func lineage(id org.NodeID) []org.NodeID {
	return map[org.NodeID][]org.NodeID{
		"person:1": {"person:1", "team:a", "company:c"}, "person:2": {"person:2", "team:a", "company:c"}, "person:3": {"person:3", "team:b", "company:c"},
		"team:a": {"team:a", "company:c"}, "team:b": {"team:b", "company:c"}, "company:c": {"company:c"},
	}[id]
}

func computedOf(id org.NodeID) money.Amount {
	return money.FromInt(map[org.NodeID]int64{"person:1": 100, "person:2": 200, "person:3": 50, "team:a": 320, "team:b": 50, "company:c": 400}[id])
}

func entry(kind call.Kind, node org.NodeID, value int64, on int) call.Entry {
	return call.Entry{Kind: kind, Node: node, Value: money.FromInt(value), On: q1.Start.Add(on), At: int64(on), Period: q1.Range, Note: "because"}
}

var everybody = []org.NodeID{"person:1", "person:2", "person:3", "team:a", "team:b", "company:c"}

// TestFold: a number that somebody says moves all above by its difference to
// what is computed there, up to the next number; taking an override back
// restores what was computed.
func TestFold(t *testing.T) {
	t.Parallel()
	all := call.Entries{
		entry(call.Submission, "person:1", 120, 1),
		entry(call.Override, "person:1", 90, 2),
		entry(call.Override, "person:3", 60, 3),
		entry(call.Submission, "team:a", 300, 4),
		entry(call.Submission, "person:1", 130, 5),
		entry(call.Reset, "person:1", 0, 6),
		entry(call.Reset, "person:3", 0, 7),
		entry(call.Submission, "company:c", 500, 8),
	}
	for day, want := range map[int][]int64{ // value by node, in the order of everybody
		0: {100, 200, 50, 320, 50, 400},
		1: {120, 200, 50, 340, 50, 420},
		2: {90, 200, 50, 310, 50, 390},
		3: {90, 200, 60, 310, 60, 400},
		4: {90, 200, 60, 300, 60, 390},
		5: {90, 200, 60, 300, 60, 390},
		6: {130, 200, 60, 300, 60, 390},
		7: {130, 200, 50, 300, 50, 380},
		8: {130, 200, 50, 300, 50, 500},
	} {
		got := call.Fold(everybody, all.On(q1.Start.Add(day)), computedOf, lineage)
		for i, id := range everybody {
			if got[id].Value != money.FromInt(want[i]) {
				t.Errorf("on day %d %s is at %s, want %d", day, id, got[id].Value, want[i])
			}
		}
	}
	last := call.Fold(everybody, all.On(q1.Start.Add(8)), computedOf, lineage)
	if a, c := last["team:a"], last["company:c"]; a.Below != money.FromInt(350) || a.Computed != money.FromInt(320) || c.Below != money.FromInt(380) {
		t.Errorf("below team a %s (computed %s), below the company %s", a.Below, a.Computed, c.Below)
	}
	over := call.Fold(everybody, all.On(q1.Start.Add(5)), computedOf, lineage)["person:1"]
	if over.Call == nil || over.Call.Value != money.FromInt(130) || over.Override == nil || over.Override.Value != money.FromInt(90) {
		t.Error("the call beside the override is lost")
	}
}

// TestFoldByDifference: an override moves everything above by exactly its
// difference, however the computed numbers move.
func TestFoldByDifference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		computed := map[org.NodeID]money.Amount{}
		for _, id := range everybody {
			computed[id] = money.Amount(rapid.Int64Range(0, 1e9).Draw(t, string(id)))
		}
		of := func(id org.NodeID) money.Amount { return computed[id] }
		value := rapid.Int64Range(0, 100_000).Draw(t, "value")
		said := call.Entries{entry(call.Override, "person:1", value, 1)}.On(q1.Start + 1)
		before, after := call.Fold(everybody, nil, of, lineage), call.Fold(everybody, said, of, lineage)
		for _, id := range everybody {
			want := money.Amount(0)
			if id == "person:1" || id == "team:a" || id == "company:c" {
				want = money.FromInt(value) - computed["person:1"]
			}
			if got := after[id].Value - before[id].Value; got != want {
				t.Fatalf("%s moved by %s, want %s", id, got, want)
			}
			if before[id].Value != computed[id] || after[id].Computed != computed[id] {
				t.Fatalf("%s is computed as %s", id, after[id].Computed)
			}
		}
	})
}

func TestLocks(t *testing.T) {
	t.Parallel()
	node := org.Node{ID: "team:a", Name: "A"}
	var locks call.Locks
	if _, err := locks.Lock(node, q1.Range, " ", q1.Start); err == nil {
		t.Error("a lock without a reason")
	}
	lock, err := locks.Lock(node, q1.Range, "board meeting", q1.Start+3)
	if err != nil {
		t.Fatal(err)
	}
	locks = append(locks, lock)
	if err := locks.Free(lineage("person:1")); err == nil {
		t.Error("what is below a lock is free")
	}
	if err := locks.Free(lineage("person:3")); err != nil {
		t.Error(err)
	}
	if err := locks.Free(lineage("company:c")); err != nil {
		t.Error("what is above a lock is locked:", err)
	}
	if _, err := locks.Lock(node, q1.Range, "again", q1.Start+4); err == nil {
		t.Error("it was locked twice")
	}
	if _, err := locks.Unlock(org.Node{ID: "person:1"}, q1.Start+4); err == nil {
		t.Error("a person was unlocked who is locked above")
	}
	if lock, err = locks.Unlock(node, q1.Start+5); err != nil {
		t.Fatal(err)
	}
	lock.UnlockedAt = 1
	locks = call.Locks{lock}
	for day, want := range map[int]bool{2: false, 3: true, 4: true, 5: false} {
		if _, ok := locks.Over(lineage("person:2"), q1.Start.Add(day)); ok != want {
			t.Errorf("on day %d it is locked: %v", day, ok)
		}
	}
	if err := locks.Free(lineage("person:1")); err != nil {
		t.Error(err)
	}
}

func TestActor(t *testing.T) {
	t.Parallel()
	rep, lead, chief, ops := call.Actor{Person: "person:1"}, call.Actor{Person: "person:9", Leads: true}, call.Actor{Person: "person:8", Leads: true}, call.Actor{All: true}
	former := call.Actor{Person: "person:9"} // leads, but his role does not say so
	teamA := org.Node{ID: "team:9", Lead: "person:9"}
	teamTop := org.Node{ID: "team:8", Lead: "person:8"}
	company := org.Node{ID: "company:c"}
	one := call.Position{Node: org.Node{ID: "person:1"}, Above: teamA}
	manager := call.Position{Node: org.Node{ID: "person:9"}, Above: teamTop}
	team := call.Position{Node: teamA, Above: teamTop}
	top := call.Position{Node: company}
	for name, c := range map[string]struct {
		by                     call.Actor
		at                     call.Position
		submit, override, lock bool
	}{
		"a rep of himself":                    {rep, one, true, false, false},
		"a rep of his team":                   {rep, team, false, false, false},
		"a manager of his report":             {lead, one, false, true, false},
		"a manager of his team":               {lead, team, true, false, true},
		"a manager of himself":                {lead, manager, true, false, false},
		"who leads no more":                   {former, one, false, false, false},
		"his manager of the manager":          {chief, manager, false, true, false},
		"his manager of the team":             {chief, team, false, true, false},
		"his manager of the manager's report": {chief, one, false, false, false},
		"a manager of the company":            {chief, top, false, false, false},
		"who sets targets, of a rep":          {ops, one, true, true, true},
		"who sets targets, of the company":    {ops, top, true, false, true},
		"nobody":                              {call.Actor{}, one, false, false, false},
	} {
		if s, o, l := c.by.MaySubmit(c.at), c.by.MayOverride(c.at), c.by.MayLock(c.at); s != c.submit || o != c.override || l != c.lock {
			t.Errorf("%s: submits %v, overrides %v, locks %v", name, s, o, l)
		}
		for kind, may := range map[call.Kind]bool{call.Submission: c.submit, call.Override: c.override, call.Reset: c.override} {
			if err := c.by.Allow(kind, c.at); (err == nil) != may {
				t.Errorf("%s: %s gives %v", name, kind, err)
			}
		}
		if err := c.by.AllowLock(c.at); (err == nil) != c.lock {
			t.Errorf("%s: a lock gives %v", name, err)
		}
	}
}
