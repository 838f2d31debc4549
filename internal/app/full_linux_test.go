package app_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/pipeline"
)

// TestFullDisk serves from a disk of 6 MiB until it is full: reads go on, writes
// are refused with 507, an import ends with the reason, readiness says degraded.
// When there is room again all goes on by itself, and everything that was
// acknowledged is there. Only root may mount a disk.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=6m"); err != nil {
		t.Skip("no disk can be mounted here: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	log := &lockedBuffer{}
	r := startServerAt(t, filepath.Join(disk, "attain.db"), config.Serve{}, slog.NewTextHandler(log, nil))
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)

	post := func(i int) (int, string) {
		resp, err := http.DefaultClient.Do(r.request(http.MethodPost, "/api/v1/sales", strings.NewReader(fmt.Sprintf(
			`{"items":[{"source":"crm","id":"%d","day":"2026-02-01","quantity":"1","amount":"1","currency":"EUR"}]}`, i))))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(text)
	}
	acknowledged := 0
	for ; ; acknowledged++ {
		status, text := post(acknowledged)
		if status == http.StatusInsufficientStorage {
			if !strings.Contains(text, "the disk of the database is full") || !strings.Contains(text, "make room") {
				t.Errorf("the refusal says %s", text)
			}
			break
		}
		if status != http.StatusOK {
			t.Fatalf("sale %d: %d %s", acknowledged, status, text)
		}
		if acknowledged > 20_000 {
			t.Fatal("the disk is never full")
		}
	}
	for range 3 {
		if status, _ := post(acknowledged); status != http.StatusInsufficientStorage {
			t.Errorf("the next write is answered with %d", status)
		}
	}
	r.do(http.MethodGet, "/api/v1/attainment?by=company&metric=orders&period=2026-Q1", "", http.StatusOK)
	if got := r.do(http.MethodGet, "/readyz", "", http.StatusOK); !strings.Contains(got, `"degraded"`) || !strings.Contains(got, "full") {
		t.Errorf("readiness says %s", got)
	}

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if got := r.do(http.MethodGet, "/readyz", "", http.StatusOK); !strings.Contains(got, `"ready"`) {
		t.Errorf("with room again readiness says %s", got)
	}
	if status, text := post(acknowledged); status != http.StatusOK {
		t.Fatalf("with room again: %d %s", status, text)
	}
	for i := range acknowledged + 1 {
		versions, err := r.DB.SaleHistory(t.Context(), r.OrgID, fact.Key{Source: "crm", ID: fmt.Sprint(i)})
		if err != nil || len(versions) != 1 {
			t.Fatalf("sale %d has %d versions: %v", i, len(versions), err)
		}
	}
	verify(t, r.App)
	t.Logf("%d sales fitted", acknowledged)

	// An import meets the end of the disk too, says so, and can be gone on with. It
	// fills the disk to its last byte, so that not even its end can be written until
	// there is room. Room comes bit by bit: whoever met the end first, the import
	// meets it too, long before its million rows are in.
	batch := r.endlessImport()
	deadline := time.Now().Add(time.Minute)
	for !strings.Contains(r.probe(), "degraded") {
		if time.Now().After(deadline) {
			t.Fatal("the import does not fill the disk")
		}
		time.Sleep(50 * time.Millisecond)
	}
	enlarge := func(kib int) {
		if err := syscall.Mount("none", disk, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%dk", kib)); err != nil {
			t.Fatal(err)
		}
	}
	for kib := 6 << 10; r.batch(batch).State == pipeline.Running; kib += 256 {
		if time.Now().After(deadline.Add(time.Minute)) {
			t.Fatalf("the import seems to run on: %+v", r.batch(batch))
		}
		enlarge(kib)
		time.Sleep(250 * time.Millisecond)
	}
	enlarge(500 << 10)
	if b := r.batch(batch); b.State != pipeline.Failed || !strings.Contains(b.Message, "full") {
		t.Errorf("the import is %s: %s", b.State, b.Message)
	}
	verify(t, r.App)
	if strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("logged as our own fault: %s", log)
	}
}

// fill writes a file until the disk is full, and leaves a little room.
func fill(t *testing.T, name string) {
	t.Helper()
	file, err := os.Create(name) //nolint:gosec // of this test
	if err != nil {
		t.Fatal(err)
	}
	const room = 256 << 10
	size := int64(0)
	for err == nil {
		var n int
		n, err = file.Write(make([]byte, 64<<10))
		size += int64(n)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := errors.Join(file.Truncate(size-room), file.Close()); err != nil {
		t.Fatal(err)
	}
}

// batch returns how an import stands.
func (r *running) batch(id string) pipeline.Batch {
	r.t.Helper()
	b, err := r.DB.Batch(r.t.Context(), r.OrgID, id)
	if err != nil {
		r.t.Fatal(err)
	}
	return b
}
