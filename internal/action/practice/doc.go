// Package practice knows how somebody's work becomes sales: how much he does on
// a working day, what comes of it step by step, and how that is with those who
// do the same work. What he has too few cases of to say is drawn to the others
// (methods.md 9.1).
//
// The rates are pure; Reader reads what they are made from. What follows from
// them, a plan or a goal, is for the packages after it.
package practice
