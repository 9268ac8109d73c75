package torture_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"etcd2sh/client"
	"etcd2sh/client/internal/clienttest"
)

var (
	tortureRuns     = flag.Int("torture.runs", 1, "how many runs of the linearizability test")
	tortureDuration = flag.Duration("torture.duration", 3*time.Second, "how long each run takes")
	tortureSeed     = flag.Uint64("torture.seed", 0, "the first run's seed; 0 picks one")
	tortureDir      = flag.String("torture.dir", os.TempDir(), "where the histories of failures are left")
)

// TestLinearizable has several clients read and write a few keys while
// connections and members break, and checks that all they were told can be
// explained by one order of the writes. A seed repeats the choices of a run,
// but not its timing.
func TestLinearizable(t *testing.T) {
	t.Parallel()
	for i := range *tortureRuns {
		seed := *tortureSeed + uint64(i)
		if *tortureSeed == 0 {
			seed = rand.Uint64N(1e9) + 1
		}
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			r := newLinearRun(t, seed, newShortClient, clientSwap)
			n := &nemesis{proxiedCluster: r.proxied, rand: rand.New(rand.NewPCG(seed, 1))}
			r.run(func() {
				ctx, cancel := context.WithTimeout(t.Context(), *tortureDuration)
				defer cancel()
				r.faults = n.run(ctx, t)
			})
			r.report()
		})
	}
}

const (
	tortureClients = 4
	tortureWorkers = 2   // of each client
	tortureKeys    = 3   // at a time
	tortureKeyOps  = 100 // then the next keys' turn comes
	counterKey     = "/counter"
)

// linearRun is one run.
type linearRun struct {
	t       *testing.T
	seed    uint64
	proxied *proxiedCluster
	connect func(t testing.TB, endpoints []string) *client.Client
	swap    swapper
	history *recorder
	faults  int

	ops            atomic.Int64
	counted, maybe atomic.Int64 // of the counter's swaps
	final          int64        // the counter at the end
}

// newShortClient is a client as anybody would make it, with a shorter timeout.
func newShortClient(t testing.TB, endpoints []string) *client.Client {
	return clienttest.New(t, client.Config{Endpoints: endpoints, Timeout: 250 * time.Millisecond})
}

func newLinearRun(t *testing.T, seed uint64, connect func(testing.TB, []string) *client.Client, swap swapper) *linearRun {
	return &linearRun{t: t, seed: seed, proxied: newProxiedCluster(t, 3), connect: connect, swap: swap, history: newRecorder()}
}

// run lets the clients work while disturb breaks things.
func (r *linearRun) run(disturb func()) {
	direct := clienttest.Client(r.t, r.proxied.cluster.Endpoints()...)
	clienttest.Set(r.t, direct, counterKey, "0")
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	var work sync.WaitGroup
	for i := range tortureClients {
		endpoints := r.proxied.endpoints()
		first := i % len(endpoints)
		c := r.connect(r.t, append(endpoints[first:], endpoints[:first]...))
		for j := range tortureWorkers {
			id := i*tortureWorkers + j
			work.Go(func() { r.work(ctx, id, c) })
		}
	}
	disturb()
	cancel()
	work.Wait()
	value, err := strconv.ParseInt(*clienttest.Get(r.t, direct, counterKey).Value, 10, 64)
	if err != nil {
		r.t.Error(err)
	}
	r.final = value
}

// work makes calls until ctx ends.
func (r *linearRun) work(ctx context.Context, id int, c *client.Client) {
	random := rand.New(rand.NewPCG(r.seed, uint64(id)+2))
	known := map[string]seen{} // as this worker saw the keys last
	for ctx.Err() == nil {
		if random.IntN(10) == 0 {
			r.count(c)
			continue
		}
		n := r.ops.Add(1)
		key := fmt.Sprintf("/r/%d-%d", n/(tortureKeys*tortureKeyOps), random.IntN(tortureKeys))
		in := pick(random, key, fmt.Sprintf("%d.%d", id, n), known[key])
		out := r.history.do(r.t, id, c, r.swap, in)
		if out.outcome == clienttest.Done {
			known[key] = left(in, out)
		}
		time.Sleep(time.Duration(random.Int64N(int64(3 * time.Millisecond)))) // the load leaves room for the faults
	}
}

// left is a key as a call that was done left it.
func left(in call, out result) seen {
	switch in.op {
	case "get":
		return out.before
	case "delete":
		return seen{}
	case "swap":
		return seen{swapped(in.value, out.before.value), out.index}
	}
	return seen{in.value, out.index}
}

// pick makes a call at random. What compares has something to compare with.
func pick(random *rand.Rand, key, value string, known seen) call {
	dice := random.IntN(100)
	switch {
	case dice < 30 || known.value == "" && dice < 60:
		return call{op: "get", key: key}
	case dice < 50 || known.value == "":
		return call{op: "set", key: key, value: value}
	case dice < 65:
		return call{op: "cas", key: key, value: value, old: known.value}
	case dice < 80:
		return call{op: "cas-index", key: key, value: value, old: known.value, oldIndex: known.index}
	case dice < 97:
		return call{op: "swap", key: key, value: value}
	}
	return call{op: "delete", key: key}
}

// count adds one to the counter by a swap.
func (r *linearRun) count(c *client.Client) {
	_, err := r.swap(c, counterKey, clienttest.Increment)
	switch o := clienttest.Outcome(err); o {
	case clienttest.Done:
		r.counted.Add(1)
	case clienttest.Unknown:
		r.maybe.Add(1)
	case clienttest.Unreachable, clienttest.TimedOut:
	default:
		if !errors.Is(err, client.ErrRaftInternal) {
			r.t.Errorf("the counter: got %v (%T), want it done, unknown or not begun", err, err)
		}
	}
}

// report says in a line what the run showed. A failure leaves its history.
func (r *linearRun) report() {
	began := time.Now()
	verdict := r.history.check()
	least, most := r.counted.Load(), r.counted.Load()+r.maybe.Load()
	r.t.Logf("seed %d: %d operations, %d unknown and %d of them resolved, %d faults, counter %d in [%d, %d]: %s (decided in %v)", r.seed,
		len(r.history.ops), r.history.unknowns.Load(), r.history.resolved.Load(), r.faults, r.final, least, most, verdict, time.Since(began).Round(time.Millisecond))
	if r.final < least || r.final > most {
		r.t.Errorf("got %d in the counter, want from %d to %d", r.final, least, most)
	}
	if verdict == porcupine.Ok {
		return
	}
	names, err := r.history.save(*tortureDir, fmt.Sprintf("torture-%d", r.seed))
	r.t.Errorf("got a history that is %s, want it linearizable; it is in %q (%v)", verdict, names, err)
}
