// Package smart judges a goal by five criteria: specific, measurable,
// achievable, relevant and time-bound. Each criterion is a list of tests with
// points; it gives a verdict, the facts that were used, in words, and one
// repair. Achievable is a chance that comes from the history of the metric.
//
// It is pure: what is known of a goal comes in as values (Input), and a
// Verdict goes out. How a sentence is understood is for package sentence, what
// a goal is for package goal, and where history comes from for package advise.
// The tests, points and bands are those of methods.md, section 4.
package smart
