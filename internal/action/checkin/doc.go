// Package checkin knows the talks between a person and who leads him: when the
// next one is due, what it is about, what is noted and what is promised.
//
// The agenda (agenda.go) and the rhythm (rhythm.go) are pure: numbers and days
// in, lines and days out. The service around them reads the numbers of the one
// who reports, which both may see, and keeps what was on the table as it was.
//
// What is said in a check-in is private to the two. No role sees more, and the
// store asks in every statement who reads: see Reader. What numbers mean, and
// how likely a target is, is for the packages of track.
package checkin
