package pipeline

// VerifyWithin is Verify with so many cells in memory.
var VerifyWithin = verify
