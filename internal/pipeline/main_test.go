package pipeline_test

import (
	"flag"
	"os"
	"testing"

	"github.com/attainhq/attain/internal/store/storetest"
)

// TestMain lets each property run 40 times, 8 with -short: every step recomputes
// everything.
// For a long search: go test ./internal/pipeline -run 'TwoClocks|Restless|Proofs' -rapid.checks=2000 -timeout 2h
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "40"); err != nil {
			panic(err)
		}
	}
	storetest.Main(m)
}
