package migrate

import "context"

// Comparison is how what is in v3 compares with what is in v2.
type Comparison struct {
	Same      int // keys with the same value, that end at the same time
	Different int // with another value, or another end
	Missing   int // keys that v3 lacks
	Extra     int // keys of v3's that v2 has not
}

// Verify compares, and writes nothing. It tells of each key that differs, or is missing.
func (m *Migration) Verify(ctx context.Context, s *Source) (Comparison, error) {
	var c Comparison
	want := make(map[string]Item, len(s.Items))
	for _, i := range s.Items {
		want[m.Into+i.Key] = i
	}
	for kv, err := range m.copies(ctx) {
		if err != nil {
			return c, err
		}
		item, known := want[string(kv.Key)]
		here := change{Item: item}
		here.Key = string(kv.Key)
		switch {
		case !known:
			c.Extra++
		case here.is(&kv):
			c.Same++
		default:
			c.Different++
			m.tell(here.conflict(&kv))
		}
		if known {
			delete(want, string(kv.Key))
			m.advance(1)
		}
	}
	for key, item := range want {
		if !item.life.over() {
			c.Missing++
			m.tell(Conflict{Source: item.source, Key: key, Gone: true})
		}
	}
	return c, nil
}
