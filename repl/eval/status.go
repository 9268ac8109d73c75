package eval

import (
	"context"
	"errors"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
)

// Status is the exit status that an error asks for. An error says it by itself
// with ExitStatus, whose 0 leaves it to what it wraps.
func Status(err error) int {
	var refused *client.Error
	var foreign *client.NotV2
	var insecure *client.TLSError
	switch status := ownStatus(err); {
	case status != 0:
		return status
	case err == nil, errors.Is(err, ErrExit):
		return lang.StatusOK
	case errors.As(err, new(*client.UnknownOutcome)):
		return lang.StatusUnknown
	case errors.Is(err, context.Canceled):
		return lang.StatusInterrupted
	case errors.As(err, new(*client.Unreachable)):
		return lang.StatusUnreachable
	case errors.As(err, &refused):
		return refusedStatus(refused)
	case errors.As(err, &foreign) && foreign.Denied(), errors.As(err, &insecure) && insecure.Denied():
		return lang.StatusForbidden
	case foreign != nil, insecure != nil, errors.As(err, new(*client.OtherCluster)), errors.As(err, new(*client.Timeout)):
		return lang.StatusUnreachable
	}
	return lang.StatusRefused
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

// UnknownStatus is the status of some unknown outcomes.
func UnknownStatus(n int) int {
	if n == 0 {
		return 0
	}
	return lang.StatusUnknown
}

func refusedStatus(e *client.Error) int {
	switch {
	case e.Code == client.ErrKeyNotFound:
		return lang.StatusNotFound
	case e.Code == client.ErrCompareFailed, e.Code == client.ErrKeyExists:
		return lang.StatusCompare
	case e.Meta.Status == 401, e.Meta.Status == 403 && e.Code == 0:
		return lang.StatusForbidden
	}
	return lang.StatusRefused
}
