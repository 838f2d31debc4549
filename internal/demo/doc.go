// Package demo makes up a company: who works there, what they sell to whom, and
// what happened in two years, as the files that a real company would export
// from its CRM, its shop and its books, with the profile that imports them and
// the goals that it set itself.
//
// The company is believable: leads have sources that differ in quality, deals
// age and slip, quarters end in a rush, August is quiet, customers churn. And it
// has stories to find: a territory in trouble, a person who falls short again
// and again, a new hire on ramp, a product that dies, discount that buys orders
// which come back. The same options give the same files, byte for byte. Every day is told relative to Options.Today.
//
// It knows nothing of how files are imported or where they go.
package demo
