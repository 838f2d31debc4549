package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/store"
)

// awards tells scorecards of a person's badges that hold, and of the contests
// that the person won. Teams and the company have none of their own.
type awards struct{ db *store.DB }

// Awards implements scorecard.Awards.
func (a awards) Awards(ctx context.Context, orgID string, node org.NodeID, days period.Range) ([]scorecard.Award, error) {
	if node.Kind() != org.Person || days.Empty() {
		return nil, nil
	}
	o, err := a.db.Organisation(ctx, orgID)
	if err != nil {
		return nil, err
	}
	day, all := days.End-1, access.System(orgID)
	catalogue, err := a.db.Catalogue(ctx, orgID)
	if err != nil {
		return nil, err
	}
	badges, err := a.db.Badges(ctx, all, day, recognition.Filter{Person: node, Since: days.Start})
	if err != nil {
		return nil, err
	}
	var list []scorecard.Award
	for _, b := range badges {
		if b.CorrectedAt != 0 || !days.Contains(b.Day) {
			continue
		}
		title, why := b.Say(catalogue, o)
		list = append(list, scorecard.Award{Day: b.Day, Title: title, Why: why})
	}
	contests, err := a.db.Contests(ctx, all, day, node, "")
	for _, c := range contests {
		if won, ok := wonBy(c, node); ok && days.Contains(c.Days.End-1) {
			list = append(list, scorecard.Award{Day: c.Days.End - 1, Title: "Won: " + c.Name, Why: fmt.Sprintf("Band %d of %d who took part.", won.Band, c.Result.Outcome.Took), By: c.MadeBy})
		}
	}
	slices.SortStableFunc(list, func(x, y scorecard.Award) int { return cmp.Compare(x.Day, y.Day) })
	return list, err
}

// wonBy returns where the person stood in a contest that ended, and whether he
// won something.
func wonBy(c contest.Contest, person org.NodeID) (contest.Placed, bool) {
	if c.Result == nil {
		return contest.Placed{}, false
	}
	at := slices.IndexFunc(c.Result.Outcome.Placed, func(p contest.Placed) bool { return p.Person == person && p.Won > 0 })
	if at < 0 {
		return contest.Placed{}, false
	}
	return c.Result.Outcome.Placed[at], true
}
