// Package shadow holds somebody's own spreadsheet against what Attain credits:
// which line of the sheet is which order, and why the two say different amounts.
// The differences lead from the sheet's total to Attain's, exactly.
//
// It knows how such sheets look (columns, totals, ways to write dates and
// amounts), not how a file is opened. It keeps nothing: a sheet is compared and
// forgotten.
package shadow
