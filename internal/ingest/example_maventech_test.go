package ingest_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// The opportunities of MavenTech become records without a fault. What they add
// up to is checked, with the metrics, in package app.
func TestMavenTech(t *testing.T) {
	t.Parallel()
	counts := map[ingest.Kind]int{}
	stages := map[string]int{}
	products := map[string]int{}
	segments := map[string]int{}
	var won, lost, sold money.Amount
	nobody := 0
	mapFolder(t, "../../examples/maventech", func(m ingest.Mapped) error {
		if !m.Ok() {
			t.Errorf("%s line %d: %+v", m.File, m.Line, m.Faults)
			return nil
		}
		counts[m.Kind]++
		switch v := m.Record.(type) {
		case ingest.Customer:
			segments[v.Segment]++
		case ingest.Opportunity:
			stages[v.Stage]++
			products[v.Product]++
			if v.Customer == "" {
				nobody++
			}
			switch {
			case (v.Stage == "Engaging") != (v.ClosedOn == period.Never) || v.Amount == nil:
				t.Errorf("line %d: %+v", m.Line, v)
			case v.Stage == "Won":
				won += *v.Amount
			case v.Stage == "Lost":
				lost += *v.Amount
			}
		case ingest.Sale:
			sold += v.Amount
		}
		return nil
	})
	for _, c := range []struct {
		name      string
		want, got any
	}{
		{"kinds", map[ingest.Kind]int{ingest.KindTerritory: 3, ingest.KindTeam: 3, ingest.KindPerson: 41, ingest.KindCategory: 3,
			ingest.KindProduct: 7, ingest.KindCustomer: 85, ingest.KindStage: 4, ingest.KindOpportunity: 8300, ingest.KindSale: 4238}, counts},
		{"stages", map[string]int{"Engaging": 1589, "Won": 4238, "Lost": 2473}, stages},
		{"won and sold", []money.Amount{money.FromInt(10_005_534), money.FromInt(10_005_534)}, []money.Amount{won, sold}},
		{"without an account", 1088, nobody},
		{"products as the products spell them", 7, len(products)},
		{"GTX Pro with those called GTXPro", true, products["GTX Pro"] > 1000 && products["GTXPro"] == 0},
		{"Technology", 12, segments["Technology"]},
		{"lost at list prices", true, lost > won/4 && lost < won},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// The profile of X Education is for a file that is not ours to ship, so it is
// tried on rows like those in it.
func TestXEducation(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../examples/xeducation/profile.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ingest.ParseProfile(text)
	if err != nil {
		t.Fatal(err)
	}
	got := describeAll(mapped(t, p, files(map[string]string{"lead_scoring.csv": `Prospect ID,Lead Number,Lead Origin,Lead Source,Do Not Email,Converted,City
7927-b2,660737,API,Olark Chat,No,0,Select
2a27-24,660728,API,google,No,1,Mumbai
8cc8-c6,660727,Landing Page Submission,,No,1,
0cc2-df,660719,Landing Page Submission,Select,No,2,
`})))
	want := `profile: stage of a lead New at 1
profile: stage of a lead Converted at 2 means won
line 2: lead 7927-b2 2020-01-01 channel API source Olark Chat status New
line 3: lead 2a27-24 2020-01-01 channel API source Google status Converted
line 4: lead 8cc8-c6 2020-01-01 channel Landing Page Submission status Converted
line 5: FAULT status: column Converted: "2" is not in the map of the field
    fix: add it to the map, or say unmapped: keep or unmapped: empty
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
