// Package call knows the human forecast: what is won and what is open by
// forecast category, the numbers that people commit to (their calls), what
// their managers put in the place of those, which forecasts are locked, what
// changed since a day and by which opportunity, and how right calls have been.
//
// Its rules are pure. The Service reads what they need. That opportunities have
// a category, and what they are worth where, is for packages fact and metric;
// targets and what is won for package attain; writing for package pipeline.
// What will happen by statistics is for others.
package call
