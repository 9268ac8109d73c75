package render

import "slices"

// With is the map with more entries at its end. One whose key the map has
// already takes that one's place: no key comes twice.
func (m Map) With(entries ...Entry) Map {
	all := slices.Clone(m)
	for _, e := range entries {
		if i := slices.IndexFunc(all, func(old Entry) bool { return old.Key == e.Key }); i >= 0 {
			all[i] = e
			continue
		}
		all = append(all, e)
	}
	return all
}

// Without is the map without a key.
func (m Map) Without(key any) Map {
	return slices.DeleteFunc(slices.Clone(m), func(e Entry) bool { return e.Key == key })
}
