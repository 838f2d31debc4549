// Package csvfile reads delimited text files: from a folder, or from a set of
// files that a user uploaded. It implements ingest.Source.
//
// It knows how text is laid out (encodings, delimiters, quotes, headers, line
// ends) and how spreadsheets and other programs damage it. It leaves to package
// ingest what a cell means. What cannot be read for certain is a fault of its
// row, with the line it stands on, and reading goes on with the next line; no
// damage of one row hides another row.
//
// # Encodings
//
// A byte order mark decides. Without one, text is UTF-8, or UTF-16 when every
// other byte of the beginning is zero; bytes that are not UTF-8 make their row
// a fault that says how to declare the encoding. Windows-1252 and its many
// relatives cannot be told apart from the bytes, so they are never guessed.
package csvfile
