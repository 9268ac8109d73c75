package race

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
)

// ErrDiverged says that lanes came to another choice than before, after the same
// choices: the same race cannot be run again.
var ErrDiverged = errors.New("the requests depend on more than their order")

// Explore calls play until it has played every order, or most of them, each once.
// play runs the lanes from their beginning and asks pick at each step who is next; it
// gives pick's error as it is. complete tells that no order was left out. Of more
// than most orders those that are played are a random sample, always the same one.
//
// estimate is about how many orders there are, by what the first one was.
func Explore(most int, play func(pick Pick) error) (complete bool, estimate float64, err error) {
	s := search{random: rand.New(rand.NewPCG(1, 2)), root: &choice{}}
	for range most {
		if err := s.play(play); err != nil {
			return false, 0, err
		}
		if s.root.over {
			break
		}
	}
	return s.root.over, s.estimate(), nil
}

// search is the orders that were played so far, as a tree of choices.
type search struct {
	random *rand.Rand
	root   *choice
	counts map[int]int // the steps of each lane, in the first order
}

// choice is a point at which one of the waiting lanes goes on; without any it is the
// end of an order.
type choice struct {
	met     bool // an order came here
	waiting []int
	next    []*choice // where each leads; nil where no order went
	over    bool      // every order from here on was played
}

// play plays an order that was not played before.
func (s *search) play(play func(Pick) error) error {
	at, path := s.root, []*choice{}
	left := map[int]int{}
	for lane, n := range s.counts {
		left[lane] = n
	}
	taken := map[int]int{}
	err := play(func(waiting []int) (int, error) {
		if err := at.meet(waiting); err != nil {
			return 0, err
		}
		path = append(path, at)
		if len(waiting) == 0 {
			return 0, nil
		}
		i := s.choose(at, left)
		lane := waiting[i]
		left[lane]--
		taken[lane]++
		if at.next[i] == nil {
			at.next[i] = &choice{}
		}
		at = at.next[i]
		return lane, nil
	})
	if err != nil {
		return err
	}
	if s.counts == nil {
		s.counts = taken
	}
	for _, c := range slices.Backward(path) {
		c.over = !slices.ContainsFunc(c.next, (*choice).open)
	}
	return nil
}

func (c *choice) open() bool { return c == nil || !c.over }

// meet notes which lanes wait here; they are the same each time.
func (c *choice) meet(waiting []int) error {
	if c.met && !slices.Equal(c.waiting, waiting) {
		return ErrDiverged
	}
	if !c.met {
		c.met, c.waiting, c.next = true, slices.Clone(waiting), make([]*choice, len(waiting))
	}
	return nil
}

// choose gives a way that leads to an order which was not played. The first order
// takes the first one each time; any other one takes it by chance, and the more
// likely the more steps a lane has left, so that each order is about as likely as
// any other.
func (s *search) choose(c *choice, left map[int]int) int {
	var weights []float64
	sum := 0.0
	for i, lane := range c.waiting {
		weight := 0.0
		if c.next[i].open() {
			weight = max(1, float64(left[lane]))
		}
		weights = append(weights, weight)
		sum += weight
	}
	if s.counts == nil {
		return 0
	}
	at, last := s.random.Float64()*sum, 0
	for i, weight := range weights {
		if weight == 0 {
			continue
		}
		if last = i; at < weight {
			break
		}
		at -= weight
	}
	return last
}

// estimate is in how many orders the steps of the first order could come, when each
// lane keeps its own.
func (s *search) estimate() float64 {
	orders, n := 1.0, 0
	for _, count := range s.counts {
		for i := range count {
			n++
			orders *= float64(n) / float64(i+1)
		}
	}
	return math.Round(orders)
}
