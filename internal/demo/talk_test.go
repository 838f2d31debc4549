package demo_test

import (
	"testing"

	"github.com/attainhq/attain/internal/demo"
)

// TestTalks: the talks follow each other, and what was done was done by today.
func TestTalks(t *testing.T) {
	t.Parallel()
	before, open := 1000, 0
	for _, talk := range demo.Talks() {
		if talk.DaysAgo >= before {
			t.Errorf("%d days ago comes after %d", talk.DaysAgo, before)
		}
		before = talk.DaysAgo
		for _, p := range talk.Promises {
			if p.Done && (p.Days > talk.DaysAgo || p.Value != nil) {
				t.Errorf("%q is done before its day, or by hand although a number settles it", p.Text)
			}
			if (p.Metric != "") != (p.Value != nil) || p.Manager && p.Value != nil {
				t.Errorf("%q is settled by half a number, or by one of the manager's", p.Text)
			}
			if !p.Done {
				open++
			}
		}
	}
	if open == 0 {
		t.Error("nothing is promised any more")
	}
	for _, c := range demo.Courses() {
		if c.Name == "" || c.Course == "" || c.Metric == "" {
			t.Errorf("%+v", c)
		}
	}
}
