package sandbox

// Cut cuts a member, counted from 0, off from all the others, as a network that
// fails between them would. Its clients still reach it: it answers from what it
// had, and neither hears of what the others agree on nor can agree with anybody.
// That lasts until Heal; members that are stopped are left out of both.
func (c *Cluster) Cut(member int) error { return c.each(member, cut) }

// Heal joins a member to all the others again.
func (c *Cluster) Heal(member int) error { return c.each(member, mend) }

// each does something to the ways between a member and each other one, in both
// directions.
func (c *Cluster) each(i int, do func(from, to *member)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	chosen, err := c.choose([]int{i})
	if err != nil {
		return err
	}
	for _, other := range c.members {
		if m := chosen[0]; other != m && m.etcd != nil && other.etcd != nil {
			do(m, other)
			do(other, m)
		}
	}
	return nil
}

func cut(from, to *member)  { from.etcd.Server.CutPeer(to.etcd.Server.ID()) }
func mend(from, to *member) { from.etcd.Server.MendPeer(to.etcd.Server.ID()) }
