// Package target knows how a number is made into targets: divided among people
// with locks, floors and caps, spread over periods, shortened for those who
// come and go, suggested from evidence, and judged for fairness. Parts always
// sum to the whole, to the last unit, or the reason why they cannot is named.
//
// It is pure: values in, values out. Whose targets they are, who approves them
// and where they are kept is for packages quota and goal. The formulas are
// those of methods.md, section 3.
package target
