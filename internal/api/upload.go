package api

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

const (
	uploadPrefix = "attain-import-"
	mostFiles    = 500
)

// upload is what a browser sent, in a folder of its own.
type upload struct {
	dir     string // everything
	files   string // the files, where the profile looks for them
	text    string // of the profile
	profile *ingest.Profile
	dryRun  bool
	names   []string // of the files as they came, in dir/sent
}

func isUploadDir(name string) bool { return strings.HasPrefix(name, uploadPrefix) }

func uploadPath(dir, name string) string { return filepath.Join(dir, name) }

func (u upload) remove(log *slog.Logger) {
	if err := os.RemoveAll(u.dir); err != nil {
		log.Warn("an upload cannot be removed", slog.Any("error", err))
	}
}

func (a *API) uploadTooLarge() string {
	return fmt.Sprintf("the files hold more than %d MiB together; import them with the command line, or in parts", a.MaxUpload>>20)
}

// receive stores the parts of a multipart request as they come; nothing is
// held in memory but the profile.
func (a *API) receive(c *caller) (upload, error) {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, a.MaxUpload)
	parts, err := c.r.MultipartReader()
	if err != nil {
		return upload{}, newProblem(http.StatusUnsupportedMediaType, "an import is sent as multipart/form-data with the fields profile, files and dry_run", nil)
	}
	if err := os.MkdirAll(a.UploadDir, 0o700); err != nil {
		return upload{}, err
	}
	dir, err := os.MkdirTemp(a.UploadDir, uploadPrefix)
	if err != nil {
		return upload{}, full(err)
	}
	u := upload{dir: dir, files: filepath.Join(dir, "files")}
	if err := a.fill(&u, c, parts); err != nil {
		u.remove(a.Log)
		return upload{}, err
	}
	return u, nil
}

// fill stores the parts and puts the files where the profile looks for them.
func (a *API) fill(u *upload, c *caller, parts *multipart.Reader) error {
	root, err := os.OpenRoot(u.dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // it only reaches files
	for _, name := range []string{"sent", "files"} {
		if err := root.Mkdir(name, 0o700); err != nil {
			return full(err)
		}
	}
	control := http.NewResponseController(c.w)
	for {
		a.hold(control)
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return a.broken(err)
		}
		if err := u.take(root, part, patient{part, func() { a.hold(control) }}); err != nil {
			return a.broken(err)
		}
	}
	if u.text == "" {
		return invalid("body.profile", errors.New("is missing; send the profile that says what the files mean"))
	}
	if u.profile, err = parseProfile(u.text); err != nil {
		return err
	}
	_ = control.SetReadDeadline(time.Time{}) // all of it is here; after an error the rest is not waited for
	return u.arrange(root)
}

// parseProfile reads a profile; what is wrong with it stands at the field
// profile of the request.
func parseProfile(text string) (*ingest.Profile, error) {
	p, err := ingest.ParseProfile([]byte(text))
	f, ok := faultOf(err)
	if !ok {
		return p, err
	}
	at := *f
	at.Fields = slices.Clone(f.Fields)
	for i := range at.Fields {
		at.Fields[i].Name = "body.profile." + at.Fields[i].Name
	}
	if len(at.Fields) == 0 {
		at.Fields = fault.Fields{{Name: "body.profile", Message: f.Message}}
	}
	return nil, &at
}

// hold gives the sender time for the next chunk.
func (a *API) hold(control *http.ResponseController) {
	_ = control.SetReadDeadline(soon(a.limits.Chunk)) // a reader without deadlines waits all the same
}

// patient reads a part and gives the sender time before each chunk.
type patient struct {
	io.Reader
	hold func()
}

func (p patient) Read(b []byte) (int, error) {
	p.hold()
	return p.Reader.Read(b)
}

