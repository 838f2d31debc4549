package alert

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/fault"
)

// token returns what ends the mails to a user: it names him, and is signed. It
// can do nothing else and does not end.
func token(key []byte, orgID, userID string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(orgID+"\n"+userID)) + "." + base64.RawURLEncoding.EncodeToString(signature(key, orgID, userID))
}

func signature(key []byte, orgID, userID string) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte("no mail\n" + orgID + "\n" + userID)) // a hash takes everything
	return mac.Sum(nil)
}

// Unsubscribe ends all mails to the user whom the token of a mail names. What he
// is told stays on the page. To do it twice changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, text string) error {
	wrong := fault.New(fault.NotFound, "this link is not valid; sign in and choose how you want to be told")
	name, signed, _ := strings.Cut(text, ".")
	who, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil || !utf8.Valid(who) || strings.ContainsRune(string(who), 0) {
		return wrong
	}
	orgID, userID, _ := strings.Cut(string(who), "\n")
	sum, err := base64.RawURLEncoding.DecodeString(signed)
	if err != nil {
		return wrong
	}
	look, err := s.store.AlertLook(ctx, orgID)
	if err != nil {
		return err
	}
	if len(look.Key) == 0 || !hmac.Equal(sum, signature(look.Key, orgID, userID)) {
		return wrong
	}
	p, err := s.Preferences(ctx, orgID, userID)
	if err != nil {
		return err
	}
	p.NoMail = true
	return s.store.SaveAlertPreferences(ctx, orgID, userID, p)
}
