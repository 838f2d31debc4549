// Package finish holds where a period will end: what is won, what the open
// opportunities bring within the days left, and what those bring that do not
// exist yet, as one distribution and not as a number. From it come the chance
// to reach a target and the status that everything else shows.
//
// A finish is W + Open + New + Rest. Rest is what comes from no opportunity
// (repeat orders, a business without opportunities): its spread comes from a
// forecast of the series of such sales, and the caller says which those are: a
// sale is of Rest when no opportunity is among its source's, so that what Open
// and New will bring is not counted twice.
//
// Goals that are no sum of deals (rates, counts, averages, retention, each
// month anew) have distributions of their own, and the same status.
//
// It is pure: values in, values out; whole units; no clock, no database, no
// money. What is learned from the past is in package experience. The formulas
// are those of methods.md, section 2.
package finish
