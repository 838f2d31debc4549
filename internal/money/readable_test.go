package money_test

import (
	"testing"

	"github.com/attainhq/attain/internal/money"
)

func TestReadable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "0", "-0.001": "0", "12.5": "12.50", "999.995": "1,000", "1234567.8949": "1,234,567.89", "-1000": "-1,000",
		"922337203685477.58": "922,337,203,685,477.58",
	} {
		a, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Readable(); got != want {
			t.Errorf("%s reads %q, want %q", text, got, want)
		}
	}
}
