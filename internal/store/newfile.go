package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/attainhq/attain/internal/fault"
)

// absent refuses a path at which there is anything, also the log of a database
// whose file is gone: it would be taken for the log of what is put there.
func absent(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-journal"} {
		if _, err := os.Lstat(name); err == nil {
			return fault.New(fault.Conflict, "%s exists already and is not overwritten; move it away, or choose another name", name)
		} else if !errors.Is(err, os.ErrNotExist) {
			return fault.Wrap(err, fault.Unavailable, "%s cannot be used: %v", path, err)
		}
	}
	return nil
}

// newFile lets the function fill a file beside the path, which then gets its
// name, durably; never in the place of another file. A file whose numbers differ
// from its facts is kept, and the error says so.
func newFile(path string, fill func(part string) error) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(err, fault.Unavailable, "the folder %s cannot be made: %v", dir, err)
	}
	part, err := os.CreateTemp(dir, "."+filepath.Base(path)+".part-")
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "nothing can be written in %s: %v", dir, err)
	}
	name := part.Name()
	if err := part.Close(); err != nil {
		return err
	}
	defer func() {
		for _, left := range []string{name, name + "-wal", name + "-shm", name + "-journal"} {
			if gone := os.Remove(left); !errors.Is(gone, os.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}()
	result := fill(name)
	if result != nil && !errors.Is(result, ErrDiffer) {
		return result
	}
	// Neither SQLite nor a copy of a file waits for the disk by itself.
	if err := flush(name); err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be written: %v", path, err)
	}
	if err := os.Link(name, path); err != nil { // unlike a rename it never overwrites
		return fault.Wrap(err, fault.Conflict, "%s cannot be made: %v", path, err)
	}
	return errors.Join(result, flush(dir))
}

// flush waits until a file or a folder is on the disk.
func flush(name string) error {
	file, err := os.Open(name) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// copyFile writes the content of a file to another.
func copyFile(from, to string) error {
	source, err := os.Open(from) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
