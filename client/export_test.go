package client

import "time"

// SetIdleTimeout shortens the time without a byte after which a watch asks anew.
func (c *Client) SetIdleTimeout(d time.Duration) { c.idleTimeout = d }
