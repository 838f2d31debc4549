package csvfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// Limits: a cell or a row above them is a fault, and is not held in memory.
const (
	fieldBytes  = 1 << 20
	recordBytes = 4 << 20
)

// line is one physical line without its end.
type line struct {
	text   string
	number int  // from 1
	long   bool // longer than recordBytes; the text is cut
}

// lines reads physical lines. Lines end in LF, CRLF or CR.
type lines struct {
	r      *bufio.Reader
	number int
	again  []line // to be read again, the next one last
	buffer []byte
}

// next returns the next line, io.EOF after the last.
func (l *lines) next() (line, error) {
	if n := len(l.again); n > 0 {
		out := l.again[n-1]
		l.again = l.again[:n-1]
		return out, nil
	}
	l.buffer = l.buffer[:0]
	out := line{number: l.number + 1}
	begun := false
	for {
		if _, err := l.r.Peek(1); err != nil {
			if !errors.Is(err, io.EOF) || !begun {
				return line{}, err
			}
			break
		}
		begun = true
		chunk, _ := l.r.Peek(l.r.Buffered()) // what is buffered can be peeked at
		end := bytes.IndexByte(chunk, '\n')
		if end < 0 {
			end = len(chunk)
		}
		if cr := bytes.IndexByte(chunk[:end], '\r'); cr >= 0 {
			end = cr
		}
		if room := recordBytes - len(l.buffer); end > room {
			out.long = true
			l.buffer = append(l.buffer, chunk[:room]...)
		} else {
			l.buffer = append(l.buffer, chunk[:end]...)
		}
		if end < len(chunk) {
			l.skipEnd(end, chunk[end])
			break
		}
		_, _ = l.r.Discard(end) // what is buffered can be discarded
	}
	l.number++
	out.text = string(l.buffer)
	if out.long {
		out.text, l.buffer = out.text[:100], nil
	}
	return out, nil
}

// skipEnd discards a line up to and including its end.
func (l *lines) skipEnd(length int, mark byte) {
	_, _ = l.r.Discard(length + 1) // what is buffered can be discarded
	if mark == '\r' {
		if next, err := l.r.Peek(1); err == nil && next[0] == '\n' {
			_, _ = l.r.Discard(1)
		}
	}
}

// unread puts lines back, to be read again in their order.
func (l *lines) unread(back []line) {
	for i := len(back) - 1; i >= 0; i-- {
		l.again = append(l.again, back[i])
	}
}

// emptyReader returns a reader that is at its end.
func emptyReader() *bufio.Reader { return bufio.NewReader(bytes.NewReader(nil)) }
