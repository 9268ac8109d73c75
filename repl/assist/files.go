package assist

import "etcd2sh/repl/lang"

// WantsFile reports whether the word at the end of a line may be the name of a file of
// the system.
func (s *Assistant) WantsFile(text string) bool {
	c := completer{line: text, assistant: s, names: s.names()}
	if len(text) > MaxAssisted || !c.read() {
		return false
	}
	switch {
	case c.Role == lang.RoleArg && !c.dashed():
		before := c.Draft.Args[:len(c.Draft.Args)-1]
		return c.Arg.Kind.After(before).Sort() == lang.SortFile || c.Arg.Or == "file"
	case c.Option != nil && (c.Role == lang.RoleOption || c.Role == lang.RoleOptionValue):
		return c.Option.Kind.Offers().Sort() == lang.SortFile
	}
	return false
}
