package command

import (
	"fmt"
	"strings"

	"etcd2sh/repl/lang"
)

// verb gives the first argument of a call, one of the words of its kind. Its error is a
// usage error.
func verb(c lang.Call) (string, error) {
	word := c.String(0)
	var all []string
	for _, n := range c.Command.Args[0].Kind.Names(nil, nil) {
		if n.Text == word {
			return word, nil
		}
		all = append(all, n.Text)
	}
	last := len(all) - 1
	if name, _, password := strings.Cut(word, ":"); password { // may be what stands there
		word = name + ":…"
	}
	return "", c.Usage(fmt.Errorf("it is %s %s or %s, not %s", c.Name(), strings.Join(all[:last], ", "), all[last], lang.Shorten(word)))
}
