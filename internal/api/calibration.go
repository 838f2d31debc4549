package api

import (
	"context"
	"math"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/calibrate"
	"github.com/attainhq/attain/internal/track/foresee"
)

// calibration says how good chances were. Scores that mean nothing yet are null.
type calibration struct {
	Subjects    int           `json:"subjects" doc:"Goals and targets that have ended, of those that the caller sees."`
	Projections int           `json:"projections" doc:"That were made of them."`
	Again       int           `json:"again" doc:"Of these, those that were foreseen afterwards, by what was known then."`
	Since       *period.Date  `json:"since" format:"date"`
	Brier       *money.Amount `json:"brier" doc:"Mean of (chance − outcome)²: 0 is perfect, 0.25 is what always saying 50 % gets."`
	Skill       *money.Amount `json:"skill" doc:"How much better than always saying the share that was met; at or below 0: no better."`
	PaceSkill   *money.Amount `json:"pace_skill" doc:"How much better than saying that what is on pace is met and what is not is missed."`
	CRPS        *money.Amount `json:"crps" doc:"Mean distance of what was foreseen from what came, as a part of the target."`
	PaceCRPS    *money.Amount `json:"pace_crps" doc:"The same of drawing the pace on."`
	Bins        []reliability `json:"bins" doc:"Chances of about the same size together; those without any are left out."`
	Ranges      []rangeScore  `json:"ranges"`
	ByPast      []pastScore   `json:"by_past" doc:"By how much of the time was over when it was said."`
	Words       []string      `json:"words"`
	Why         string        `json:"why" doc:"Why there is nothing yet; empty otherwise."`
}

type reliability struct {
	From     money.Amount `json:"from"`
	To       money.Amount `json:"to"`
	Count    int          `json:"count"`
	Hits     int          `json:"hits"`
	Said     money.Amount `json:"said" doc:"Mean of the chances."`
	Happened money.Amount `json:"happened" doc:"The share that was met."`
	Low      money.Amount `json:"low" doc:"Between low and high lies the share that was met in 95 of 100 cases, if the chances are right."`
	High     money.Amount `json:"high"`
	Within   bool         `json:"within"`
}

type rangeScore struct {
	Level  int          `json:"level" doc:"Percent: as many of the ranges should hold what came."`
	Count  int          `json:"count"`
	Inside int          `json:"inside"`
	Share  money.Amount `json:"share"`
	Low    money.Amount `json:"low" doc:"Between low and high lies the true share with 95 %."`
	High   money.Amount `json:"high"`
}

type pastScore struct {
	Past      money.Amount  `json:"past" doc:"From this part of the working days on, up to a tenth more."`
	Count     int           `json:"count"`
	Brier     money.Amount  `json:"brier"`
	Skill     *money.Amount `json:"skill"`
	PaceSkill *money.Amount `json:"pace_skill"`
}

func (a *API) getCalibration(ctx context.Context, c *caller, _ *none) (*body[calibration], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	scores, err := a.Foresee.Scores(ctx, v.scope)
	if err != nil {
		return nil, err
	}
	return answer(calibrationOf(scores)), nil
}

func calibrationOf(s foresee.Scores) calibration {
	out := calibration{Subjects: s.Subjects, Projections: s.Projections, Again: s.Again, Brier: scoreOf(s.Brier), Skill: scoreOf(s.Skill), PaceSkill: scoreOf(s.PaceSkill),
		CRPS: scoreOf(s.CRPS), PaceCRPS: scoreOf(s.PaceCRPS), Bins: []reliability{}, Ranges: []rangeScore{}, ByPast: []pastScore{}, Words: texts(s.Words)}
	if s.Projections == 0 {
		out.Why = "Nothing that was foreseen has ended yet. Come back when the first period is over, or let “attain calibrate --keep” foresee the past again."
		return out
	}
	out.Since = &s.Since
	for _, b := range s.Bins {
		if b.Count > 0 {
			out.Bins = append(out.Bins, reliabilityOf(b))
		}
	}
	if r := s.Range; r.Count > 0 {
		const level = 80
		out.Ranges = append(out.Ranges, rangeScore{Level: level, Count: r.Count, Inside: r.Hits, Share: score(r.Share), Low: score(r.Low), High: score(r.High)})
	}
	for _, p := range s.ByPast {
		out.ByPast = append(out.ByPast, pastScore{Past: score(p.Past), Count: p.Count, Brier: score(p.Brier), Skill: scoreOf(p.Skill), PaceSkill: scoreOf(p.PaceSkill)})
	}
	return out
}

func reliabilityOf(b calibrate.Bin) reliability {
	of := func(n int) money.Amount { return score(float64(n) / float64(b.Count)) }
	return reliability{From: score(b.From), To: score(b.To), Count: b.Count, Hits: b.Hits, Said: score(b.Mean), Happened: of(b.Hits), Low: of(b.Least), High: of(b.Most), Within: b.Within}
}

// score writes a score to 1/10,000.
func score(v float64) money.Amount { return money.Amount(math.Round(v * float64(money.Unit))) }

func scoreOf(v *float64) *money.Amount {
	if v == nil {
		return nil
	}
	s := score(*v)
	return &s
}
