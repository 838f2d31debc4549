// Package advise says what a goal would mean before it is one: how a sentence
// is understood, what its baseline was, what is wrong or odd about it, and the
// verdict by the five criteria. The page, the command line, programs and plan
// files ask it alike, so that they hear the same.
//
// It loads what package sentence and package smart need, and calls them. It
// writes nothing, and it shows nothing that the scope of the asker does not see.
package advise
