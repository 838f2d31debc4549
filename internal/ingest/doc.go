// Package ingest turns what other systems write into records in our words: it
// reads a profile (which file and columns mean what), maps rows to records,
// and says for each row that it cannot use what is wrong and how to mend it.
//
// It does not read files itself (a connector implements Source), does not know
// which ids exist, and stores nothing: package pipeline applies the records.
package ingest
