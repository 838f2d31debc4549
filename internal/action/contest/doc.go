// Package contest knows contests: who takes part, who is ahead as far as the
// noise lets anybody say it, who wins and what it costs; and, before one may be
// started, what its rules would have done in the past (methods.md 9.4).
//
// People are held against their own target or their own usual, never against
// each other's amounts. Differences within the noise are ties, ties share, and
// who breaks a guardrail wins nothing.
//
// Form, Rank, Award and Rehearse are pure. The service reads what they need,
// keeps contests, and decides what each reader is shown. It pays nobody and
// tells nobody: alerts and pay are others' work.
package contest
