//go:build unix

package sandbox

import "syscall"

// errInUse says that an address is taken.
const errInUse = syscall.EADDRINUSE
