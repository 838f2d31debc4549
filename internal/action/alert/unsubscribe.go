package alert

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// token returns what ends the mails to a user: it names him, and is signed. It
// can do nothing else and does not end.
func token(key []byte, orgID, userID string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(userID)) + "." + base64.RawURLEncoding.EncodeToString(signature(key, orgID, userID))
}

func signature(key []byte, orgID, userID string) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte("no mail\n" + orgID + "\n" + userID)) // a hash takes everything
	return mac.Sum(nil)
}

// readToken returns the user whom the token names.
func readToken(key []byte, orgID, text string) (userID string, ok bool) {
	name, signed, _ := strings.Cut(text, ".")
	id, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil || len(key) == 0 {
		return "", false
	}
	sum, err := base64.RawURLEncoding.DecodeString(signed)
	if err != nil || !hmac.Equal(sum, signature(key, orgID, string(id))) {
		return "", false
	}
	return string(id), true
}

// Unsubscribe ends all mails to the user whom the token of a mail names. What he
// is told stays on the page. To do it twice changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, orgID, text string) error {
	look, err := s.store.AlertLook(ctx, orgID)
	if err != nil {
		return err
	}
	id, ok := readToken(look.Key, orgID, text)
	if !ok {
		return fault.New(fault.NotFound, "this link is not valid; sign in and choose how you want to be told")
	}
	p, err := s.Preferences(ctx, orgID, id)
	if err != nil {
		return err
	}
	p.NoMail = true
	return s.store.SaveAlertPreferences(ctx, orgID, id, p)
}
