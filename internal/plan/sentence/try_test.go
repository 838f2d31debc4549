package sentence_test

import (
	"os"
	"testing"
)

func TestTry(t *testing.T) {
	if os.Getenv("TRY") == "" {
		t.Skip()
	}
	*update = true
	runScript(t, os.Getenv("TRY"), readScript(t, os.Getenv("TRY")))
}
