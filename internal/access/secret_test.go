package access

// These tests are inside the package: what they check is not exported, so that
// nobody can weaken it from outside.

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/attainhq/attain/internal/fault"
)

func TestSecrets(t *testing.T) {
	t.Parallel()
	secret := newSecret()
	if len(secret) != 43 || !isSecret(secret) || secret == newSecret() {
		t.Errorf("%q is not a secret", secret)
	}
	if !isToken(TokenPrefix+secret) || isToken(secret) || isSecret(TokenPrefix+secret) {
		t.Error("tokens and secrets are not told apart")
	}
	for _, text := range []string{"", secret[:42], secret + "A", secret[:42] + "!", strings.Repeat("=", 43), secret[:42] + "\n"} {
		if isSecret(text) {
			t.Errorf("%q passes for a secret", text)
		}
	}
	if got := hashSecret("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("the hash is not SHA-256 in hex: %s", got)
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		password string
		wrong    string // part of what is said, "" when it is accepted
	}{
		{"correct horse battery staple", ""},
		{"Zwölf Boxkämpfer", ""},
		{"tr0ub4dor&3x", ""},
		{"", "too short"},
		{"shortpass", "too short"},
		{"äöüäöüäöü", "too short"},
		{strings.Repeat("abcdefgh1", 29), "too long"},
		{"aaaaaaaaaaaaa", "repeats itself"},
		{"abababababab", "repeats itself"},
		{"password123", "among the first"},
		{"PassWord!!2024", "among the first"},
		{"1234567890", "among the first"},
		{"qwertyuiop", "among the first"},
		{"welcome-admin-1", "among the first"},
		{"linda.mitchell1", "among the first"},
		{"Linda.Mitchell@example.com", "among the first"},
		{"attain-sales-2026", "among the first"},
		{"broken\xff\xfe text", "not valid text"},
	} {
		got := checkPassword(test.password, "Linda.Mitchell@example.com")
		if test.wrong == "" && got != "" || !strings.Contains(got, test.wrong) {
			t.Errorf("%q: %q, want %q", test.password, got, test.wrong)
		}
	}
}

// cheap keeps the tests fast; the strength is checked by TestStrength.
var cheap = argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func TestStrength(t *testing.T) {
	t.Parallel()
	h, err := newHasher(strength)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := h.hash(t.Context(), "correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("got %s", stored)
	}
}

func TestHasher(t *testing.T) {
	t.Parallel()
	h, err := newHasher(cheap)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := h.hash(t.Context(), "correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		password, stored string
		want             bool
	}{
		{"correct horse battery staple", stored, true},
		{"Correct horse battery staple", stored, false},
		{"", stored, false},
		{"decoy", "", false},
		{"", "", false},
		{strings.Repeat("x", 100_000), stored, false},
	} {
		if got, err := h.matches(t.Context(), test.password, test.stored); err != nil || got != test.want {
			t.Errorf("%.20q: %v, %v", test.password, got, err)
		}
	}
	if _, err := h.matches(t.Context(), "x", "not a hash"); err == nil {
		t.Error("a broken hash was compared")
	}
}

// A caller that waits for a slot gives up with its request.
func TestHasherGivesUp(t *testing.T) {
	t.Parallel()
	h, err := newHasher(cheap)
	if err != nil {
		t.Fatal(err)
	}
	for range atOnce {
		if err := h.acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := h.matches(ctx, "x", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	h.release()
	if _, err := h.hash(t.Context(), "x"); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	l := newLimiter("account", 3)
	var a, b Tries
	for i := range 3 {
		if err := l.take(&a, now); err != nil {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	for i, seconds := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900} {
		want, counted := time.Duration(seconds)*time.Second, a
		err := l.take(&a, now)
		if !fault.Is(err, fault.TooMany) || fault.RetryAfter(err) != want {
			t.Fatalf("wait %d: %v, %s; want %s", i+1, err, fault.RetryAfter(err), want)
		}
		now = now.Add(want - 1)
		if err := l.take(&a, now); fault.RetryAfter(err) != 1 {
			t.Fatalf("wait %d ended early: %v", i+1, err)
		}
		if a != counted {
			t.Fatalf("a try that was refused counts: %+v, %+v before", a, counted)
		}
		now = now.Add(1)
		if err := l.take(&a, now); err != nil {
			t.Fatalf("wait %d goes on: %v", i+1, err)
		}
	}
	if err := l.take(&b, now); err != nil {
		t.Errorf("another key waits: %v", err)
	}
	now = now.Add(time.Hour)
	for range 3 {
		if err := l.take(&a, now); err != nil {
			t.Fatalf("after an hour: %v", err)
		}
	}
	if err := l.take(&a, now.Add(-3*time.Hour)); fault.RetryAfter(err) != time.Second {
		t.Errorf("after the clock went back three hours: %v, %s", err, fault.RetryAfter(err))
	}
	if err := l.take(&a, now.Add(time.Second-3*time.Hour)); err != nil {
		t.Errorf("a second later: %v", err)
	}
	if key := l.key("ana@example.com"); key == l.key("ben@example.com") || key == newLimiter("address", 3).key("ana@example.com") || strings.Contains(key, "ana") {
		t.Errorf("the key is %q", key)
	}
}

func TestWaitInWords(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{
		1:                                   "a second",
		time.Second:                         "a second",
		1100 * time.Millisecond:             "2 seconds",
		64 * time.Second:                    "64 seconds",
		121 * time.Second:                   "3 minutes",
		15 * time.Minute:                    "15 minutes",
		119*time.Second + 1:                 "2 minutes",
		10*time.Minute + 1*time.Millisecond: "11 minutes",
	} {
		if got := waitInWords(wait); got != want {
			t.Errorf("%s: got %q, want %q", wait, got, want)
		}
	}
}
