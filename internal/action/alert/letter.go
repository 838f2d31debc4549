package alert

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"github.com/attainhq/attain/internal/access"
)

// Paper is what every mail carries.
type Paper struct {
	Site         string // where links begin
	Organisation string
	Unsubscribe  string // the token of its reader
}

// listed is how many alerts a mail tells at most; of more it says how many.
const listed = 25

// words that stand beside the colour of a tone.
var toneWords = map[Tone]string{Good: "Good news", Bad: "Needs attention", Notice: "To do"}

// Write writes the mail that tells the alerts, the most urgent kinds first.
func Write(p Paper, to access.User, id string, list []Alert) (Message, error) {
	m := Message{ID: id, To: to.Email, Name: to.Name, Subject: subject(list), Unsubscribe: p.Site + "/api/v1/mail/unsubscribe?token=" + url.QueryEscape(p.Unsubscribe)}
	page := sheet{Name: to.Name, Organisation: p.Organisation, Site: p.Site, All: p.Site + "/alerts", Choose: p.Site + "/alerts/preferences", Unsubscribe: p.Site + "/unsubscribe?token=" + url.QueryEscape(p.Unsubscribe)}
	shown := list[:min(listed, len(list))]
	page.More = len(list) - len(shown)
	for _, kind := range Kinds() {
		s := section{Title: kind.Words().Name}
		for _, a := range shown {
			if a.Kind == kind {
				s.Items = append(s.Items, entry{Title: a.Title, Text: a.Text, Tone: toneWords[a.Tone], Color: color(a.Tone), Link: p.Site + a.Link})
			}
		}
		if len(s.Items) > 0 {
			page.Sections = append(page.Sections, s)
		}
	}
	m.Text = page.plain()
	var b strings.Builder
	if err := letterHead.Execute(&b, page); err != nil {
		return m, fmt.Errorf("writing mail %s: %w", id, err)
	}
	m.HTML = b.String()
	return m, nil
}

// subject tells one alert, or how many there are of which sort.
func subject(list []Alert) string {
	if len(list) == 1 {
		return oneLine(list[0].Title)
	}
	bad := 0
	for _, a := range list {
		if a.Tone == Bad {
			bad++
		}
	}
	text := fmt.Sprintf("%d alerts", len(list))
	switch bad {
	case 0:
	case 1:
		text += ", 1 needs attention"
	default:
		text += fmt.Sprintf(", %d need attention", bad)
	}
	return "Attain: " + text
}

// oneLine keeps names with line breaks out of the head of a mail.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

type sheet struct {
	Name, Organisation, Site, All, Choose, Unsubscribe string
	Sections                                           []section
	More                                               int
}

type section struct {
	Title string
	Items []entry
}

type entry struct{ Title, Text, Tone, Color, Link string }

func color(t Tone) string {
	return map[Tone]string{Good: "#0b6b53", Bad: "#a8321f", Notice: "#1f4f8f"}[t]
}

// plain writes the mail as text.
func (s sheet) plain() string {
	var b strings.Builder
	for _, section := range s.Sections {
		fmt.Fprintf(&b, "%s\n%s\n\n", section.Title, strings.Repeat("-", len([]rune(section.Title))))
		for _, e := range section.Items {
			fmt.Fprintf(&b, "%s: %s\n%s\n%s\n\n", e.Tone, oneLine(e.Title), oneLine(e.Text), e.Link)
		}
	}
	if s.More > 0 {
		fmt.Fprintf(&b, "And %d more: %s\n\n", s.More, s.All)
	}
	fmt.Fprintf(&b, "-- \nYou get this because you have an account for %s in Attain.\nChoose what you are told: %s\nNo more mails: %s\n", oneLine(s.Organisation), s.Choose, s.Unsubscribe)
	return b.String()
}

// letterHead writes the mail as HTML. Mail programs know tables and styles in
// elements, and little else.
var letterHead = template.Must(template.New("mail").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Attain</title></head>
<body style="margin:0;padding:24px 12px;background:#f4f5f7;font-family:-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;color:#1b2330">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr><td align="center">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="max-width:600px;background:#ffffff;border:1px solid #dfe3e8;border-radius:8px"><tr><td style="padding:24px">
{{range .Sections}}<h2 style="margin:0 0 12px;font-size:14px;line-height:20px;color:#59647a">{{.Title}}</h2>
{{range .Items}}<div style="margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid {{.Color}}">
<div style="font-size:12px;line-height:18px;color:{{.Color}}">{{.Tone}}</div>
<div style="font-size:16px;line-height:22px;font-weight:600"><a href="{{.Link}}" style="color:#1b2330">{{.Title}}</a></div>
<div style="font-size:14px;line-height:21px">{{.Text}}</div></div>
{{end}}{{end}}{{if .More}}<p style="font-size:14px"><a href="{{.All}}">And {{.More}} more</a></p>{{end}}
<p style="margin:24px 0 0;font-size:12px;line-height:18px;color:#59647a">You get this because you have an account for {{.Organisation}} in Attain.<br>
<a href="{{.Choose}}" style="color:#59647a">Choose what you are told</a> · <a href="{{.Unsubscribe}}" style="color:#59647a">No more mails</a></p>
</td></tr></table></td></tr></table></body></html>
`))
