package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

const guide = "../../docs/guide/import.md"

var updateGuide = flag.Bool("update", false, "write the results of the examples into docs/guide/import.md")

// What an example of the guide has unless it says otherwise; the guide shows
// it in its first example.
const (
	guideHead    = "profile: 1\nsource: example\norganisation: {currency: USD, time_zone: Europe/Brussels}\n"
	guideFiles   = "files: {sales: sales.csv}\n"
	guideRecords = "records:\n  - {kind: sale, from: sales, id: id, occurred_at: date, amount: amount}\n"
)

// TestGuide runs every example of the guide: the files in its csv blocks are
// mapped by the profile in its yaml block, and give what its text block says.
func TestGuide(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(text), "```")
	var files csvfile.Uploads
	profile, examples := "", 0
	for i := 1; i+1 < len(parts); i += 2 {
		info, body, _ := strings.Cut(parts[i], "\n")
		switch kind, rest, _ := strings.Cut(info, " "); kind {
		case "csv":
			if profile != "" {
				files, profile = nil, ""
			}
			files = append(files, guideFile(t, rest, body))
		case "yaml":
			profile = completed(body)
			examples++
			if _, err := ingest.ParseProfile([]byte(profile)); err != nil && !strings.Contains(parts[i+2], "profile") {
				t.Errorf("a profile of the guide is wrong: %v\n%s", err, body)
			}
		case "text":
			got := guideResult(t, files, profile)
			if diff := cmp.Diff(body, got); diff != "" && !*updateGuide {
				t.Errorf("example %d (-guide +got):\n%s\n%s", examples, diff, profile)
			}
			parts[i] = info + "\n" + got
			files, profile = nil, ""
		}
	}
	const least = 20
	if examples < least {
		t.Errorf("only %d examples were found in the guide", examples)
	}
	if *updateGuide {
		if err := os.WriteFile(guide, []byte(strings.Join(parts, "```")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func completed(profile string) string {
	if !strings.HasPrefix(profile, "profile:") {
		if strings.Contains(profile, "organisation:") {
			profile = "profile: 1\nsource: example\n" + profile
		} else {
			profile = guideHead + profile
		}
	}
	if !strings.Contains(profile, "files:") {
		profile += guideFiles
	}
	if !strings.Contains(profile, "records:") {
		profile += guideRecords
	}
	return profile
}

// guideFile returns a file of the guide: "name" or "name encoding".
func guideFile(t *testing.T, info, body string) csvfile.Upload {
	t.Helper()
	name, label, _ := strings.Cut(info, " ")
	content := []byte(body)
	var err error
	switch label {
	case "":
	case "utf-16le":
		content, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(content)
	default:
		encoding, e := htmlindex.Get(label)
		if e != nil {
			t.Fatal(e)
		}
		content, err = encoding.NewEncoder().Bytes(content)
	}
	if err != nil {
		t.Fatal(err)
	}
	return upload(name, content)
}

func upload(name string, content []byte) csvfile.Upload {
	return csvfile.Upload{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

// guideResult maps the files and describes what comes out, a line each.
func guideResult(t *testing.T, files csvfile.Uploads, profile string) string {
	t.Helper()
	p, err := ingest.ParseProfile([]byte(profile))
	if err != nil {
		return "profile: " + sayError(err)
	}
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = p.Map(context.Background(), files, zone, func(m ingest.Mapped) error {
		out.WriteString(describe(m))
		return nil
	})
	if err != nil {
		return "refused: " + sayError(err)
	}
	return out.String()
}

// sayError writes an error with a line for each field.
func sayError(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) == 0 {
		return err.Error() + "\n"
	}
	out := f.Message + "\n"
	for _, field := range f.Fields {
		out += "    " + field.Name + ": " + field.Message + "\n"
	}
	return out
}

// describe writes a mapped row as the guide shows it.
func describe(m ingest.Mapped) string {
	at := fmt.Sprintf("line %d: ", m.Line)
	if m.File == "profile" {
		at = "profile: "
	}
	if !m.Ok() {
		var out strings.Builder
		for _, f := range m.Faults {
			field := f.Field
			if field == "" {
				field = "row"
			}
			fmt.Fprintf(&out, "%sFAULT %s: %s\n    fix: %s\n", at, field, f.Message, f.Fix)
		}
		return out.String()
	}
	note := ""
	if m.Repeated > 0 {
		note = fmt.Sprintf("  (and %d the same)", m.Repeated)
	}
	if len(m.Replaced) > 0 {
		note += fmt.Sprintf("  (instead of line %v)", m.Replaced)
	}
	return at + describeRecord(m.Record) + note + "\n"
}

func describeRecord(record ingest.Record) string {
	if out, ok := describeEvent(record); ok {
		return out
	}
	switch v := record.(type) {
	case ingest.Sale:
		out := fmt.Sprintf("sale %s %s %s %s", v.ID, v.Day, v.Amount, v.Currency)
		if v.Order != v.ID {
			out += " order " + v.Order
		}
		if v.Owner != "" {
			out += " owner " + v.Owner
		}
		if v.Customer != "" {
			out += " customer " + v.Customer
		}
		if v.Territory != "" {
			out += " territory " + v.Territory
		}
		if v.Quantity != 0 {
			out += " quantity " + v.Quantity.String()
		}
		if v.Cost != nil {
			out += " cost " + v.Cost.String()
		}
		if v.Cancelled {
			out += " cancelled"
		}
		return out
	case ingest.Target:
		return strings.TrimSpace(fmt.Sprintf("target %s %s %s %s %s", v.OfKind, v.Of, v.Metric, v.Period, v.Value))
	case ingest.Person:
		out := fmt.Sprintf("person %s %q", v.ID, v.Name)
		if len(v.Aliases) > 0 {
			out += fmt.Sprintf(" also %v", v.Aliases)
		}
		if v.Manager != "" {
			out += " manager " + v.Manager
		}
		return out
	case ingest.Assignment:
		return fmt.Sprintf("assignment %s %s %s", v.Person, v.Territory, v.During)
	case ingest.Split:
		return fmt.Sprintf("split %s %s %s%%", v.Order, v.Person, v.Percent)
	case ingest.Customer:
		return fmt.Sprintf("customer %s %q", v.ID, v.Name)
	}
	return fmt.Sprintf("%s %+v", record.Kind(), record)
}
