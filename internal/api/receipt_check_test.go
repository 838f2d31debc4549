package api_test

import (
	"encoding/json"
	"testing"

	"github.com/attainhq/attain/internal/track/attain"
)

// checkReceipt verifies a downloaded receipt as `attain receipt verify` does.
func checkReceipt(t *testing.T, text string) {
	t.Helper()
	var r attain.Receipt
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	if wrong := r.Check(); len(wrong) > 0 {
		t.Errorf("the receipt does not verify: %v", wrong)
	}
}
