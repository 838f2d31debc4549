package pipeline

// VerifyWithin is Verify with so many cells in memory.
var VerifyWithin = verify

// Writing returns the pipeline with transactions of so many rows of an import.
func (p *Pipeline) Writing(perWrite int) *Pipeline {
	next := *p
	next.perWrite = perWrite
	return &next
}
