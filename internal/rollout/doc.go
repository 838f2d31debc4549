// Package rollout brings plans as text and what is stored together: it writes
// what is stored as a plan file, says what a file would change, and applies
// it. Applying is idempotent: each change is one of the pipeline's writes, what
// is the same already is left alone, and a run that was cut off is finished by
// the next.
//
// The format of the files is known by package planfile, what a sentence means
// by package advise, and how things are stored by the pipeline.
package rollout
