package sentence_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/plan/sentence"
)

func TestShow(t *testing.T) {
	if os.Getenv("S") == "" {
		t.Skip()
	}
	for _, s := range strings.Split(os.Getenv("S"), "|") {
		u := sentence.Understand(s, nil, company())
		fmt.Println("==", s)
		for _, p := range u.Phrases {
			fmt.Printf("  [%d,%d) %s “%s”: %s\n", p.Start, p.End, p.Field, p.Text, p.Meaning)
		}
		for _, q := range u.Questions {
			fmt.Printf("  ? %s (%s) %s — %s\n", q.ID, q.Field, q.Text, q.Why)
			for _, c := range q.Choices {
				fmt.Printf("      %s: %s · %s · %s\n", c.ID, c.Label, c.Meaning, c.Example)
			}
		}
		for _, m := range u.Missing {
			fmt.Printf("  - %s: %s (%s)\n", m.Field, m.Text, m.Example)
		}
		for _, p := range u.Problems {
			fmt.Printf("  ! %s: %s\n", p.Field, p.Message)
		}
		if len(u.Goals) > 0 {
			fmt.Println("  title:", u.Goals[0].Title)
		}
		fmt.Println("  back:", u.Readback)
		fmt.Println("  offer:", u.Completion)
	}
}
