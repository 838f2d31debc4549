package datafile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// lineBytes bounds a line: what is longer is a fault, and is not held in memory.
const lineBytes = 4 << 20

// jsonReader reads JSON Lines: an object on each line, whose names are the
// columns. An object within it gives columns such as customer.id; an array is
// kept as JSON. A name that a line lacks is an empty cell.
type jsonReader struct {
	file  io.Closer
	in    *bufio.Reader
	size  int64
	read  int64
	line  int
	names []string
	ahead []ingest.Row // read to find the names
	last  error        // after ahead
}

// openJSON opens a file. The columns are the names of its first rows and those
// that the profile needs: JSON has no header, and a name may come late.
func openJSON(file csvfile.Upload, spec ingest.Table) (reader, error) {
	in, err := file.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%q cannot be opened", file.Name)
	}
	r := &jsonReader{file: in, in: bufio.NewReaderSize(in, 64<<10), size: file.Size}
	if mark, err := r.in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = r.in.Discard(len(mark)) // what was peeked at can be discarded
	}
	names := map[string]bool{}
	const enough = 1000
	for len(r.ahead) < enough {
		var row ingest.Row
		if row, r.last = r.readRow(); r.last != nil {
			break
		}
		r.ahead = append(r.ahead, row)
		for name := range row.Values {
			names[name] = true
		}
	}
	if r.last != nil && !errors.Is(r.last, io.EOF) {
		return nil, errors.Join(fmt.Errorf("read %s: %w", file.Name, r.last), in.Close())
	}
	if r.last == nil {
		known := map[string]bool{}
		for name := range names {
			known[ingest.ColumnKey(name)] = true
		}
		for _, name := range spec.Needs {
			if !known[ingest.ColumnKey(name)] {
				names[name] = true
			}
		}
	}
	r.names = slices.Sorted(maps.Keys(names))
	return r, nil
}

func (r *jsonReader) columns() []string { return r.names }
func (r *jsonReader) Close() error      { return r.file.Close() }

func (r *jsonReader) done() float64 {
	if r.size == 0 {
		return 1
	}
	return min(1, float64(r.read)/float64(r.size))
}

func (r *jsonReader) next() (ingest.Row, error) {
	if len(r.ahead) > 0 {
		row := r.ahead[0]
		r.ahead = r.ahead[1:]
		return row, nil
	}
	if r.last != nil {
		return ingest.Row{}, r.last
	}
	return r.readRow()
}

// readRow returns the next line that is not blank.
func (r *jsonReader) readRow() (ingest.Row, error) {
	for {
		text, long, err := r.readLine()
		if err != nil {
			return ingest.Row{}, err
		}
		row := ingest.Row{Line: r.line, Values: map[string]string{}}
		switch text = bytes.TrimSpace(text); {
		case long:
			row.Faults = []ingest.Fault{{Message: "the line is longer than 4 MiB", Fix: "remove the content of the long value"}}
		case len(text) == 0:
			continue
		default:
			if err := flatten(row.Values, text); err != nil {
				row.Faults = []ingest.Fault{{Message: "the line is no JSON object: " + err.Error(), Fix: `write one object on each line, such as {"id": 1, "amount": 12.5}`}}
			}
		}
		return row, nil
	}
}

// readLine returns the next line, of which at most lineBytes are kept.
func (r *jsonReader) readLine() (text []byte, long bool, err error) {
	for {
		chunk, err := r.in.ReadSlice('\n')
		r.read += int64(len(chunk))
		if len(text)+len(chunk) > lineBytes {
			long, text = true, nil
		}
		if !long {
			text = append(text, chunk...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(chunk) == 0 && len(text) == 0 && !long:
			return nil, false, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, false, err
		}
		r.line++
		return text, long, nil
	}
}

// flatten puts the values of an object into the row.
func flatten(values map[string]string, text []byte) error {
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	var object map[string]any
	if err := in.Decode(&object); err != nil {
		return plainly(err)
	}
	if object == nil {
		return errors.New("it says null")
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object")
	}
	return put(values, "", object)
}

func put(values map[string]string, under string, object map[string]any) error {
	for name, value := range object {
		name = under + name
		switch v := value.(type) {
		case nil:
			values[name] = ""
		case string:
			values[name] = v
		case bool:
			values[name] = map[bool]string{true: "true", false: "false"}[v]
		case json.Number:
			values[name] = v.String()
		case map[string]any:
			if err := put(values, name+".", v); err != nil {
				return err
			}
		default:
			list, err := json.Marshal(v)
			if err != nil {
				return err
			}
			values[name] = string(list)
		}
	}
	return nil
}

// plainly says what is wrong without the words of a Go program.
func plainly(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("it is a %s", wrong.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}
