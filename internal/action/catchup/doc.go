// Package catchup knows what it takes to close a gap in the time that is left:
// from the money that is missing to deals, opportunities, leads and activities
// per working day, each at the own rates and only as far as it can still close in
// time (methods.md 6.4). It compares the levers, says which is cheapest, which
// come too late, and what stays out of reach.
//
// Make is pure. The service reads what a plan is made from, and makes an
// accepted plan a goal; a plan itself is kept nowhere, it is made anew each day.
package catchup
