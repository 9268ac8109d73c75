package race

import (
	"context"
	"sync"
)

// Lane does all that one client does in a race, and asks gate before each step of it.
// It returns when everything that it began has ended, soon after ctx is done.
type Lane func(ctx context.Context, gate Gate)

// Gate returns when its lane may take a step, and gives the context of that step and
// what is called at its end. What asks the gate within a step is a part of it. Its
// error is the context's; then the step must not be taken. A lane may ask from several
// goroutines: it takes one step at a time.
type Gate func(ctx context.Context) (step context.Context, over func(), err error)

// Pick chooses the lane that takes the next step from those that wait for one, which
// are in order; there is one at least. At the end, when all lanes have ended, it is
// asked with none. An error ends the race.
type Pick func(waiting []int) (int, error)

// Play runs lanes until all have ended, one step at a time: the next one is picked
// when each lane waits for a step or has ended. The error is that of pick or of ctx;
// then no step was let go after it.
func Play(ctx context.Context, lanes []Lane, pick Pick) error {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	arrivals := make(chan arrival)
	for i, lane := range lanes {
		all.Go(func() {
			lane(ctx, gateOf(i, arrivals))
			tell(ctx, arrivals, arrival{lane: i})
		})
	}
	waiting := make([]chan<- struct{}, len(lanes))
	for moving := len(lanes); ; moving = 1 {
		if err := awaitSteps(ctx, arrivals, waiting, moving); err != nil {
			return err
		}
		at := held(waiting)
		next, err := pick(at)
		if err != nil || len(at) == 0 {
			return err
		}
		close(waiting[next])
		waiting[next] = nil
	}
}

// Free runs lanes until all have ended, and holds nothing.
func Free(ctx context.Context, lanes []Lane) error {
	var all sync.WaitGroup
	for _, lane := range lanes {
		all.Go(func() {
			lane(ctx, func(ctx context.Context) (context.Context, func(), error) {
				return ctx, func() {}, ctx.Err()
			})
		})
	}
	all.Wait()
	return ctx.Err()
}

// arrival says that a lane waits for a step, which it takes when goes is closed; or
// that it has ended, where that is nil.
type arrival struct {
	lane int
	goes chan<- struct{}
}

func tell(ctx context.Context, arrivals chan<- arrival, a arrival) error {
	select {
	case arrivals <- a:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// awaitSteps returns when so many lanes that move have come to their next step, or ended.
func awaitSteps(ctx context.Context, arrivals <-chan arrival, waiting []chan<- struct{}, moving int) error {
	for range moving {
		select {
		case a := <-arrivals:
			waiting[a.lane] = a.goes
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// held gives the lanes that wait.
func held(waiting []chan<- struct{}) []int {
	var lanes []int
	for i, goes := range waiting {
		if goes != nil {
			lanes = append(lanes, i)
		}
	}
	return lanes
}

// withinStep is in the context of a step.
type withinStep struct{}

func gateOf(lane int, arrivals chan<- arrival) Gate {
	turn := make(chan struct{}, 1) // holds a token while the lane waits for a step or takes one
	return func(ctx context.Context) (context.Context, func(), error) {
		if ctx.Value(withinStep{}) != nil {
			return ctx, func() {}, nil
		}
		select {
		case turn <- struct{}{}:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
		goes := make(chan struct{})
		err := tell(ctx, arrivals, arrival{lane, goes})
		if err == nil {
			select {
			case <-goes:
			case <-ctx.Done():
				err = ctx.Err()
			}
		}
		if err != nil {
			<-turn
			return nil, nil, err
		}
		return context.WithValue(ctx, withinStep{}, true), func() { <-turn }, nil
	}
}
