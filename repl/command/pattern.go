package command

import (
	"context"
	"regexp"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// searchOptions are those of find and grep.
var searchOptions = eval.WithCommon(
	lang.Option{Name: "regexp", Short: "E", Doc: "PATTERN is a regular expression, which may match anywhere"},
	lang.Option{Name: "ignore-case", Short: "i", Doc: "a and A are alike"},
	lang.Option{Name: "quorum", Short: "q", Doc: "a linearizable read"})

// search gives the nodes below the key of a call of which matches wants one, in
// the order of their keys.
func search(ctx context.Context, f *eval.Frame, c lang.Call, matches func(n *client.Node) bool) (any, error) {
	node, _, err := listing(ctx, f, c, true)
	if err != nil {
		return nil, err
	}
	found := render.Table{Columns: []render.Column{{Name: "key", Label: true}, {Name: "value"}}}
	addMatching(&found, node.Nodes, matches)
	return found, nil
}

func addMatching(found *render.Table, nodes []*client.Node, matches func(n *client.Node) bool) {
	for _, n := range tree.Sorted(nodes) {
		if matches(n) {
			found.Rows = append(found.Rows, []any{tree.Key(n), orNil(n.Value)})
		}
		addMatching(found, n.Nodes, matches)
	}
}

// pattern makes a regular expression of the pattern of a call. A glob may be for
// the whole of a text only; a regular expression says so by itself.
func pattern(c lang.Call, whole bool) (*regexp.Regexp, error) {
	text := c.String(1)
	if !c.Flag("regexp") {
		text = globExpression(text)
		if whole {
			text = "^" + text + "$"
		}
	}
	flags := "(?s"
	if c.Flag("ignore-case") {
		flags += "i"
	}
	if _, err := regexp.Compile(text); err != nil { // it may quote what it was given
		return nil, c.Usage(err)
	}
	re, err := regexp.Compile(flags + ")" + text)
	if err != nil {
		return nil, c.Usage(err)
	}
	return re, nil
}

// globExpression is the regular expression of a glob: * is any text, ? any
// character, [a-z] and [!a-z] one of some; a backslash takes the meaning of what
// follows.
func globExpression(glob string) string {
	var b strings.Builder
	for i := 0; i < len(glob); i++ {
		class := strings.IndexByte(glob[i:], ']')
		switch c := glob[i]; {
		case c == '*':
			b.WriteString(".*")
		case c == '?':
			b.WriteByte('.')
		case c == '\\' && i+1 < len(glob):
			i++
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		case c == '[' && class > 1:
			b.WriteString(classExpression(glob[i+1 : i+class]))
			i += class
		case c < 0x80:
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		default:
			b.WriteByte(c) // of a character of several bytes, none of which is special
		}
	}
	return b.String()
}

// classExpression is what stands between the brackets of a glob.
func classExpression(class string) string {
	not := ""
	if class[0] == '!' || class[0] == '^' {
		not, class = "^", class[1:]
	}
	return "[" + not + strings.NewReplacer(`\`, `\\`, "[", `\[`, "^", `\^`).Replace(class) + "]"
}
