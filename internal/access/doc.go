// Package access knows who may sign in, who is acting, and what that actor may
// see and do.
//
// Authenticating an actor ends in an Actor; an Actor and what the organisation
// publishes make a Scope, which is an argument of every read of the store. The
// zero Actor may do nothing and the zero Scope sees nothing.
//
// Secrets (sessions, API tokens, links) are 256 random bits. Only their SHA-256
// is stored, which is enough because nobody can guess the secret; passwords can
// be guessed, so they are stored as argon2id.
//
// The package does not know HTTP (cookies, headers, addresses are the API's),
// nor SQL (package store implements Store), nor who leads which team (the
// caller passes the teams to Actor.Scope).
package access
