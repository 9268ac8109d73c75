package assist

import "slices"

// WantsFile reports whether the word at the end of a line is the name of a file of the
// system, by the names that the declarations give arguments and values.
func (s *Assistant) WantsFile(text string) bool {
	c := completer{line: text}
	if len(text) > maxAssisted || !c.read(s) {
		return false
	}
	name := c.Arg.Name
	if c.Draft != nil && c.Draft.Pending != nil {
		name = c.Draft.Pending.Value
	}
	return slices.Contains([]string{"FILE", "PATH", "K2|FILE"}, name)
}
