package pipeline

// VerifyWithin is Verify with so many cells in memory.
var VerifyWithin = verify

// RowsPerWrite is how many rows one transaction of an import stores.
const RowsPerWrite = rowsPerWrite
