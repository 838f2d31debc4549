//go:build !race

package pipeline_test

const checks = "40"
