//go:build race

package pipeline_test

// The race detector makes SQLite ten times slower, and the properties start no
// goroutines of their own.
const checks = "4"
