package csvfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/attainhq/attain/internal/fault"
)

// counter counts the bytes that were read from a file.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// Byte order marks.
var (
	bomUTF8  = []byte{0xEF, 0xBB, 0xBF}
	bomLE    = []byte{0xFF, 0xFE}
	bomBE    = []byte{0xFE, 0xFF}
	bomUTF32 = []byte{0xFF, 0xFE, 0x00, 0x00}
)

// decode returns the text as UTF-8, without its byte order mark. The label is
// what the profile declares, empty when it does not; a byte order mark wins.
func decode(r io.Reader, label string) (*bufio.Reader, error) {
	const buffer = 64 << 10
	in := bufio.NewReaderSize(r, buffer)
	const sample = 1 << 10
	head, err := in.Peek(sample)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	endian, wide := unicode.LittleEndian, false
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		_, err := in.Discard(len(bomUTF8))
		return in, err
	case bytes.HasPrefix(head, bomUTF32):
		return nil, fault.New(fault.Invalid, "the text is UTF-32; save it as UTF-8")
	case bytes.HasPrefix(head, bomLE), label == "" && alternates(head, 1):
		wide = true
	case bytes.HasPrefix(head, bomBE), label == "" && alternates(head, 0):
		endian, wide = unicode.BigEndian, true
	}
	if wide {
		decoder := unicode.UTF16(endian, unicode.UseBOM).NewDecoder()
		return bufio.NewReaderSize(transform.NewReader(in, decoder), buffer), nil
	}
	if label == "" {
		return in, nil
	}
	encoding, err := htmlindex.Get(label)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%q is not an encoding; use a name such as utf-8, utf-16le or windows-1252", label)
	}
	if name, err := htmlindex.Name(encoding); err == nil && name == "utf-8" {
		return in, nil
	}
	return bufio.NewReaderSize(transform.NewReader(in, encoding.NewDecoder()), buffer), nil
}

// alternates reports whether nearly every second byte is zero, from the offset
// on, and no other is: UTF-16 of a western language.
func alternates(head []byte, offset int) bool {
	zero, pairs := 0, len(head)/2
	for i := range pairs {
		if head[2*i+1-offset] == 0 {
			return false
		}
		if head[2*i+offset] == 0 {
			zero++
		}
	}
	const most = 10 // one in ten may be of another script
	return pairs >= 2 && zero >= pairs-pairs/most
}
