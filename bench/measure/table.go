package measure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The markers between which docs/PERFORMANCE.md holds the tables.
const (
	begin = "<!-- bench: the lines below are written by make bench -->"
	end   = "<!-- bench: end -->"
)

// Place puts the tables between the markers of a document; those already there
// go.
func Place(document, tables string) (string, error) {
	head, rest, found := strings.Cut(document, begin)
	_, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		return "", fmt.Errorf("the document has no lines %q and %q, between which the tables go", begin, end)
	}
	return head + begin + "\n\n" + tables + "\n" + end + tail, nil
}

// Tables writes the results as one table for each section, in their order.
func Tables(results []Result) string {
	var b strings.Builder
	if len(results) > 0 {
		first, last := results[0], results[len(results)-1]
		var machines []string
		for _, r := range results {
			if !slices.Contains(machines, r.Machine) {
				machines = append(machines, r.Machine)
			}
		}
		fmt.Fprintf(&b, "Taken on %s. %s. Load average from %.1f (first line) to %.1f (last).\n", last.Date, strings.Join(machines, "; "), first.Load, last.Load)
	}
	section := ""
	for _, r := range results {
		if r.Section != section {
			section = r.Section
			fmt.Fprintf(&b, "\n### %s\n\n", section)
			b.WriteString("| measure | engine | facts | Attain (low to high; CPU) | baseline | its value (low to high; CPU) | times better |\n")
			b.WriteString("|---|---|---:|---:|---|---:|---:|\n")
		}
		name := r.Name
		if r.Note != "" {
			name += " (" + r.Note + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", name, r.Engine, count(r.Facts),
			cell(r.Value, r.Low, r.High, r.CPU, r.Unit), r.Baseline, baseline(r), ratio(r.Ratio))
	}
	return b.String()
}

func baseline(r Result) string {
	if r.Baseline == "" {
		return ""
	}
	return cell(r.BaselineValue, r.BaselineLow, r.BaselineHigh, r.BaselineCPU, r.Unit)
}

func cell(value, low, high, cpu float64, unit string) string {
	text := "**" + number(value) + "** " + unit
	var more []string
	if low < high {
		more = append(more, number(low)+" to "+number(high))
	}
	if cpu > 0 {
		more = append(more, number(cpu)+" CPU-s")
	}
	if len(more) == 0 {
		return text
	}
	return text + " (" + strings.Join(more, "; ") + ")"
}

func ratio(r float64) string {
	if r == 0 {
		return ""
	}
	return number(r) + "×"
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return number(float64(n))
}

// number writes three digits that mean something, and commas between thousands.
func number(v float64) string {
	const digits = 3
	switch size := math.Abs(v); {
	case size >= 1000:
		return commas(strconv.FormatFloat(v, 'f', 0, 64))
	case size >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	default:
		return strconv.FormatFloat(v, 'g', digits, 64)
	}
}

func commas(digits string) string {
	const group = 3
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for at := len(digits) - group; at > 0; at -= group {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}
