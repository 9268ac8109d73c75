package sandbox

import "golang.org/x/sys/windows"

// errInUse says that an address is taken; it is not the EADDRINUSE of syscall here.
const errInUse = windows.WSAEADDRINUSE
