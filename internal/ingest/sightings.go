package ingest

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// sighting is what is noted of a row.
type sighting struct {
	id      [2]uint64
	content uint64
	seq     int32
	line    int32
	rule    repeatRule
}

func (s sighting) compare(o sighting) int {
	return cmp.Or(cmp.Compare(s.id[0], o.id[0]), cmp.Compare(s.id[1], o.id[1]), cmp.Compare(s.seq, o.seq))
}

// sightingBytes is the size of a sighting in a file.
const sightingBytes = 3*8 + 2*4 + 1

// sightings sorts any number of sightings in bounded memory: as often as it
// holds most, it writes them sorted to a file, and merges these runs at the end.
type sightings struct {
	most int // 0: what is usual
	held []sighting
	file *os.File
	runs []int64 // where each run in the file ends
}

// usualSightings are held in 80 MB.
const usualSightings = 2_000_000

func (s *sightings) add(one sighting) error {
	s.held = append(s.held, one)
	most := s.most
	if most == 0 {
		most = usualSightings
	}
	if len(s.held) < most {
		return nil
	}
	return s.spill()
}

// spill writes what is held to the file.
func (s *sightings) spill() (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "attain-import-"); err != nil {
			return fmt.Errorf("making a temporary file: %w", err)
		}
		_ = os.Remove(s.file.Name()) // where that works, nothing is left when the program is killed
	}
	slices.SortFunc(s.held, sighting.compare)
	out := bufio.NewWriter(s.file)
	var end int64
	if n := len(s.runs); n > 0 {
		end = s.runs[n-1]
	}
	for _, one := range s.held {
		if _, err := out.Write(one.append(nil)); err != nil {
			return fmt.Errorf("writing a temporary file: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing a temporary file: %w", err)
	}
	s.runs = append(s.runs, end+int64(len(s.held))*sightingBytes)
	s.held = s.held[:0]
	return nil
}

// sorted calls the function with every sighting, in order, and forgets them.
func (s *sightings) sorted(each func(sighting)) (err error) {
	slices.SortFunc(s.held, sighting.compare)
	defer func() {
		if s.file != nil {
			_ = os.Remove(s.file.Name()) // it may be gone already
			err = errors.Join(err, s.file.Close())
		}
		*s = sightings{most: s.most}
	}()
	merge := sightingRuns{}
	var start int64
	for _, end := range s.runs {
		merge = append(merge, &sightingRun{in: bufio.NewReader(io.NewSectionReader(s.file, start, end-start))})
		start = end
	}
	merge = append(merge, &sightingRun{held: s.held})
	for i := 0; i < len(merge); {
		switch ok, err := merge[i].next(); {
		case err != nil:
			return err
		case !ok:
			merge = slices.Delete(merge, i, i+1)
		default:
			i++
		}
	}
	heap.Init(&merge)
	for len(merge) > 0 {
		each(merge[0].first)
		ok, err := merge[0].next()
		if err != nil {
			return err
		}
		if ok {
			heap.Fix(&merge, 0)
		} else {
			heap.Pop(&merge)
		}
	}
	return nil
}

func (s sighting) append(to []byte) []byte {
	for _, n := range []uint64{s.id[0], s.id[1], s.content} {
		to = binary.LittleEndian.AppendUint64(to, n)
	}
	to = binary.LittleEndian.AppendUint32(to, uint32(s.seq))  //nolint:gosec // it is read back as it was
	to = binary.LittleEndian.AppendUint32(to, uint32(s.line)) //nolint:gosec // as above
	return append(to, byte(s.rule))
}

func readSighting(from []byte) sighting {
	number := func(at int) uint64 { return binary.LittleEndian.Uint64(from[at:]) }
	return sighting{id: [2]uint64{number(0), number(8)}, content: number(16),
		seq:  int32(binary.LittleEndian.Uint32(from[24:])), //nolint:gosec // it was one
		line: int32(binary.LittleEndian.Uint32(from[28:])), //nolint:gosec // as above
		rule: repeatRule(from[32])}
}

// sightingRun gives sorted sightings: from a part of the file, or those held.
type sightingRun struct {
	in    *bufio.Reader
	held  []sighting
	first sighting
}

// next moves on; it reports whether there is one more.
func (r *sightingRun) next() (bool, error) {
	if r.in == nil {
		if len(r.held) == 0 {
			return false, nil
		}
		r.first, r.held = r.held[0], r.held[1:]
		return true, nil
	}
	var stored [sightingBytes]byte
	if _, err := io.ReadFull(r.in, stored[:]); errors.Is(err, io.EOF) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("reading a temporary file: %w", err)
	}
	r.first = readSighting(stored[:])
	return true, nil
}

// sightingRuns are runs in the order of their first sightings.
type sightingRuns []*sightingRun

func (r sightingRuns) Len() int           { return len(r) }
func (r sightingRuns) Less(i, j int) bool { return r[i].first.compare(r[j].first) < 0 }
func (r sightingRuns) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }

// Push implements heap.Interface; runs are only taken out.
func (r *sightingRuns) Push(x any) { *r = append(*r, x.(*sightingRun)) } //nolint:errcheck,forcetypeassert // it holds nothing else

// Pop implements heap.Interface.
func (r *sightingRuns) Pop() any {
	last := (*r)[len(*r)-1]
	*r = (*r)[:len(*r)-1]
	return last
}
