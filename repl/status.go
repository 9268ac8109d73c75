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

// Status is the exit status that an error asks for.
func Status(err error) int {
	var refused *client.Error
	switch {
	case err == nil, errors.Is(err, ErrExit):
		return StatusOK
	case errors.As(err, new(*LockLostError)): // whatever the command that was stopped says
		return StatusRefused
	case errors.As(err, new(*client.UnknownOutcome)), leftUnknown(err):
		return StatusUnknown
	case errors.Is(err, context.Canceled):
		return StatusInterrupted
	case errors.As(err, new(*client.Unreachable)):
		return StatusUnreachable
	case errors.As(err, &refused):
		return refusedStatus(refused)
	case errors.As(err, new(*EditConflict)):
		return StatusCompare
	case errors.As(err, new(*UsageError)), errors.As(err, new(*InputError)):
		return StatusUsage
	case errors.As(err, new(*client.NotV2)), errors.As(err, new(*client.OtherCluster)),
		errors.As(err, new(*client.Timeout)), errors.As(err, new(*AwaitTimeout)):
		return StatusUnreachable
	}
	return StatusRefused
}

// leftUnknown reports whether a write beside the one that failed has an unknown
// outcome.
func leftUnknown(err error) bool {
	var repeat *RepeatError
	var jobs *JobsError
	return errors.As(err, &repeat) && repeat.Unknown > 0 || errors.As(err, &jobs) && len(jobs.Unknown) > 0
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
