// Package api is the REST interface, version 1: the one door of the page, the
// command line and other people's programs. It knows HTTP (routes, cookies,
// statuses, limits, streams) and the words of the wire; what may be seen and
// what is true is decided below it, by packages access, attain and pipeline.
//
// One file holds one resource. A handler reads the input, asks a service with
// the caller's scope, and writes the answer in the types of wire.go. An error
// becomes a status in one table, in problem.go; only errors that nobody
// classified are logged, once, with the id of the request.
//
// The package imports no database and no connector: it declares what it needs
// of a store, and gets the way to open uploaded files from its caller.
package api
