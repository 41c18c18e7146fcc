package workspace

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

func pipePair(t *testing.T) (client, server net.Conn) {
	t.Helper()
	p := NewPipe("a.test")
	t.Cleanup(func() { p.Close() })
	got := make(chan net.Conn)
	go func() { c, _ := p.Accept(); got <- c }()
	client, err := p.DialContext(t.Context(), "tcp", "anything:80")
	if err != nil {
		t.Fatal(err)
	}
	return client, <-got
}

func TestPipe(t *testing.T) {
	tests := map[string]func(t *testing.T, a, b net.Conn){
		"carries more than its buffer": func(t *testing.T, a, b net.Conn) {
			want := bytes.Repeat([]byte("0123456789"), 20_000)
			go func() { _, _ = a.Write(want); a.Close() }()
			got, err := io.ReadAll(b)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d of %d bytes, %v", len(got), len(want), err)
			}
		},
		"writes do not wait for a reader": func(t *testing.T, a, b net.Conn) {
			if _, err := a.Write(make([]byte, pipeBuffer)); err != nil {
				t.Error(err)
			}
			_ = a.SetWriteDeadline(time.Now().Add(time.Second))
			if n, err := a.Write([]byte("x")); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("a full buffer took %d, %v", n, err)
			}
		},
		"a read ends at its deadline": func(t *testing.T, a, b net.Conn) {
			start := time.Now()
			_ = b.SetReadDeadline(start.Add(time.Minute))
			if _, err := b.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != time.Minute {
				t.Errorf("%v after %v", err, time.Since(start))
			}
			_ = b.SetReadDeadline(time.Time{})
			_, _ = a.Write([]byte("x"))
			if n, err := b.Read(make([]byte, 1)); n != 1 || err != nil {
				t.Errorf("after lifting it: %d, %v", n, err)
			}
		},
		"closing wakes both ends": func(t *testing.T, a, b net.Conn) {
			done := make(chan error, 2)
			for _, c := range []net.Conn{a, b} {
				go func() { _, err := c.Read(make([]byte, 1)); done <- err }()
			}
			synctest.Wait()
			a.Close()
			if x, y := <-done, <-done; x == nil || y == nil {
				t.Errorf("%v, %v", x, y)
			}
		},
		"what was sent before closing is read": func(t *testing.T, a, b net.Conn) {
			_, _ = a.Write([]byte("bye"))
			a.Close()
			if _, err := b.Write([]byte("pong")); err != nil {
				t.Errorf("the first write after it: %v", err)
			}
			if got, err := io.ReadAll(b); string(got) != "bye" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
			if _, err := b.Write([]byte("pong")); err == nil {
				t.Error("a second write after it succeeds")
			}
		},
	}
	for name, f := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := pipePair(t)
				defer a.Close()
				defer b.Close()
				f(t, a, b)
			})
		})
	}
	t.Run("a closed listener refuses", func(t *testing.T) {
		p := NewPipe("a.test")
		p.Close()
		if _, err := p.DialContext(t.Context(), "", ""); err == nil {
			t.Error("dialled")
		}
		if _, err := p.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
}
