package sentence

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/period"
)

func TestDebug(t *testing.T) {
	text := os.Getenv("S")
	if text == "" {
		t.Skip()
	}
	for _, s := range strings.Split(text, "|") {
		r := newReader(s, nil, Context{Today: 20779, Calendar: period.DefaultCalendar(), Currency: "EUR"})
		r.scan()
		for _, p := range r.pieces {
			fmt.Printf("   %-30q %T %+v\n", r.said(p.from, p.to), p.part, p.part)
		}
	}
}
