package repl

import (
	"context"
	"errors"

	"etcd2sh/client"
)

// The exit statuses of the programs.
const (
	StatusOK          = 0
	StatusRefused     = 1 // etcd refused, a function of swap! did, or a lock was lost
	StatusUsage       = 2
	StatusUnreachable = 3 // unreachable, not etcd v2, or timed out with nothing done
	StatusNotFound    = 4
	StatusCompare     = 5 // a compare failed, or the key exists
	StatusUnknown     = 6
	StatusForbidden   = 7
	StatusInterrupted = 130
)

// Status is the exit status that an error asks for. An error says it by itself
// with ExitStatus, whose 0 leaves it to what it wraps.
func Status(err error) int {
	var refused *client.Error
	switch status := ownStatus(err); {
	case err == nil, errors.Is(err, ErrExit):
		return StatusOK
	case status != 0:
		return status
	case errors.As(err, new(*client.UnknownOutcome)):
		return StatusUnknown
	case errors.Is(err, context.Canceled):
		return StatusInterrupted
	case errors.As(err, new(*client.Unreachable)):
		return StatusUnreachable
	case errors.As(err, &refused):
		return refusedStatus(refused)
	case errors.As(err, new(*client.NotV2)), errors.As(err, new(*client.OtherCluster)), errors.As(err, new(*client.Timeout)):
		return StatusUnreachable
	}
	return StatusRefused
}

// ownStatus asks the errors of a chain, the outermost first.
func ownStatus(err error) int {
	var own interface {
		error
		ExitStatus() int
	}
	for errors.As(err, &own) {
		if status := own.ExitStatus(); status != 0 {
			return status
		}
		err = errors.Unwrap(own)
	}
	return 0
}

// unknownStatus is the status of some unknown outcomes.
func unknownStatus(n int) int {
	if n == 0 {
		return 0
	}
	return StatusUnknown
}

func refusedStatus(e *client.Error) int {
	switch {
	case e.Code == client.ErrKeyNotFound:
		return StatusNotFound
	case e.Code == client.ErrCompareFailed, e.Code == client.ErrKeyExists:
		return StatusCompare
	case e.Meta.Status == 401, e.Meta.Status == 403 && e.Code == 0:
		return StatusForbidden
	}
	return StatusRefused
}
