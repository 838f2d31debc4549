// Package quota knows planning grids. A plan is a document: people and teams
// down the side, periods across, a number or nothing in each cell. It is
// filled top-down (Allocate), bottom-up (RollUp) or cell by cell (Apply),
// shortened for those who come and go (Prorate), handed up and approved
// (Move), and becomes targets when it is active.
//
// What the numbers of a grid mean:
//
//   - A cell that is not set holds no target, which is not a target of 0.
//   - A parent's cell is the parent's own target. A parent without one follows
//     its children: it counts as their sum. Where both stand, nothing is moved
//     silently: the gap between them is named (Check).
//   - Dividing a parent's number gives its children exactly that number, times
//     the over-assignment of the step, in every single period.
//   - What is locked never moves: a cell, or a row with everything below it.
//     Locks, floors and caps deep in the tree bind the division above them.
//   - A person who changes team has a row in each, for his days there.
//
// The package is pure: an operation takes a Plan and returns another, with
// what changed. The arithmetic of dividing, phasing and prorating is package
// target's; where plans are kept, and when a plan's numbers become targets, is
// for pipeline and store.
package quota
