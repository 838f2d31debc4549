package quota_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/plan/quota"
)

// texts is a sheet as a file gives it back: all text.
func texts(s quota.Sheet) quota.Sheet {
	var out quota.Sheet
	for _, line := range s.Lines {
		l := quota.Line{Number: line.Number}
		for _, f := range line.Fields {
			text := f.Text
			if f.Number.Set {
				text = f.Number.Amount.String()
			}
			l.Fields = append(l.Fields, quota.Field{Text: text})
		}
		out.Lines = append(out.Lines, l)
	}
	return out
}

func sheet(lines ...string) quota.Sheet {
	var s quota.Sheet
	for i, line := range lines {
		l := quota.Line{Number: i + 1}
		for _, f := range strings.Split(line, "|") {
			l.Fields = append(l.Fields, quota.Field{Text: f})
		}
		s.Lines = append(s.Lines, l)
	}
	return s
}

// TestSheetRoundTrip: what goes out comes in again, and changes nothing.
func TestSheetRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p, err := first(anyPlan(r, t), anyAllocation(r))
		if err != nil {
			r.Fatal(err)
		}
		p = restrict(r, t, p)
		edit, faults := p.Read(texts(p.Sheet(nil)), nil)
		if len(faults)+len(edit.Cells)+len(edit.Floors)+len(edit.Caps) > 0 {
			r.Fatalf("%+v\n%+v", edit, faults)
		}
	})
}

func TestSheetRead(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company))
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "person:ann", 0, "10"), set(t, "person:ann", 1, "10"), set(t, "person:bob", 0, "5")}, Caps: limits(t, "person:bob", "99"),
		Locks: []quota.LockEdit{{Key: node("person:bob"), Period: 0, Locked: true}}})
	for name, test := range map[string]struct {
		sheet  quota.Sheet
		wants  []string // rows after it
		faults []string
	}{
		"cells": {sheet("NODE_ID|2027-Q1|2027-Q3|total", "person:ann|1,250.5||", "", "person:dee|'7|0|7"),
			[]string{"person:ann: 1250.5 10 - -", "person:dee: 7 - 0 -", "person:bob: 5 - - -"}, nil},
		"empty is nothing": {sheet("node_id|2027-Q1", "person:ann|"), []string{"person:ann: - 10 - -"}, nil},
		"a total":          {sheet("node_id|2027-Q1|2027-Q2|total", "person:ann|10|10|40"), []string{"person:ann: 20 20 - -"}, nil},
		"an old total":     {sheet("node_id|2027-Q1|total", "person:ann|11|20"), []string{"person:ann: 11 10 - -"}, nil},
		"a total that does not fit": {sheet("node_id|2027-Q1|total", "person:ann|11|40"), nil,
			[]string{"2 total says 40, and the periods add up to 21; correct one of them, or leave the total empty"}},
		"dates as a spreadsheet writes them": {sheet("\ufeffnode_id|Jan-27|2027 Q2 · Apr–Jun|Jul 2027", "person:ann|1|2|3"), []string{"person:ann: 1 2 3 -"}, nil},
		"decimal comma": {quota.Sheet{DecimalComma: true, Lines: sheet("node_id|2027-Q1|2027-Q2", "person:ann|1.234,5|0,25").Lines},
			[]string{"person:ann: 1234.5 0.25 - -"}, nil},
		"what is wrong": {sheet("node_id|2027-Q1|cap", "person:zoe|1|", "person:ann|lots|", "person:ann|1|", "|5|", "person:bob|6|-1", "team:north|-3|", "person:dee|=1+1|"), nil, []string{
			"2 node_id there is no person:zoe in this plan, or you may not see it",
			`3 2027-Q1 "lots" is not a number; write it like 1234.50`,
			"4 node_id person:ann stands in line 3 already",
			"5 node_id is missing; it says whose line this is",
			"6 cap -1 is below 0; targets are 0 or more",
			"6 2027-Q1 is locked; unlock it first",
			"7 2027-Q1 -3 is below 0; targets are 0 or more",
			`8 2027-Q1 "=1+1" is not a number; write it like 1234.50`,
		}},
		"columns": {sheet("name|2027-Q1|2027-Q1|2028-Q1"), nil, []string{
			"1 2027-Q1 stands there twice",
			"1 2028-Q1 is no column of this plan; the columns are node_id, parent_id, name, floor, cap, its periods (2027-Q1 to 2027-Q4) and total",
			"1 node_id is missing; it says whose line it is. Start from the export of this plan",
		}},
		"nothing": {quota.Sheet{}, nil, []string{"1  the file is empty; export the plan and fill that"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			edit, faults := p.Read(test.sheet, nil)
			var got []string
			for _, f := range faults {
				got = append(got, fmt.Sprintf("%d %s %s", f.Line, f.Column, f.Message))
			}
			if strings.Join(got, "\n") != strings.Join(test.faults, "\n") {
				t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.faults, "\n"))
			}
			if len(faults) == 0 {
				want(t, apply(t, p, edit), test.wants...)
			}
		})
	}
}

// FuzzRead: no field of a file makes the reader panic, and what it reads can be
// applied or is refused.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"1,234.5", "'=1+1", "1.234,5", "-0", "", "1e9", "\u00a01 000", "999999999999999999999"} {
		f.Add(seed, "2027-Q1", false)
	}
	p := plan(f, tree(f, company))
	f.Fuzz(func(t *testing.T, field, column string, comma bool) {
		s := sheet("node_id|2027-Q2", "person:ann|1")
		s.DecimalComma = comma
		s.Lines[0].Fields = append(s.Lines[0].Fields, quota.Field{Text: column})
		s.Lines[1].Fields = append(s.Lines[1].Fields, quota.Field{Text: field})
		edit, faults := p.Read(s, nil)
		if len(faults) > 0 {
			return
		}
		done, err := p.Apply(edit)
		if err == nil && done.Plan.Rows[at(t, done.Plan, "person:ann")].Cells[0].Amount < 0 {
			t.Errorf("%q became a number below 0", field)
		}
	})
}
