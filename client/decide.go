package client

import (
	"context"
	"errors"
	"slices"
)

// IsUnknown reports whether err leaves the outcome of a write unknown.
func IsUnknown(err error) bool { return err != nil && errors.As(err, new(*UnknownOutcome)) }

// Refused reports whether etcd refused, for certain, with one of these codes.
func Refused(err error, codes ...Code) bool {
	return !IsUnknown(err) && slices.ContainsFunc(codes, func(c Code) bool { return errors.Is(err, c) })
}

// BrokeOff reports whether err broke work off that another try may bring to its
// end: an answer that did not come, no server, or the end of the context.
func BrokeOff(err error) bool {
	return IsUnknown(err) || errors.As(err, new(*Unreachable)) || errors.As(err, new(*Timeout)) || errors.Is(err, context.Canceled)
}
