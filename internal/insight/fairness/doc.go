// Package fairness says how the targets in force treat those who carry them: how
// attainment is spread, how likely each is to reach his target and how far those
// chances lie apart, what part of his potential a target asks for, at which step
// of the way down more is handed out than was received, and whether it is the
// team or the person that makes the difference. Of too few people it gives no
// figures.
//
// The measures are those of package target, which plans use too; Service reads
// what is in force and calls them. How fair a plan is that nobody carries yet,
// package quota says.
package fairness
