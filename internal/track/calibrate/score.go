package calibrate

import "math"

// Outcome is a chance that was given with what then happened.
type Outcome struct {
	Chance float64
	Hit    bool
}

func (o Outcome) happened() float64 {
	if o.Hit {
		return 1
	}
	return 0
}

// Brier returns the mean of (chance − outcome)²: 0 is perfect, 0.25 is what
// saying 50 % always gets. ok is false without outcomes.
func Brier(list []Outcome) (score float64, ok bool) {
	sum := 0.0
	for _, o := range list {
		sum += (o.Chance - o.happened()) * (o.Chance - o.happened())
	}
	return sum / float64(max(1, len(list))), len(list) > 0
}

// LogScore returns the mean of −ln of the chance given to what happened, with
// chances between 1 and 99 %: one that was certain and wrong is not endless.
func LogScore(list []Outcome) (score float64, ok bool) {
	const least, most = 0.01, 0.99
	sum := 0.0
	for _, o := range list {
		p := min(most, max(least, o.Chance))
		if !o.Hit {
			p = 1 - p
		}
		sum -= math.Log(p)
	}
	return sum / float64(max(1, len(list))), len(list) > 0
}

// Skill returns 1 − Brier ÷ the Brier score of always saying the share that was
// hit at last: above 0 the chances told apart what was hit from what was not.
// ok is false when all came out the same way: then there was nothing to tell.
func Skill(list []Outcome) (skill float64, ok bool) {
	hits := 0.0
	for _, o := range list {
		hits += o.happened()
	}
	share := hits / float64(max(1, len(list)))
	usual := make([]Outcome, len(list))
	for i, o := range list {
		usual[i] = Outcome{share, o.Hit}
	}
	return SkillAgainst(list, usual)
}

// SkillAgainst returns 1 − Brier ÷ the Brier score of other chances for the
// same outcomes. ok is false when those were perfect, or are not of the same
// outcomes.
func SkillAgainst(list, other []Outcome) (skill float64, ok bool) {
	if len(list) != len(other) {
		return 0, false
	}
	for i := range list {
		if list[i].Hit != other[i].Hit {
			return 0, false
		}
	}
	own, _ := Brier(list)
	theirs, ok := Brier(other)
	if !ok || theirs <= 0 {
		return 0, false
	}
	return 1 - own/theirs, true
}

// ByPace is what the simple rule says: certain when the actual, drawn on by the
// plan curve, reaches the target, and impossible otherwise. ok is false while
// nothing is expected yet.
func ByPace(actual, expectedShare, target float64) (chance float64, ok bool) {
	switch {
	case !(expectedShare > 0):
		return 0, false
	case actual/expectedShare >= target:
		return 1, true
	default:
		return 0, true
	}
}
