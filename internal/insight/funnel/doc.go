// Package funnel says where leads and opportunities get stuck: what share of
// each cohort comes from step to step and how long that takes, against the
// node's own year before and against others of its kind, with what lies within
// normal variation marked as that; which open deals stand longer than is usual;
// how fast leads are answered and handed over; and how good leads are by source.
//
// Its rules are pure; Service reads what they need and calls them. It knows
// associations, not causes. What an opportunity is worth is for package metric,
// its chance to be won for package track/finish.
package funnel
