package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

const (
	secretBytes = 32 // 256 bits: 43 characters of base64url

	// TokenPrefix begins every API token, so that people and secret scanners
	// recognise one.
	TokenPrefix = "attain_"

	shownOfToken = len(TokenPrefix) + 6 // too little to help a guess
)

// newSecret returns 256 random bits in 43 characters that need no escaping.
func newSecret() string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // it never fails: without randomness it ends the program
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashSecret returns what is stored of a secret: its SHA-256 in hex.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// isSecret reports whether the text has the form of a secret, so that rubbish
// costs no query.
func isSecret(text string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(b) == secretBytes
}

// isToken reports whether the text has the form of an API token.
func isToken(text string) bool {
	rest, ok := strings.CutPrefix(text, TokenPrefix)
	return ok && isSecret(rest)
}
