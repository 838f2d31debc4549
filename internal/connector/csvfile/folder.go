package csvfile

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// Folder is a folder of files. No path leads out of it: neither .. nor a
// symbolic link.
type Folder struct{ root *os.Root }

// OpenFolder opens a folder. Close releases it.
func OpenFolder(name string) (*Folder, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "the folder cannot be opened: %s", cause(err))
	}
	return &Folder{root: root}, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Open implements ingest.Source.
func (f *Folder) Open(ctx context.Context, table ingest.Table) (ingest.Rows, error) {
	parts, err := f.Files(table)
	if err != nil {
		return nil, err
	}
	return OpenTable(ctx, table, parts)
}

// Files returns the files of a table, in the order of their names.
func (f *Folder) Files(table ingest.Table) ([]Upload, error) {
	names := []string{table.Path}
	if strings.ContainsAny(table.Path, "*?[") {
		found, err := fs.Glob(f.root.FS(), table.Path)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "%q is not a pattern of file names", table.Path)
		}
		names = found
	}
	slices.Sort(names)
	var parts []Upload
	for _, name := range names {
		info, err := f.check(name)
		if err != nil {
			return nil, err
		}
		parts = append(parts, Upload{Name: name, Size: info.Size(), Open: func() (io.ReadCloser, error) { return f.root.Open(name) }})
	}
	return parts, nil
}

// check refuses everything but plain files that are reached through plain
// folders.
func (f *Folder) check(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, fault.New(fault.Invalid, "%q is not a path inside the folder", name)
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		info, err := f.root.Lstat(dir)
		if err != nil {
			return nil, fault.Wrap(err, fault.NotFound, "there is no file %q: %s", name, cause(err))
		}
		if !info.IsDir() {
			return nil, fault.New(fault.Invalid, "%q is not reached: %q is a link or a file, not a folder", name, dir)
		}
	}
	info, err := f.root.Lstat(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "there is no file %q: %s", name, cause(err))
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(fault.Invalid, "%q is a link or a folder; only plain files are read", name)
	}
	return info, nil
}

// cause returns why a file operation failed, without the path of the server.
func cause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// Upload is one file, of a folder or as a user sent it. Open may be called
// several times, and starts from the beginning each time.
type Upload struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// Uploads is a set of files that a user sent. A table finds its file by its
// path, else by the last part of its path; case does not count.
type Uploads []Upload

// Open implements ingest.Source.
func (u Uploads) Open(ctx context.Context, table ingest.Table) (ingest.Rows, error) {
	parts, err := u.Files(table)
	if err != nil {
		return nil, err
	}
	return OpenTable(ctx, table, parts)
}

// Files returns the files of a table, in the order of their names.
func (u Uploads) Files(table ingest.Table) ([]Upload, error) {
	var parts []Upload
	for _, byBase := range []bool{false, true} {
		for _, file := range u {
			pattern, name := table.Path, path.Clean(strings.ReplaceAll(file.Name, `\`, "/"))
			if byBase {
				pattern, name = path.Base(pattern), path.Base(name)
			}
			match, err := path.Match(strings.ToLower(pattern), strings.ToLower(name))
			if err != nil {
				return nil, fault.Wrap(err, fault.Invalid, "%q is not a pattern of file names", table.Path)
			}
			if match {
				parts = append(parts, file)
			}
		}
		if len(parts) > 0 {
			break
		}
	}
	if len(parts) > 1 && !strings.ContainsAny(table.Path, "*?[") {
		return nil, fault.New(fault.Invalid, "several of the uploaded files are called %q; send one", table.Path)
	}
	slices.SortStableFunc(parts, func(a, b Upload) int { return strings.Compare(a.Name, b.Name) })
	return parts, nil
}

// opened opens the file, or says why it cannot be.
func (p Upload) opened() (io.ReadCloser, error) {
	file, err := p.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%q cannot be opened: %s", p.Name, cause(err))
	}
	return file, nil
}
