package program_test

import "testing"

// TestExit: exit STATUS ends everything with that status, and exit with that of
// the first error.
func TestExit(t *testing.T) {
	endpoint := server(t)
	for _, try := range []struct {
		args   []string
		status int
	}{
		{[]string{"-c", "exit"}, 0},
		{[]string{"-c", "exit 3", "-c", "expect 1 pwd"}, 3},
		{[]string{"-c", "exit 0", "-c", "expect 1 pwd"}, 0},
		{[]string{"-k", "-c", "get* missing", "-c", "exit"}, 4},
		{[]string{"-k", "-c", "get* missing", "-c", "exit 0"}, 0},
		{[]string{"-k", "-c", "get* missing", "-c", "exit 255"}, 255},
		{[]string{"--jobs", "4", "-c", "get k\nexit 7\nexpect 1 pwd"}, 7},
		{[]string{"--jobs", "4", "-c", "get k\nexit\nexpect 1 pwd"}, 0},
		{[]string{"-c", "try exit 5 catch _ :no"}, 5},
		{[]string{"-c", "repeat 3 exit 6"}, 6},
		{[]string{"exit", "9"}, 9},
		{[]string{"-c", "exit 256"}, 2},
		{[]string{"-c", "exit many"}, 2},
	} {
		if got := (run{}).etcd2sh(t, append([]string{endpoint}, try.args...)...); got.status != try.status {
			t.Errorf("%q: got %+v, want status %d", try.args, got, try.status)
		}
	}
}
