//go:build linux || darwin

package main

import "syscall"

// freeSpace is what this user may still write at a folder, in bytes.
func freeSpace(dir string) (uint64, bool) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return uint64(st.Bavail) * uint64(st.Bsize), true
}
