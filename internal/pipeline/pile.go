package pipeline

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// pile adds up more cells than memory holds: when there are too many they are
// put into a file, in order, and at the end all of it is merged.
type pile struct {
	most   int           // cells in memory
	ledger metric.Ledger // to be posted to
	file   *os.File      // nil before the first spill
	runs   []int64       // where each sorted run begins in the file
	size   int64         // where the last one ends
}

func newPile(most int) *pile { return &pile{most: most, ledger: metric.Ledger{}} }

// posted is to be called after something was posted: it makes room when there is
// too much.
func (p *pile) posted() error {
	if len(p.ledger) <= p.most {
		return nil
	}
	if p.file == nil {
		file, err := os.CreateTemp("", "attain-cells-")
		if err != nil {
			return fmt.Errorf("making a file for cells: %w", err)
		}
		p.file = file
	}
	const buffer = 1 << 20
	out := bufio.NewWriterSize(p.file, buffer)
	p.runs = append(p.runs, p.size)
	var line []byte
	for _, c := range p.ledger.Cells() {
		line = appendCell(line[:0], c, p.ledger[c])
		n, err := out.Write(line)
		if p.size += int64(n); err != nil {
			return fmt.Errorf("putting cells into a file: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("putting cells into a file: %w", err)
	}
	p.ledger = metric.Ledger{}
	return nil
}

// close throws the file away.
func (p *pile) close() error {
	if p.file == nil {
		return nil
	}
	return errors.Join(p.file.Close(), os.Remove(p.file.Name()))
}

func appendCell(line []byte, c metric.Cell, value money.Amount) []byte {
	for _, text := range []string{string(c.Series), string(c.Node), string(c.Customer)} {
		line = binary.AppendUvarint(line, uint64(len(text)))
		line = append(line, text...)
	}
	for _, number := range []int64{int64(c.Day), int64(c.Known), int64(value)} {
		line = binary.AppendVarint(line, number)
	}
	return line
}

// cells goes through cells in order. At the end its cell is not there any more.
type cells struct {
	cell  metric.Cell
	value money.Amount
	there bool
	next  func() (metric.Cell, money.Amount, error) // io.EOF after the last
}

func (c *cells) advance() (err error) {
	c.cell, c.value, err = c.next()
	c.there = err == nil
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// merged returns the sums of all cells in order, at the first; without those that
// are 0.
func (p *pile) merged() (*cells, error) {
	var all merge
	add := func(next func() (metric.Cell, money.Amount, error)) error {
		one := &cells{next: next}
		if err := one.advance(); err != nil || !one.there {
			return err
		}
		heap.Push(&all, one)
		return nil
	}
	err := add(inMemory(p.ledger))
	for i, begin := range p.runs {
		end := p.size
		if i+1 < len(p.runs) {
			end = p.runs[i+1]
		}
		err = errors.Join(err, add(inFile(io.NewSectionReader(p.file, begin, end-begin))))
	}
	sum := &cells{next: all.sum}
	return sum, errors.Join(err, sum.advance())
}

// merge are runs of cells, the one with the least cell first.
type merge []*cells

func (m merge) Len() int           { return len(m) }
func (m merge) Less(i, j int) bool { return m[i].cell.Compare(m[j].cell) < 0 }
func (m merge) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }

// Push implements heap.Interface.
func (m *merge) Push(one any) { *m = append(*m, one.(*cells)) } //nolint:errcheck // nothing else is pushed

// Pop implements heap.Interface.
func (m *merge) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

// sum takes the least cell out of every run that has it.
func (m *merge) sum() (metric.Cell, money.Amount, error) {
	for len(*m) > 0 {
		cell, sum := (*m)[0].cell, money.Amount(0)
		for len(*m) > 0 && (*m)[0].cell == cell {
			first := (*m)[0]
			sum += first.value
			if err := first.advance(); err != nil {
				return cell, 0, err
			}
			if first.there {
				heap.Fix(m, 0)
			} else {
				heap.Pop(m)
			}
		}
		if sum != 0 {
			return cell, sum, nil
		}
	}
	return metric.Cell{}, 0, io.EOF
}

func inMemory(ledger metric.Ledger) func() (metric.Cell, money.Amount, error) {
	order, i := ledger.Cells(), -1
	return func() (metric.Cell, money.Amount, error) {
		if i++; i >= len(order) {
			return metric.Cell{}, 0, io.EOF
		}
		return order[i], ledger[order[i]], nil
	}
}

// inFile reads what appendCell wrote.
func inFile(from io.Reader) func() (metric.Cell, money.Amount, error) {
	const size = 64 << 10
	in := bufio.NewReaderSize(from, size)
	var last [3]string // a text repeats from cell to cell, and is kept then
	return func() (cell metric.Cell, value money.Amount, err error) {
		for i := range last {
			if last[i], err = readText(in, last[i]); err != nil {
				return cell, 0, err
			}
		}
		var numbers [3]int64
		for i := range numbers {
			if numbers[i], err = binary.ReadVarint(in); err != nil {
				return cell, 0, fmt.Errorf("reading a file of cells: %w", errors.Join(io.ErrUnexpectedEOF, err))
			}
		}
		return metric.Cell{Series: metric.Series(last[0]), Node: org.NodeID(last[1]), Customer: org.NodeID(last[2]),
			Day: period.Date(numbers[0]), Known: period.Date(numbers[1])}, money.Amount(numbers[2]), nil
	}
}

// readText reads a text, and returns the last one when it is the same.
func readText(in *bufio.Reader, last string) (string, error) {
	size, err := binary.ReadUvarint(in)
	if err != nil || size == 0 {
		return "", err
	}
	if size > math.MaxUint16 {
		return "", errors.New("a file of cells is damaged")
	}
	text := make([]byte, 0, 128)
	text = slices.Grow(text, int(size))[:size] //nolint:gosec // it was looked at above
	if _, err := io.ReadFull(in, text); err != nil {
		return "", err
	}
	if string(text) == last {
		return last, nil
	}
	return string(text), nil
}
