// Package training knows the programmes that people are asked to take, who has
// taken them, and what came of it.
//
// The effect of a programme (effect.go) is pure: what a driver was before and
// after for those who completed it, held against peers who did not and were at
// the same level before. It says how sure that is, and says nothing when there
// are too few. The service around it reads the people that its reader sees;
// what a driver comes to is for package attain.
package training
