package access

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

const (
	minPassword = 10  // characters
	maxPassword = 256 // bytes: long enough for any phrase, short enough to hash
	minDistinct = 5   // different characters
)

// strength is what one hash costs: 19 MiB and two passes, the least that OWASP
// recommends for argon2id, so that a small server survives a rush.
var strength = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// atOnce is how many hashes are computed at the same time; others wait.
const atOnce = 4

// common holds parts that most guessing begins with. A password is refused when
// it is made of them, digits and punctuation only.
var common = []string{
	"password", "passwort", "motdepasse", "contraseña", "qwertyuiop", "qwerty", "qwertz", "azerty",
	"asdfghjkl", "asdfgh", "zxcvbnm", "letmein", "welcome", "iloveyou", "administrator", "admin",
	"changeme", "secret", "default", "monkey", "dragon", "football", "baseball", "sunshine",
	"princess", "abcdefghij", "abcdef", "abc", "test", "login", "master", "attain", "sales", "hello",
}

// checkPassword says what is wrong with a password for the account, "" when
// nothing is.
func checkPassword(password, email string) string {
	lower := strings.ToLower(password)
	distinct := make(map[rune]bool)
	for _, r := range lower {
		distinct[r] = true
	}
	local, _, _ := strings.Cut(emailKey(email), "@")
	switch {
	case !utf8.ValidString(password):
		return "is not valid text"
	case utf8.RuneCountInString(password) < minPassword:
		return fmt.Sprintf("is too short; use at least %d characters, for example four words", minPassword)
	case len(password) > maxPassword:
		return fmt.Sprintf("is too long; use at most %d bytes", maxPassword)
	case len(distinct) < minDistinct:
		return fmt.Sprintf("repeats itself; use at least %d different characters", minDistinct)
	case isCommon(lower, emailKey(email), local):
		return "is among the first that are guessed; use something less common, for example four words"
	default:
		return ""
	}
}

// isCommon reports whether nothing but digits and punctuation is left of the
// password after the well-known parts and the account's own name are removed.
func isCommon(lower string, own ...string) bool {
	for _, part := range append(own, common...) {
		if part != "" {
			lower = strings.ReplaceAll(lower, part, "")
		}
	}
	return strings.Trim(lower, "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~€£§") == ""
}

// hasher computes argon2id, a few at a time so that a rush of sign-ins cannot
// take all memory.
type hasher struct {
	params argon2id.Params
	slots  chan struct{}
	decoy  string // the hash of a password that nobody knows
}

func newHasher(params argon2id.Params) (*hasher, error) {
	h := &hasher{params: params, slots: make(chan struct{}, atOnce)}
	decoy, err := argon2id.CreateHash(newSecret(), &h.params)
	if err != nil {
		return nil, fmt.Errorf("hash a first password: %w", err)
	}
	h.decoy = decoy
	return h, nil
}

func (h *hasher) acquire(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a free slot to hash a password: %w", ctx.Err())
	}
}

func (h *hasher) release() { <-h.slots }

// hash returns what is stored of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.acquire(ctx); err != nil {
		return "", err
	}
	defer h.release()
	stored, err := argon2id.CreateHash(password, &h.params)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return stored, nil
}

// matches reports whether the password is the stored one. With stored "" it
// does the same work and reports false, so that the time does not tell whether
// an account exists.
func (h *hasher) matches(ctx context.Context, password, stored string) (bool, error) {
	if err := h.acquire(ctx); err != nil {
		return false, err
	}
	defer h.release()
	usable := stored != "" && len(password) <= maxPassword
	if !usable {
		password, stored = "decoy", h.decoy
	}
	ok, err := argon2id.ComparePasswordAndHash(password, stored)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return ok && usable, nil
}
