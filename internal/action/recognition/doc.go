// Package recognition says who did well, without a precision that the numbers do
// not have and without shaming anybody (methods.md 9.4): bands of people whom
// luck alone could have put in another order, in several categories, and badges
// that are awarded once with their evidence.
//
// Rank, Noise and the rules of badges are pure. The service reads what they need
// from figures, keeps badges, and says what a wall shows. What colleagues may see
// of each other the organisation decides; who may see a node, package access.
package recognition
