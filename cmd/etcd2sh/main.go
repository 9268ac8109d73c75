// Etcd2sh is an interactive shell for etcd's v2 HTTP API.
package main

import (
	"os"

	"etcd2sh/cmd/internal/program"
)

func main() {
	shell := &program.Program{
		Name: "etcd2sh",
		About: `etcd2sh is a shell for etcd's v2 API.

  etcd2sh [FLAGS] [URL…]
  etcd2sh [FLAGS] [URL…] COMMAND [WORDS…]
  etcd2sh [FLAGS] [URL…] SCRIPT [ARGS…]

Without a command, -c and -f it reads commands from standard input: at a prompt when that
is a terminal, else as a script, which stops at the first error.
To try it without an etcd, run etcd2sh-sandbox.`,
	}
	os.Exit(shell.Main())
}
