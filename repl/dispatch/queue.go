package dispatch

// queue is a heap of the entries that are ready, the one that came first on top.
type queue[T any] []*entry[T]

// Len, Less, Swap, Push and Pop are for container/heap.
func (q queue[T]) Len() int           { return len(q) }
func (q queue[T]) Less(i, j int) bool { return q[i].number < q[j].number }
func (q queue[T]) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

func (q *queue[T]) Push(e any) { *q = append(*q, e.(*entry[T])) }

func (q *queue[T]) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return e
}
