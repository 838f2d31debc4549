package token_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/plan/sentence/token"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Achieve $500,000 by Q1.":       "achieve $ 500,000 by q 1 .",
		"Chloé’s rates, year-over-year": "chloe rate , year over year",
		"from 1–15 % to >= 20":          "from 1 - 15 % to ≥ 20",
		"31.3.2027 or 1 200 000":        "31.3.2027 or 1 200 000",
		"[a]\u202eb\x00c (“d”)":         "a b c d",
	} {
		var got []string
		end := 0
		for _, t := range token.Split(text) {
			got = append(got, t.Key())
			end = max(end, t.End)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q is divided into %q, want %q", text, s, want)
		}
		if end > len([]rune(text)) {
			t.Errorf("%q ends at %d", text, end)
		}
	}
}

func TestWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"twelve": "12", "a dozen": "12", "two hundred and fifty thousand": "250000", "half a million": "500000", "one and a half million": "1500000", "1.5m": "1500000", "500k": "500000",
		"12.500": "12.5 or 12500", "1,250.50": "1250.5", "1.250.000,5": "1250000.5", "40 lakh": "4000000", "2,5 Mio": "2500000", "twenty-five": "25", "1 200 000": "1200000", "12,34,56": "", "bikes": "",
	} {
		n, next := token.Split(text).Written(0)
		got := ""
		if next > 0 {
			got = n.Value.RatString()
			if !n.Value.IsInt() {
				got = strings.TrimRight(n.Value.FloatString(4), "0")
			}
			if n.Other != nil {
				got += " or " + n.Other.RatString()
			}
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}
