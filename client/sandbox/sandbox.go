// Package sandbox runs a real etcd 3.5, with its v2 API on, inside this
// process: one member or a cluster of several, to try things out and to test
// against. Begin with [Start]. The members listen in plain HTTP without
// authentication, on the loopback interface, unless [Config] says otherwise. The
// package never writes to the terminal, and leaves nothing behind but the data
// directory that it was given.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"
)

// Config says what Start starts. Its zero value is one member on a free port
// that forgets everything when it is closed.
type Config struct {
	// Members is how many members the cluster has, up to 9. 0 means as many as
	// DataDir already holds, and 1 when it holds none.
	Members int

	// DataDir keeps the data, each member's in a directory of its own below it.
	// It is made when absent; a later Start over the same directory finds the
	// data again. Empty means a temporary directory, which Close removes and
	// whose writes are not synced to the disk.
	DataDir string

	// Listen is the host:port of the first member's client URL, the host an IP
	// address or localhost. An empty host means 127.0.0.1 and port 0 a free
	// port; an empty Listen means both. The other members always take free
	// ports on 127.0.0.1.
	Listen string

	// TLS has the members serve their clients by https; nil means http. Among
	// themselves they speak plainly.
	TLS *TLS
}

// Cluster is a running sandbox. Its methods may be called concurrently; Stop,
// Restart, Leader and Close wait for one another.
type Cluster struct {
	dir     *directory
	ca      string // the file of its own authority; empty without one
	members []*member

	mu     sync.Mutex
	closed bool
	cut    map[link]bool // the ways between members that are cut
}

// maxMembers is the largest cluster that raft is recommended for, and more than
// one machine starts in good time.
const maxMembers = 9

// attempts bounds how often Start picks other ports because another process
// took one between its being found free and etcd's listening on it.
const attempts = 5

// A process that is just being started by this one holds copies of its
// listeners until it runs its own program, even of those that were closed. So a
// port of a stopped member may be taken for a moment.
const forkLimit, forkPause = 5 * time.Second, 5 * time.Millisecond

// Start starts a cluster and returns once every member serves its clients and
// knows all the others, which includes that a leader is elected. ctx bounds the
// start only, which gives up after 30 seconds in any case. A taken Listen
// address is an error for which errors.Is(err, syscall.EADDRINUSE) holds; a
// DataDir that is in use, holds another number of members or holds something
// else is an error too. After an error nothing is left running.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	if cfg.Members < 0 || cfg.Members > maxMembers {
		return nil, fmt.Errorf("a sandbox has 1 to %d members, not %d", maxMembers, cfg.Members)
	}
	dir, err := openDirectory(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir, cut: map[link]bool{}}
	if err := c.bootstrap(ctx, cfg); err != nil {
		return nil, errors.Join(err, dir.close())
	}
	return c, nil
}

func (c *Cluster) bootstrap(ctx context.Context, cfg Config) error {
	recorded, err := c.dir.peers()
	if err != nil {
		return err
	}
	count := cfg.Members
	if count == 0 {
		count = max(1, len(recorded))
	}
	if recorded != nil && len(recorded) != count {
		return fmt.Errorf("data directory %s holds a cluster of %d members, not of %d", c.dir.path, len(recorded), count)
	}
	serves, err := c.serves(cfg)
	if err != nil {
		return err
	}
	for range attempts {
		peers := recorded
		if peers == nil {
			if peers, err = c.dir.assign(count); err != nil {
				return err
			}
		}
		var clients []string
		if clients, err = clientAddrs(cfg.Listen, count); err != nil {
			return err
		}
		c.members = newMembers(c.dir, peers, clients, serves)
		if err = start(ctx, c.members, func() {}); !errors.Is(err, errInUse) {
			return err
		}
	}
	return err
}

// Endpoints returns the client URL of each member, "http://host:port", or https. They
// stay the same when a member is stopped and restarted.
func (c *Cluster) Endpoints() []string {
	urls := make([]string, len(c.members))
	for i, m := range c.members {
		urls[i] = m.clientURL()
	}
	return urls
}

// Leader returns the index of the member that leads now; ok is false when no
// running member does, as during an election.
func (c *Cluster) Leader() (i int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A leader that was cut off may not know yet that it leads no longer: the
	// one of the latest term is right.
	var latest uint64
	for n, m := range c.members {
		if term, leads := m.leads(); leads && term >= latest {
			i, ok, latest = n, true, term
		}
	}
	return i, ok
}

// Raft gives the member that one, counted from 0, takes for the leader, itself
// perhaps, or -1; and the term that it is in. Of one that is stopped they are -1 and 0.
func (c *Cluster) Raft(i int) (leader int, term uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.members[i]
	if m.etcd == nil {
		return -1, 0
	}
	leads := m.etcd.Server.Leader()
	return slices.IndexFunc(c.members, func(other *member) bool {
		return other.etcd != nil && other.etcd.Server.ID() == leads
	}), m.etcd.Server.Term()
}

// Stop stops the members of the given indexes, counted from 0, all at once and
// as nearly as possible as a crash would: client connections break without an
// answer and leadership is handed to nobody. Their data stays. A member that is
// stopped already stays so.
func (c *Cluster) Stop(members ...int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	chosen, err := c.choose(members)
	if err != nil {
		return err
	}
	stop(chosen)
	return nil
}

// Restart starts stopped members again, with the same ports and data, and
// returns once all of them serve and have caught up. That needs a majority of
// the members, joined with each other: when most are stopped, name enough of them in
// one call; else the error is a [*NoMajority]. It fails too when ctx ends or after 30
// seconds. After an error the named members that were stopped are stopped still.
// A port that another process has taken meanwhile is an error, after 5 seconds,
// for which errors.Is(err, syscall.EADDRINUSE) holds.
func (c *Cluster) Restart(ctx context.Context, members ...int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	chosen, err := c.choose(members)
	if err != nil {
		return err
	}
	if err := c.startable(members); err != nil {
		return err
	}
	for end := time.Now().Add(forkLimit); ; {
		err = start(ctx, chosen, c.recut)
		if !errors.Is(err, errInUse) || time.Now().After(end) || ctx.Err() != nil {
			return err
		}
		time.Sleep(forkPause)
	}
}

func (c *Cluster) choose(members []int) ([]*member, error) {
	if c.closed {
		return nil, errors.New("the sandbox is closed")
	}
	chosen := make([]*member, 0, len(members))
	for _, i := range members {
		if i < 0 || i >= len(c.members) {
			return nil, fmt.Errorf("no member %d in a sandbox of %d", i, len(c.members))
		}
		if m := c.members[i]; !slices.Contains(chosen, m) {
			chosen = append(chosen, m)
		}
	}
	return chosen, nil
}

// Close stops all members as Stop does and removes the temporary directory, if
// there is one. Idle connections between members may take some seconds more to
// end. A second Close does nothing.
func (c *Cluster) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	stop(c.members)
	return c.dir.close()
}

// clientAddrs returns where count members serve their clients, the first one
// on listen.
func clientAddrs(listen string, count int) ([]string, error) {
	if listen == "" {
		return FreeAddrs(loopback, count)
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, err
	}
	if host == "" {
		host = loopback
	}
	first := []string{net.JoinHostPort(host, port)}
	if port == "0" {
		if first, err = FreeAddrs(host, 1); err != nil {
			return nil, err
		}
	}
	others, err := FreeAddrs(loopback, count-1)
	return append(first, others...), err
}
