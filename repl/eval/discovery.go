package eval

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/lang"

	"go.etcd.io/etcd/client/pkg/v3/srv"
)

// Discovery finds endpoints by the SRV records of a domain, which etcdctl looks for
// too.
type Discovery struct {
	Domain string // empty finds nothing
	Name   string // an ending of the service's name, for a domain with several clusters; or ""
	// Insecure takes endpoints by http too, and checks servers by their own names.
	// Otherwise a certificate must be for the domain: whoever can change an answer
	// of DNS could name servers of his own.
	Insecure bool
}

func (d Discovery) serverName() string {
	if d.Insecure {
		return ""
	}
	return d.Domain
}

// DiscoveryError says that the records of a domain name no endpoint.
type DiscoveryError struct{ Reason string }

func (e *DiscoveryError) Error() string { return e.Reason }

// Data is the error as data.
func (e *DiscoveryError) Data() render.Map { return lang.ErrorMap("unreachable", e.Reason) }

// ExitStatus is that of what cannot be reached.
func (e *DiscoveryError) ExitStatus() int { return lang.StatusUnreachable }

// discover looks both services up. The records of one are enough.
func (n Network) discover(ctx context.Context, d Discovery) ([]string, error) {
	var endpoints, insecure, records, reasons []string
	for _, scheme := range []string{"https", "http"} {
		service := srv.GetSRVService("etcd-client", d.Name, scheme)
		record := "_" + service + "._tcp." + d.Domain
		records = append(records, record)
		found, err := n.lookup(ctx, service, d.Domain)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			reasons = append(reasons, record+": "+lookupReason(err))
			continue
		}
		for _, s := range found {
			url := scheme + "://" + net.JoinHostPort(strings.TrimSuffix(s.Target, "."), strconv.Itoa(int(s.Port)))
			if scheme == "http" && !d.Insecure {
				insecure = append(insecure, url)
				continue
			}
			endpoints = append(endpoints, url)
		}
	}
	switch {
	case len(endpoints) > 0 && len(insecure) > 0:
		n.warn("left out, because --insecure-discovery was not given: " + strings.Join(insecure, ", "))
	case len(insecure) > 0:
		return nil, &DiscoveryError{fmt.Sprintf("the SRV records of %s name endpoints by http alone: %s; --insecure-discovery uses them", d.Domain, strings.Join(insecure, ", "))}
	case len(endpoints) == 0 && len(reasons) > 0:
		return nil, &DiscoveryError{"no SRV record names an endpoint: " + strings.Join(reasons, "; ")}
	case len(endpoints) == 0:
		return nil, &DiscoveryError{"the SRV records name no endpoint: " + strings.Join(records, " and ")}
	}
	return endpoints, nil
}

func (n Network) lookup(ctx context.Context, service, domain string) ([]*net.SRV, error) {
	lookup := net.DefaultResolver.LookupSRV
	if n.LookupSRV != nil {
		lookup = n.LookupSRV
	}
	_, found, err := lookup(ctx, service, "tcp", domain)
	return found, err
}

// lookupReason is what the resolver says, without the record, which is told already.
func lookupReason(err error) string {
	var failed *net.DNSError
	switch {
	case !errors.As(err, &failed):
		return err.Error()
	case failed.IsNotFound:
		return "no such record"
	}
	return failed.Err
}
