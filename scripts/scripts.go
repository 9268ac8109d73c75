// Package scripts holds the script that a program carries with it.
package scripts

import _ "embed"

// Tour is the walk through the shell.
//
//go:embed tour.etcd2
var Tour string
