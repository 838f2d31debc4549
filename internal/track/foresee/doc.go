// Package foresee says where goals and targets end, and how sure that is: a
// projection for each, made of what has happened, what is open and what is still
// to come. It keeps each one as it was given, and holds it against what came.
//
// The arithmetic is that of the packages forecast, finish and calibrate. This
// one reads what they need as it was known on a day, chooses between them, and
// says in words what it chose and why.
package foresee
