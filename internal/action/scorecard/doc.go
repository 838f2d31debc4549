// Package scorecard tells how a period went, on one page, for a person, a team
// or the company: what was held to and what came of it, one score, how the work
// behind it compares, how that is against earlier periods, and what could be
// next. It keeps the scorecard of a period that is over as it was given.
//
// A figure, a status and a chance are those of packages attain and foresee, a
// rate that of package practice, a proposal that of advise, followup and
// catchup: nothing is computed here a second time. Its own are the score, and
// which periods can be compared with which. What two people promised each other
// is never part of a scorecard: a scorecard is kept, exported and printed.
package scorecard
