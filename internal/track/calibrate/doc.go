// Package calibrate holds how good chances and ranges were that were given
// before the outcome was known: scores, reliability, coverage, and what they
// mean in words.
//
// It is pure and knows nothing of where a forecast came from. That one was
// stored as it was given, and that nothing later was in it, is for those who
// store and replay them. The formulas are those of methods.md, 2.6.
package calibrate
