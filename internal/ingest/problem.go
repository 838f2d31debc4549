package ingest

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// problem is what is wrong with one value, before it is known which field and
// column it stands in.
type problem struct{ what, fix string }

// Error implements error, so that a problem can pass through an expression.
func (p *problem) Error() string { return p.what }

// problemf returns a problem whose message follows fmt.Sprintf.
func problemf(fix, format string, args ...any) *problem {
	return &problem{what: fmt.Sprintf(format, args...), fix: fix}
}

// shown quotes a value for a message, cut to 40 characters.
func shown(text string) string {
	const longest = 40
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text[:min(len(text), longest*utf8.UTFMax)])[:longest]) + "…"
	}
	return strconv.Quote(text)
}
