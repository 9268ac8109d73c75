package client

import (
	"errors"
	"slices"
)

// IsUnknown reports whether err leaves the outcome of a write unknown.
func IsUnknown(err error) bool { return errors.As(err, new(*UnknownOutcome)) }

// Refused reports whether etcd refused, for certain, with one of these codes.
func Refused(err error, codes ...Code) bool {
	return !IsUnknown(err) && slices.ContainsFunc(codes, func(c Code) bool { return errors.Is(err, c) })
}
