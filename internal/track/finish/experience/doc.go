// Package experience holds what the past says of opportunities: how likely and
// how fast they are won from each stage, what becomes of their amounts, how
// often new ones come and how large they are when they are won.
//
// It learns from stories, each of which is one opportunity as it was known on
// one day, so that nothing learned can come from later (Story.Known cuts it).
// It is pure: no database, no clock, amounts in whole units. What a period's
// finish follows from it is for package finish; which facts make a story is
// read by package metric.
package experience
