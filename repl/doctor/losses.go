package doctor

import (
	"fmt"

	"etcd2sh/client/tree"
	"etcd2sh/repl/lang"
)

// judgeLosses looks for what etcd shows otherwise than it was written.
func judgeLosses(f *Facts) Finding {
	if f.Left() {
		return f.v2IsGone()
	}
	if f.Unread != nil {
		return Finding{Verdict: Unseen, Seen: f.unlisted()}
	}
	altered, example := 0, ""
	for _, n := range f.Nodes {
		if tree.Altered(tree.Key(n)) || n.Value != nil && tree.Altered(*n.Value) {
			if altered++; example == "" {
				example = tree.Key(n)
			}
		}
	}
	hidden := []string{"ask the owners for names that begin with _: they are in no listing; migrate --hidden and v2store clear --hidden take them by name"}
	if altered > 0 {
		return Finding{Bad, fmt.Sprintf("%s with U+FFFD, as %s: bytes that are not UTF-8 are lost, at the next snapshot for good", lang.Plural(altered, "node"), example),
			append([]string{"write the value anew from its source, in UTF-8, as in base64"}, hidden...)}
	}
	return Finding{Note, "all that can be listed is UTF-8; hidden names cannot be listed", hidden}
}
