package datafile

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// parquetReader reads Parquet. A field of a group gives a column such as
// customer.id; a field that repeats is no column.
type parquetReader struct {
	file   io.Closer
	rows   parquet.Rows // of the current row group
	groups []parquet.RowGroup
	names  []string
	cells  []parquetCell // by the number of the leaf
	total  int64
	line   int
	batch  []parquet.Row
	left   []parquet.Row // of the batch
}

// parquetCell turns the values of one leaf into text; nil: it is no column.
type parquetCell struct {
	name string
	text func(parquet.Value) string
}

func openParquet(file csvfile.Upload) (reader, error) {
	at, size, closer, err := opened(file)
	if err != nil {
		return nil, err
	}
	// The indexes of pages and bloom filters are for searching; here every row is read.
	in, err := parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, errors.Join(fault.Wrap(err, fault.Invalid, "%q is no Parquet file that can be read: %v", file.Name, err), closer.Close())
	}
	const atOnce = 256
	r := &parquetReader{file: closer, groups: in.RowGroups(), total: in.NumRows(), batch: make([]parquet.Row, atOnce)}
	for _, path := range in.Schema().Columns() {
		leaf, _ := in.Schema().Lookup(path...)
		cell := parquetCell{name: strings.Join(path, ".")}
		if leaf.MaxRepetitionLevel == 0 {
			cell.text = parquetText(leaf.Node.Type())
			r.names = append(r.names, cell.name)
		}
		r.cells = append(r.cells, cell)
	}
	return r, nil
}

func (r *parquetReader) columns() []string { return r.names }

func (r *parquetReader) done() float64 {
	if r.total == 0 {
		return 1
	}
	return float64(r.line) / float64(r.total)
}

func (r *parquetReader) Close() error {
	err := r.file.Close()
	if r.rows != nil {
		err = errors.Join(r.rows.Close(), err)
	}
	return err
}

func (r *parquetReader) next() (ingest.Row, error) {
	for len(r.left) == 0 {
		if err := r.fill(); err != nil {
			return ingest.Row{}, err
		}
	}
	r.line++
	row := ingest.Row{Line: r.line, Values: make(map[string]string, len(r.names))}
	for _, value := range r.left[0] {
		cell := r.cells[value.Column()]
		if cell.text == nil {
			continue
		}
		row.Values[cell.name] = ""
		if !value.IsNull() {
			row.Values[cell.name] = cell.text(value)
		}
	}
	r.left = r.left[1:]
	return row, nil
}

// fill reads the next rows, io.EOF after the last.
func (r *parquetReader) fill() error {
	if r.rows == nil {
		if len(r.groups) == 0 {
			return io.EOF
		}
		r.rows, r.groups = r.groups[0].Rows(), r.groups[1:]
	}
	for i := range r.batch {
		r.batch[i] = r.batch[i][:0]
	}
	n, err := r.rows.ReadRows(r.batch)
	r.left = r.batch[:n]
	if errors.Is(err, io.EOF) {
		err = r.rows.Close()
		r.rows = nil
	}
	if err != nil {
		return fmt.Errorf("read row %d of a Parquet file: %w", r.line+n+1, err)
	}
	return nil
}

// parquetText returns how the values of a type are written as text.
func parquetText(t parquet.Type) func(parquet.Value) string {
	if logical := t.LogicalType(); logical != nil {
		switch kind := logical.Value.(type) {
		case *format.DateType:
			return func(v parquet.Value) string {
				return time.Unix(int64(v.Int32())*86_400, 0).UTC().Format(time.DateOnly)
			}
		case *format.TimestampType:
			return func(v parquet.Value) string { return instantText(v.Int64(), kind) }
		case *format.TimeType:
			return func(v parquet.Value) string { return timeText(v, kind) }
		case *format.DecimalType:
			return func(v parquet.Value) string { return decimalText(unscaled(v), int(kind.Scale)) }
		case *format.UUIDType:
			return func(v parquet.Value) string { return uuidText(v.ByteArray()) }
		case *format.IntType:
			if !kind.IsSigned {
				return unsignedText
			}
		}
	}
	return plainText
}

// unitOf returns how many nanoseconds a unit of time has.
func unitOf(unit format.TimeUnit) int64 {
	switch unit.Value.(type) {
	case *format.MilliSeconds:
		return int64(time.Millisecond)
	case *format.MicroSeconds:
		return int64(time.Microsecond)
	}
	return 1
}

// instantText writes an instant with its zone, or a time of day and place
// without one when that is what the file says.
func instantText(count int64, kind *format.TimestampType) string {
	unit := unitOf(kind.Unit)
	perSecond := int64(time.Second) / unit
	at := time.Unix(count/perSecond, count%perSecond*unit).UTC()
	if kind.IsAdjustedToUTC {
		return at.Format("2006-01-02T15:04:05.999999Z07:00")
	}
	return at.Format("2006-01-02T15:04:05.999999")
}

func timeText(v parquet.Value, kind *format.TimeType) string {
	count := v.Int64()
	if v.Kind() == parquet.Int32 {
		count = int64(v.Int32())
	}
	return time.Unix(0, count*unitOf(kind.Unit)).UTC().Format("15:04:05.999999")
}

// unscaled returns the digits of a decimal as a whole number.
func unscaled(v parquet.Value) *big.Int {
	switch v.Kind() {
	case parquet.Int32:
		return big.NewInt(int64(v.Int32()))
	case parquet.Int64:
		return big.NewInt(v.Int64())
	}
	bytes := v.ByteArray() // two's complement, the highest byte first
	n := new(big.Int).SetBytes(bytes)
	if len(bytes) > 0 && bytes[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(bytes))*8))
	}
	return n
}

func decimalText(n *big.Int, scale int) string {
	if scale <= 0 {
		return n.String()
	}
	digits, sign := new(big.Int).Abs(n).String(), ""
	if n.Sign() < 0 {
		sign = "-"
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

func uuidText(id []byte) string {
	if len(id) != 16 {
		return hex.EncodeToString(id)
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

func unsignedText(v parquet.Value) string {
	if v.Kind() == parquet.Int32 {
		return strconv.FormatUint(uint64(v.Uint32()), 10)
	}
	return strconv.FormatUint(v.Uint64(), 10)
}

// plainText writes a value by how it is stored. Numbers with a binary point are
// written with the fewest digits that mean the same.
func plainText(v parquet.Value) string {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case parquet.Int96: // how instants were stored before: nanoseconds of a Julian day
		const epoch = 2_440_588
		stored := v.Int96()
		nanos := binary.LittleEndian.Uint64(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, stored[0]), stored[1]))
		at := time.Unix((int64(stored[2])-epoch)*86_400, int64(nanos)).UTC() //nolint:gosec // the nanoseconds of a day
		return at.Format("2006-01-02T15:04:05.999999")
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32)
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	default:
		return strings.Clone(string(v.ByteArray()))
	}
}
