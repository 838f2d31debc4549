// Package planfile knows plans as text: goals, targets, metrics, stages and
// plan rates in a YAML file that people keep under version control. It reads a
// file strictly, naming the line of whatever is wrong, writes one, says how
// two differ, and describes the format as a JSON Schema for editors. One table
// of fields (format.go) makes both the reader and the schema.
//
// It is pure. Turning sentences into goals needs package sentence and today's
// date and is left to package advise; storing what differs is left to the
// pipeline.
package planfile
