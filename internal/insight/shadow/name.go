package shadow

import (
	"slices"
	"strings"
	"unicode"
)

// forms are legal forms at the end of companies' names: people leave them out.
var forms = []string{"inc", "ltd", "llc", "llp", "plc", "corp", "co", "company", "corporation", "limited", "incorporated",
	"gmbh", "ag", "kg", "ohg", "ug", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "oy", "pty", "kk"}

// plain makes names comparable: without case, marks and legal form.
func plain(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for len(words) > 1 && slices.Contains(forms, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}
