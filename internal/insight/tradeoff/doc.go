// Package tradeoff measures what is given up for what, on the organisation's own
// data: leads for their quality, new customers for the old ones, pressure for
// satisfaction, discount for orders that come back. Each answer has its interval
// and the cases it rests on; with too few of them the answer is that there is
// not enough data. It shows who stands on the edge of what is possible, and how
// guardrails hold.
//
// What it measures are associations, not causes, and it says so. The rules are
// pure; Service reads what they need and calls them.
package tradeoff
