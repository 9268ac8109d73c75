package assist

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/repl/assist/known"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// completeKey completes a key: t is what is typed of it, up to the cursor. dirs
// leaves out what is no directory.
func (s *Assistant) completeKey(ctx context.Context, line string, t scan.Token, dirs bool) Completion {
	var half halfKey
	var path lang.KeyPath
	var err error
	from := t.Start
	if t.Form == nil {
		half = splitKey(line[from:])
		path, err = lang.ParseDirectory(half.above)
	} else {
		half, path, from, err = vectorAt(line, t.Form)
	}
	if err != nil {
		return Completion{From: from}
	}
	dir, err := path.From(s.session.Dir())
	if err != nil {
		return Completion{From: from}
	}
	children := s.children(ctx, dir, half.name)
	if dirs {
		children = slices.DeleteFunc(children, func(c known.Child) bool { return !c.Dir })
	}
	return half.complete(children, line, from)
}

// vectorAt takes the element at the cursor and those before it apart.
func vectorAt(line string, f *scan.Form) (half halfKey, dir lang.KeyPath, from int, err error) {
	before, from := f.Elems, len(line)
	if n := len(before); n > 0 && before[n-1].End == len(line) {
		before, from = before[:n-1], before[n-1].Start
	}
	half = splitKey(line[from:])
	if from == len(line) {
		half.like(line, before)
	}
	half.close = string(scan.Closing(f.Open))
	elems := slices.Clone(before)
	if half.above.Text != "" && half.above.Text != ":" {
		elems = append(elems, half.above)
	}
	dir, err = lang.ParseVector(elems)
	return half, dir, from, err
}

// like makes a new element of a vector look like the one before it: in quotes,
// or else as a keyword.
func (h *halfKey) like(line string, before []scan.Word) {
	h.head = ":"
	if n := len(before); n > 0 {
		switch line[before[n-1].Start] {
		case '"':
			h.head, h.open = "", scan.Double
		case '\'':
			h.head, h.open = "", scan.Single
		}
	}
}

// complete gives the children whose names begin as typed.
func (h halfKey) complete(children []known.Child, line string, from int) Completion {
	c := Completion{From: from}
	begin, _ := slices.BinarySearchFunc(children, h.name, func(c known.Child, name string) int { return strings.Compare(c.Name, name) })
	end := begin
	for end < len(children) && strings.HasPrefix(children[end].Name, h.name) {
		end++
	}
	found := children[begin:end]
	c.Total = len(found)
	for _, child := range found[:min(len(found), MaxCandidates)] {
		c.Candidates = append(c.Candidates, Candidate{
			Text: h.text(child.Name, child.Dir), Label: child.Label(),
			Description: child.Describe(), Closed: !child.Dir,
		})
	}
	switch len(found) {
	case 0:
	case 1:
		c.Common = c.Candidates[0].Text
	default:
		c.Common = line[from:]
		if name := commonPrefix(found[0].Name, found[len(found)-1].Name); name != h.name {
			c.Common = h.common(name)
		}
	}
	return c
}

// commonPrefix gives the characters that two texts begin with: what all the
// texts that are sorted between them begin with too.
func commonPrefix(a, b string) string {
	for i, r := range a {
		if !strings.HasPrefix(b[i:], string(r)) {
			return a[:i]
		}
	}
	return a
}

// children gives what is known of a directory's children, sorted by name:
// what the server tells before ctx ends, else what it told before. A name that
// begins with _ is hidden from every listing: it must have been seen.
func (s *Assistant) children(ctx context.Context, dir, name string) []known.Child {
	hidden := strings.HasPrefix(name, "_")
	if !hidden {
		listed, ok := s.known.List(ctx, dir, s.reader(dir))
		if ok {
			return slices.DeleteFunc(slices.Clone(listed), func(c known.Child) bool { return c.Gone() })
		}
	}
	children := slices.DeleteFunc(s.known.Seen(dir), func(c known.Child) bool {
		return strings.HasPrefix(c.Name, "_") != hidden
	})
	slices.SortFunc(children, func(a, b known.Child) int { return strings.Compare(a.Name, b.Name) })
	return children
}

// reader reads the children of a directory from the server.
func (s *Assistant) reader(dir string) known.Fetch {
	c := s.session.Client() // another one may take its place meanwhile
	return func(ctx context.Context) ([]known.Child, error) {
		r, err := c.Get(ctx, dir, client.GetOptions{})
		if errors.Is(err, client.ErrKeyNotFound) || errors.Is(err, client.ErrNotDir) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		var children []known.Child
		now := time.Now()
		for _, n := range r.Node.Nodes {
			if n.Key != nil {
				children = append(children, known.ChildOf(n, now))
			}
		}
		return children, nil
	}
}
