// Package examples holds data sets that a newcomer can import, with their
// profiles. They are imported like anybody's own files: nothing but the
// profile knows them.
package examples

import "embed"

// Files holds one folder per data set, with a profile.yaml in each.
//
//go:embed adventureworks maventech
var Files embed.FS
