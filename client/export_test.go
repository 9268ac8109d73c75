package client

import "time"

// RenewAfter shortens the silence after which a watch asks anew.
func (c *Client) RenewAfter(d time.Duration) { c.silence = d }
