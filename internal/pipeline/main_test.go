package pipeline_test

import (
	"flag"
	"os"
	"testing"

	"github.com/attainhq/attain/internal/store/storetest"
)

// TestMain lets each property run 40 times, 4 with -short: every step recomputes
// everything. (With -short rapid itself takes a fifth.)
// For a long search: go test ./internal/pipeline -run 'TwoClocks|Restless|Proofs' -rapid.checks=2000 -timeout 2h
func TestMain(m *testing.M) {
	flag.Parse()
	given := os.Getenv("RAPID_CHECKS") != ""
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		checks := "40"
		if testing.Short() {
			checks = "20"
		}
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic(err)
		}
	}
	storetest.Main(m)
}
