// Package followup knows who falls short again and again, and what small goal
// would help him: the posterior rule of methods.md 9.2, never so many misses in
// a row; a goal of two to four weeks on the weakest driver (9.3); and whether it
// did any good, against others who began where he did.
//
// A target that is too hard is told apart from a person who needs help, and the
// large target stays as it is.
//
// Judge, Propose and Evaluate are pure. The service reads what they need, and
// keeps what people decided.
package followup
