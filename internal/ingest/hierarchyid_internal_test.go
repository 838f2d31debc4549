package ingest

import (
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHierarchyPath(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":             "/",
		"0x":           "/",
		"0x58":         "/1/",
		"48":           "/0/",
		"84":           "/4/",
		"9560":         "/6/1/",
		"956B":         "/6/1/1/",
		"957080":       "/6/1/4/",
		"957540":       "/6/1/10/",
		"95EF":         "/6/3/3/",
		"C110":         "/16/",
		"E02540":       "/98/",
		"62C0":         "/1.1/",
		"3F80":         "/-1/",
		"3880":         "/-8/",
		"F800000088":   "!", // cut short
		"00":           "!",
		"5800":         "!",
		"FF":           "!",
		"5":            "!",
		"zz":           "!",
		"68000000":     "!",
		" 0X5AC0 ":     "/1/1/",
		"58 ":          "/1/",
		"'58":          "!",
		"adventure":    "!",
		"60":           "!", // a part that nothing follows
		"956000000000": "!",
	} {
		got, p := hierarchyPath(text)
		if p != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q is %q (%v), want %q", text, got, p, want)
		}
	}
}

func TestParentPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/6/1/4/": "/6/1/", "/6/": "/", "/": "", "": "", "/1.2/": "/", "a/b": "a/"} {
		if got := parentPath(path); got != want {
			t.Errorf("the parent of %q is %q, want %q", path, got, want)
		}
	}
}

// encode writes a path as SQL Server does: the inverse of hierarchyPath.
func encode(levels [][]int64) string {
	var bits strings.Builder
	for _, parts := range levels {
		for i, ordinal := range parts {
			last := i == len(parts)-1
			if !last {
				ordinal++
			}
			r := ordinalRanges[0]
			for _, next := range ordinalRanges {
				if next.low <= ordinal {
					r = next
				}
			}
			free := strings.Count(r.bits, "x")
			for _, b := range r.bits {
				switch b {
				case 'x':
					free--
					bits.WriteByte('0' + byte((ordinal-r.low)>>free&1))
				case 'T':
					bits.WriteByte("01"[btoi(last)])
				default:
					bits.WriteRune(b)
				}
			}
		}
	}
	text := bits.String()
	for len(text)%8 != 0 {
		text += "0"
	}
	raw := make([]byte, len(text)/8)
	for i := range text {
		raw[i/8] = raw[i/8]<<1 | (text[i] - '0')
	}
	return hex.EncodeToString(raw)
}

func written(levels [][]int64) string {
	out := "/"
	for _, parts := range levels {
		for i, ordinal := range parts {
			if i > 0 {
				out += "."
			}
			out += strconv.FormatInt(ordinal, 10)
		}
		out += "/"
	}
	return out
}

// Every path of every range comes back, and encoded paths sort as paths do.
func TestHierarchyRoundTrip(t *testing.T) {
	t.Parallel()
	ordinal := rapid.OneOf(rapid.Int64Range(-80, 120), rapid.Int64Range(-5_000, 6_000), rapid.Int64Range(-281_479_271_682_120, 281_479_271_683_150),
		rapid.SampledFrom([]int64{-4294971465, -4294971464, -4169, -4168, -73, -72, -9, -8, -1, 0, 3, 4, 7, 8, 15, 16, 79, 80, 1103, 1104, 5199, 5200, 4294972495, 4294972496}))
	level := rapid.SliceOfN(ordinal, 1, 3)
	levels := rapid.SliceOfN(level, 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		a, b := levels.Draw(t, "a"), levels.Draw(t, "b")
		for _, v := range [][][]int64{a, b} {
			if got, p := hierarchyPath(encode(v)); p != nil || got != written(v) {
				t.Fatalf("%s is %s, which is read as %s (%v)", written(v), encode(v), got, p)
			}
		}
		if len(a) == 1 && len(b) == 1 && len(a[0]) == 1 && len(b[0]) == 1 {
			if (a[0][0] < b[0][0]) != (encode(a) < encode(b)) {
				t.Fatalf("%s and %s sort otherwise than their bytes", written(a), written(b))
			}
		}
	})
}

func FuzzHierarchyID(f *testing.F) {
	for _, seed := range []string{"58", "0x957540", "62C0", "FF", "00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, p := hierarchyPath(text)
		if p != nil {
			return
		}
		if !strings.HasPrefix(got, "/") || !strings.HasSuffix(got, "/") || strings.Contains(got, "//") {
			t.Fatalf("%q is %q", text, got)
		}
		if got != "/" && !strings.HasPrefix(got, parentPath(got)) {
			t.Fatalf("the parent of %q is %q", got, parentPath(got))
		}
	})
}
