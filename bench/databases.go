package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/attainhq/attain/bench/baseline"
)

// The engines.
const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

// serverVariable names the PostgreSQL server, as for the tests.
const serverVariable = "ATTAIN_TEST_POSTGRES"

// databases makes databases and removes them.
type databases struct {
	folder string
	server string
	made   []string // locations
}

// new returns the location of a database that is empty.
func (d *databases) new(ctx context.Context, engine string) (location string, err error) {
	name := fmt.Sprintf("attain_bench_%d_%d", os.Getpid(), len(d.made))
	if engine == sqlite {
		location = filepath.Join(d.folder, name+".db")
		d.made = append(d.made, location)
		return location, nil
	}
	if err := d.onServer(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	u, err := url.Parse(d.server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	location = u.String()
	d.made = append(d.made, location)
	return location, nil
}

// remove gives up a database whose answers have been taken.
func (d *databases) remove(ctx context.Context, location string) error {
	for i, made := range d.made {
		if made == location {
			d.made[i] = ""
		}
	}
	if filepath.IsAbs(location) {
		var failed error
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(location + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				failed = errors.Join(failed, err)
			}
		}
		return failed
	}
	u, err := url.Parse(location)
	if err != nil {
		return err
	}
	return d.onServer(ctx, "DROP DATABASE IF EXISTS "+u.Path[1:]+" WITH (FORCE)")
}

// drop removes what is left.
func (d *databases) drop(ctx context.Context) error {
	var failed error
	for _, location := range d.made {
		if location != "" {
			failed = errors.Join(failed, d.remove(ctx, location))
		}
	}
	return failed
}

// describe says what the PostgreSQL server is, and whether what it commits is on
// the disk: the one of the tests does not flush.
func (d *databases) describe(ctx context.Context) (text string, err error) {
	e, err := baseline.Open(d.server)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	err = e.QueryRowContext(ctx, `SELECT 'PostgreSQL ' || current_setting('server_version') || ' (fsync ' || current_setting('fsync')
		|| ', synchronous_commit ' || current_setting('synchronous_commit') || ', shared_buffers ' || current_setting('shared_buffers') || ')'`).Scan(&text)
	return text, err
}

func (d *databases) onServer(ctx context.Context, statement string) error {
	e, err := baseline.Open(d.server)
	if err != nil {
		return err
	}
	_, err = e.ExecContext(ctx, statement)
	return errors.Join(err, e.Close())
}
