//go:build race

package app_test

// raceDetector makes SQLite ten times slower: what takes half a minute without
// it is left out with it.
const raceDetector = true
