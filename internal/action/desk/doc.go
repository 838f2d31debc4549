// Package desk knows what lies on somebody's desk this morning: what is left to
// do today and this week of the work that was agreed, who needs help first and
// with what, and what waits for a decision.
//
// It is pure, and it makes no number of its own besides the parts of a week:
// what others found (chances, follow-ups, deals that stand still, check-ins) is
// put into an order, with the reason and the one next step. Who may see what was
// decided before it is called; words and links are the page's.
package desk
