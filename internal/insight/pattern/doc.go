// Package pattern finds what goes wrong without anybody saying so: territories,
// products, categories, channels and segments whose part of the whole has
// changed, sources whose leads are worse than others, and discount that goes
// with orders that come back. A finding is significant after all that was
// looked at is taken into account, and it is material; it says since when, what
// it costs, and which of the drivers has moved.
//
// The rules are pure; Service reads what they need and calls them. People are
// not looked at here: who falls short again and again is for another rule, which
// protects them from noise.
package pattern
