package lang

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// parseUint reads a number of etcd's; its error reads on from what it is for.
func parseUint(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("is at most %d, not %s", uint64(math.MaxUint64), Shorten(text))
	case err != nil:
		return 0, fmt.Errorf("wants a whole number, not %s", Shorten(strconv.Quote(text)))
	}
	return n, nil
}

// ParseDuration reads a time that is more than nothing: 2s, 500ms, 1m30s. A
// bare number is milliseconds, as in the Clojure library.
func ParseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if ms, bare := strconv.ParseUint(text, 10, 32); bare == nil {
		d, err = time.Duration(ms)*time.Millisecond, nil
	}
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("wants a time such as 2s or 500ms (a bare number is milliseconds), not %q", text)
	}
	return d, nil
}

// MaxJobs is how many commands may be in flight at once: each wants a
// connection.
const MaxJobs = 1024
