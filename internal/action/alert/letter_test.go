package alert_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
)

func told(n int, change func(i int, h *alert.Happening)) []alert.Alert {
	list := make([]alert.Alert, n)
	for i := range list {
		h := alert.Happening{Kind: alert.Status, Tone: alert.Bad, Title: "Ana: Revenue is now at risk", Text: "The chance is 42%.", Link: "/n/person:ana?metric=revenue&period=2026-Q4"}
		if change != nil {
			change(i, &h)
		}
		list[i].Happening = h
	}
	return list
}

// TestWrite: a mail says what happened with the numbers and the link, in text
// and in HTML, and how to get no more.
func TestWrite(t *testing.T) {
	t.Parallel()
	paper := alert.Paper{Site: "https://attain.example.com", Organisation: "Lark & Field", Unsubscribe: "a.b"}
	ana := access.User{Email: "ana@example.com", Name: "Ana"}
	one, err := alert.Write(paper, ana, "7", told(1, nil))
	if err != nil || one.Subject != "Ana: Revenue is now at risk" || one.To != ana.Email || one.ID != "7" || one.Unsubscribe != "https://attain.example.com/api/v1/mail/unsubscribe?token=a.b" {
		t.Fatalf("%+v, %v", one, err)
	}
	for _, want := range []string{"Needs attention: Ana: Revenue is now at risk", "The chance is 42%.", "https://attain.example.com/n/person:ana?metric=revenue&period=2026-Q4",
		"https://attain.example.com/unsubscribe?token=a.b", "https://attain.example.com/alerts/preferences", "Lark & Field"} {
		if !strings.Contains(one.Text, want) {
			t.Errorf("the text has no %q:\n%s", want, one.Text)
		}
	}
	for _, want := range []string{"Needs attention", "The chance is 42%.", `href="https://attain.example.com/n/person:ana?metric=revenue&amp;period=2026-Q4"`, "Lark &amp; Field"} {
		if !strings.Contains(one.HTML, want) {
			t.Errorf("the HTML has no %q:\n%s", want, one.HTML)
		}
	}
	many, err := alert.Write(paper, ana, "8", told(1000, func(i int, h *alert.Happening) {
		if i > 1 {
			h.Tone = alert.Good
		}
	}))
	if err != nil || many.Subject != "Attain: 1000 alerts, 2 need attention" || strings.Count(many.Text, "/n/person:ana") != 25 || !strings.Contains(many.Text, "And 975 more: https://attain.example.com/alerts") {
		t.Errorf("%q, %v:\n%s", many.Subject, err, many.Text)
	}
	nasty, err := alert.Write(paper, ana, "9", told(1, func(_ int, h *alert.Happening) {
		h.Title, h.Text = "x\r\nBcc: all@example.com", "<script>alert(1)</script>"
	}))
	if err != nil || strings.ContainsAny(nasty.Subject, "\r\n") || strings.Contains(nasty.HTML, "<script>") {
		t.Errorf("%q, %v:\n%s", nasty.Subject, err, nasty.HTML)
	}
}
