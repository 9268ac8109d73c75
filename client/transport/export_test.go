package transport

import "context"

// SetLookup gives host names other addresses than the system does.
func (t *Transport) SetLookup(lookup func(ctx context.Context, host string) ([]string, error)) {
	t.lookup = lookup
}
