package client

import (
	"errors"
	"net"
	"os"
	"strings"
)

// networkError is what the network said of a connection, without the addresses and
// the calls: whoever is told it is told of the endpoint too.
type networkError struct {
	err  error
	said string
}

func (n *networkError) Error() string { return n.said }

// Unwrap gives the error as the network gave it.
func (n *networkError) Unwrap() error { return n.err }

// inPlainWords is an error as a person reads it best; one that is not the network's
// stays as it is.
func inPlainWords(err error) error {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "dial" && op.Op != "read" && op.Op != "write" {
		return err
	}
	said := op.Err.Error()
	var call *os.SyscallError
	var lookup *net.DNSError
	switch {
	case errors.As(op.Err, &call):
		said = call.Err.Error()
	case errors.As(op.Err, &lookup) && lookup.IsNotFound:
		said = "there is no host " + lookup.Name
	case errors.As(op.Err, &lookup):
		said = "the host " + lookup.Name + " could not be looked up: " + lookup.Err
	}
	return &networkError{err, strings.Replace(err.Error(), op.Error(), said, 1)}
}
