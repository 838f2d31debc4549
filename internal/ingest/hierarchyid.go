package ingest

import (
	"encoding/hex"
	"strconv"
	"strings"
)

// ordinalRange is one range of ordinals in SQL Server's hierarchyid and the
// bits in which it is written: 0 and 1 stand for themselves, x for the bits of
// (ordinal - low) from the highest, T for the end of a level. The prefixes are
// such that bytes compare as the paths do.
type ordinalRange struct {
	low  int64
	bits string
}

var ordinalRanges = []ordinalRange{
	{-281479271682120, "000100" + fourteen + "0" + twentyOne + "0xxxxxx0xxx0x1xxxT"},
	{-4294971464, "000101" + nineteen + "0xxxxxx0xxx0x1xxxT"},
	{-4168, "000110xxxxx0xxx0x1xxxT"},
	{-72, "0010xx0x1xxxT"},
	{-8, "00111xxxT"},
	{0, "01xxT"},
	{4, "100xxT"},
	{8, "101xxxT"},
	{16, "110xx0x1xxxT"},
	{80, "1110xxx0xxx0x1xxxT"},
	{1104, "11110xxxxx0xxx0x1xxxT"},
	{5200, "111110" + nineteen + "0xxxxxx0xxx0x1xxxT"},
	{4294972496, "111111" + fourteen + "0" + twentyOne + "0xxxxxx0xxx0x1xxxT"},
}

const (
	fourteen  = "xxxxxxxxxxxxxx"
	nineteen  = fourteen + "xxxxx"
	twentyOne = nineteen + "xx"
)

// hierarchyPath turns a hierarchyid in hexadecimal, with or without 0x, into
// its path: 957080 is /6/1/4/, nothing is the root /. A level may have parts
// (/1.2/).
func hierarchyPath(text string) (string, *problem) {
	const longest = 2 * 892 // SQL Server's limit
	const fix = "export the column as CAST(node AS varbinary(892)) in hexadecimal, or as node.ToString() and use it without hierarchyid()"
	digits := strings.TrimPrefix(strings.TrimPrefix(tidy(text), "0x"), "0X")
	raw, err := hex.DecodeString(digits)
	if err != nil || len(digits) > longest {
		return "", problemf(fix, "%s is not a hierarchyid in hexadecimal", shown(text))
	}
	bits := make([]byte, 0, 8*len(raw))
	for _, b := range raw {
		for i := 7; i >= 0; i-- {
			bits = append(bits, '0'+b>>i&1)
		}
	}
	var path strings.Builder
	path.WriteByte('/')
	rest, open := string(bits), false
	for open || strings.Contains(rest, "1") {
		ordinal, end, used := readOrdinal(rest)
		if used == 0 {
			return "", problemf(fix, "%s is not a hierarchyid: bit %d begins no ordinal", shown(text), len(bits)-len(rest)+1)
		}
		rest, open = rest[used:], !end
		if open {
			ordinal-- // 1.2 lies between 1 and 2, and is written with the prefix of 2
		}
		path.WriteString(strconv.FormatInt(ordinal, 10))
		path.WriteByte("./"[btoi(end)])
	}
	if len(rest) >= 8 {
		return "", problemf(fix, "%s is not a hierarchyid: it ends in an empty byte", shown(text))
	}
	return path.String(), nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// readOrdinal reads one ordinal; used is 0 when no pattern fits.
func readOrdinal(bits string) (ordinal int64, end bool, used int) {
	for _, r := range ordinalRanges {
		if len(bits) < len(r.bits) {
			continue
		}
		offset, fits := int64(0), true
		for i := 0; i < len(r.bits) && fits; i++ {
			switch r.bits[i] {
			case 'x':
				offset = offset<<1 | int64(bits[i]-'0')
			case 'T':
				end = bits[i] == '1'
			default:
				fits = bits[i] == r.bits[i]
			}
		}
		if fits {
			return r.low + offset, end, len(r.bits)
		}
	}
	return 0, false, 0
}

// parentPath returns the path above: the parent of /6/1/4/ is /6/1/, the root
// has none (an empty text). It works for any path written with slashes.
func parentPath(path string) string {
	trimmed := strings.TrimSuffix(path, "/")
	if trimmed == "" {
		return ""
	}
	return trimmed[:strings.LastIndexByte(trimmed, '/')+1]
}
