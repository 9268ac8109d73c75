//go:build unix

package terminal

// GetModes is the request that reads a terminal's modes on this system.
const GetModes = getModes
