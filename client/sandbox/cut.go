package sandbox

import (
	"fmt"
	"slices"

	"go.etcd.io/etcd/client/pkg/v3/types"
)

// link is the way between two members, the lower index first.
type link struct{ a, b int }

func linkOf(i, j int) link { return link{min(i, j), max(i, j)} }

// Cut cuts the members of the given indexes, counted from 0, off from all the
// others, as a network that fails between them would; among themselves they are
// joined as before. Clients still reach all of them: on the smaller side a member
// answers from what it had, and neither hears of what the others agree on nor can
// agree with anybody. That lasts until Heal. What was cut before stays cut.
func (c *Cluster) Cut(members ...int) error {
	return c.cutLinks(func(i, j int) bool { return slices.Contains(members, i) != slices.Contains(members, j) }, members)
}

// CutAll cuts each member off from each other one.
func (c *Cluster) CutAll() error {
	return c.cutLinks(func(int, int) bool { return true }, nil)
}

// Heal joins the members of the given indexes with each other again, or all of them
// where none is given. What else is cut stays cut.
func (c *Cluster) Heal(members ...int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.choose(members); err != nil {
		return err
	}
	for l := range c.cut {
		if len(members) == 0 || slices.Contains(members, l.a) && slices.Contains(members, l.b) {
			c.between(l, (*member).join)
			delete(c.cut, l)
		}
	}
	return nil
}

// Running reports whether a member runs, counted from 0.
func (c *Cluster) Running(i int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.members[i].etcd != nil
}

// CutOff reports whether a member, counted from 0, is cut off from so many others
// that those it reaches are not most of the members, even if all run.
func (c *Cluster) CutOff(i int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.majority(c.side(i))
}

func (c *Cluster) majority(members []int) bool { return len(members) > len(c.members)/2 }

// side gives the members that one reaches if all run, itself too.
func (c *Cluster) side(i int) []int {
	var reached []int
	for j := range c.members {
		if j == i || !c.cut[linkOf(i, j)] {
			reached = append(reached, j)
		}
	}
	return reached
}

func (c *Cluster) cutLinks(chosen func(i, j int) bool, members []int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.choose(members); err != nil {
		return err
	}
	for i := range c.members {
		for j := range i {
			if l := linkOf(i, j); chosen(i, j) {
				c.cut[l] = true
				c.between(l, (*member).cut)
			}
		}
	}
	return nil
}

// recut cuts again what a member that was started anew is cut off from.
func (c *Cluster) recut() {
	for l := range c.cut {
		c.between(l, (*member).cut)
	}
}

// between does something to the way between two members, at each that runs: one that
// is stopped is cut off or joined at the other's end.
func (c *Cluster) between(l link, do func(m, other *member)) {
	a, b := c.members[l.a], c.members[l.b]
	if a.etcd != nil {
		do(a, b)
	}
	if b.etcd != nil {
		do(b, a)
	}
}

// cut has the member neither send to another nor hear it. For one that wrote to it before
// it knew its cluster, etcd keeps a second way, a remote, which it can close only once,
// and not when it stops either, until it is opened again.
func (m *member) cut(other *member) {
	if !m.cutFrom[other.id] {
		m.etcd.Server.CutPeer(other.id)
		m.cutFrom[other.id] = true
	}
}

// join undoes cut.
func (m *member) join(other *member) { m.joinID(other.id) }

func (m *member) joinID(id types.ID) {
	if m.cutFrom[id] {
		m.etcd.Server.MendPeer(id)
		delete(m.cutFrom, id)
	}
}

// NoMajority says that a member cannot start: too few others run that it reaches.
type NoMajority struct {
	Member  string // its name
	Reached int    // how many members would run that reach each other, itself too
	Members int    // of the cluster
}

func (n *NoMajority) Error() string {
	return fmt.Sprintf("%s cannot start now: it would be one of %d that run and reach each other, and a cluster of %d needs %d; start others with it, or heal what is cut",
		n.Member, n.Reached, n.Members, n.Members/2+1)
}

// startable is a *NoMajority where one of some members cannot become ready.
func (c *Cluster) startable(members []int) error {
	for _, i := range members {
		reached := 0
		for _, j := range c.side(i) {
			if c.members[j].etcd != nil || slices.Contains(members, j) {
				reached++
			}
		}
		if c.members[i].etcd == nil && reached <= len(c.members)/2 {
			return &NoMajority{memberName(i), reached, len(c.members)}
		}
	}
	return nil
}