// take stores one part.
func (u *upload) take(root *os.Root, part *multipart.Part, content io.Reader) error {
	field := part.FormName()
	if field == "files" {
		return u.save(root, part.FileName(), content)
	}
	if field != "profile" && field != "dry_run" {
		return invalid("body", fault.New(fault.Invalid, "there is no field %.40q; the fields are profile, files and dry_run", field))
	}
	text, err := io.ReadAll(io.LimitReader(content, maxBody+1))
	if err != nil {
		return err
	}
	if len(text) > maxBody {
		return fault.New(fault.TooLarge, "the field %s holds more than 1 MiB", field)
	}
	if field == "profile" {
		u.text = string(text)
		return nil
	}
	switch string(text) {
	case "true":
		u.dryRun = true
	case "false", "":
	default:
		return invalid("body.dry_run", fault.New(fault.Invalid, "is %.20q; write true or false", text))
	}
	return nil
}

// save stores a file under the last part of its name.
func (u *upload) save(root *os.Root, name string, content io.Reader) error {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	const longest = 200
	switch {
	case name == "" || base == "." || base == ".." || base == "/" || len(base) > longest || !clean(base) || strings.ContainsFunc(base, func(r rune) bool { return r < ' ' }):
		return invalid("body.files", fault.New(fault.Invalid, "a file has no name that can be used; name it like sales.csv"))
	case slices.Contains(u.names, base):
		return invalid("body.files", fault.New(fault.Invalid, "two files are called %s; give them different names", base))
	case len(u.names) >= mostFiles:
		return fault.New(fault.TooLarge, "at most %d files can be imported at once", mostFiles)
	}
	f, err := root.OpenFile(path.Join("sent", base), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return full(err)
	}
	_, err = io.Copy(f, content)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	u.names = append(u.names, base)
	return nil
}

// arrange puts the files under the paths that the profile names.
func (u *upload) arrange(root *os.Root) error {
	var wrong fault.Fields
	placed := map[string]bool{}
	for _, table := range u.profile.Tables() {
		if !fs.ValidPath(table.Path) || table.Path == "." {
			wrong.Add("profile", "the path %.100q of %s leads out of the folder; write it relative to the profile", table.Path, table.Name)
			continue
		}
		folder := strings.NewReplacer("*", "x", "?", "x").Replace(path.Dir(table.Path)) // a pattern matches that too
		found := false
		for _, name := range u.names {
			if ok, err := path.Match(path.Base(table.Path), name); !ok && name != path.Base(table.Path) || err != nil {
				continue
			}
			found = true
			if err := put(root, name, path.Join(folder, name), placed); err != nil {
				return full(err)
			}
		}
		if !found && len(table.Needs) > 0 {
			wrong.Add("files", "%s is missing: the profile reads it as %s", path.Base(table.Path), table.Name)
		}
	}
	return wrong.Err("the files do not fit the profile")
}

// put links a file that was sent to its place, once.
func put(root *os.Root, name, to string, placed map[string]bool) error {
	if placed[to] {
		return nil
	}
	placed[to] = true
	target := path.Join("files", to)
	if err := root.MkdirAll(path.Dir(target), 0o700); err != nil {
		return err
	}
	return root.Link(path.Join("sent", name), target)
}

// broken tells why an upload ended before its end.
func (a *API) broken(err error) error {
	switch {
	case isProblem(err):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return newProblem(http.StatusRequestTimeout, "the upload stood still for too long; try again", nil)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fault.Wrap(err, fault.Invalid, "the upload ended before its end; try again")
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.Wrap(err, fault.TooLarge, "%s", a.uploadTooLarge())
	}
	if isPath(err) || errors.Is(err, syscall.ENOSPC) {
		return full(err)
	}
	return fault.Wrap(err, fault.Invalid, "the upload is not the multipart/form-data that it says it is")
}

func isProblem(err error) bool { _, ok := faultOf(err); return ok }

func isPath(err error) bool { _, ok := errors.AsType[*fs.PathError](err); return ok }

// full tells of a full disk in words.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(err, fault.Unavailable, "the server's disk is full; tell its operator")
	}
	return err
}
