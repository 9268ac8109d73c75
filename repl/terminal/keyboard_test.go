//go:build unix

package terminal_test

import (
	"regexp"
	"slices"
	"testing"

	shell "etcd2sh/repl/command"
)

// The line that the test program suggests, and how it is shown.
const (
	suggested      = "set /b \"a b\" wide 日本 and\nmore"
	suggestedShown = "> set /b \"a b\" wide 日本 and⏎more"
)

// edits are the keys of help keyboard that edit a line: what is typed with them, and
// what is entered then. Without the key it would be something else.
var edits = map[string]struct{ keys, want string }{
	"Tab": {"g\t/x", "get /x"}, "Shift-Tab": {"/m\t\x1b[Z ", "/mice/b "},
	"Up": {"wi\x1b[A", "wide 日本"}, "Down": {"wi\x1b[A\x1b[B", "wi"},
	"Ctrl-R": {"\x12ide", "wide 日本"}, "Ctrl-S": {"\x12get /\x12\x13", "get /b"}, "Alt-.": {"x \x1b.", "x secrets"},
	"Home": {"abc\x1b[Hx", "xabc"}, "Ctrl-A": {"abc\x01x", "xabc"}, "Ctrl-E": {"abc\x01\x05x", "abcx"},
	"Alt-B": {"abc def\x1bbx", "abc xdef"}, "Ctrl-Left": {"abc def\x1b[1;5Dx", "abc xdef"}, "Ctrl-Right": {"abc def\x01\x1b[1;5Cx", "abc xdef"},
	"Ctrl-W": {"abc de-f\x17", "abc "}, "Alt-Backspace": {"abc de-f\x1b\x7f", "abc de-"}, "Alt-D": {"abc def\x01\x1bd", " def"},
	"Ctrl-U": {"abc\x15", ""}, "Ctrl-K": {"abc\x02\x0b", "ab"}, "Ctrl-Y": {"abc\x17\x19\x19", "abcabc"},
	"Ctrl-_": {"abc\x17\x1f", "abc"}, "Ctrl-X Ctrl-U": {"abc\x17\x18\x15", "abc"}, "Ctrl-X Ctrl-E": {"abc\x18\x05", "ABC"},
}

// takes are those that take from what is suggested, and what they make of the line.
var takes = map[string]struct{ keys, want string }{
	"Right": {"\x1b[C", suggested}, "End": {"\x1b[F", suggested}, "Alt-F": {"\x1bf", "set /b"},
}

// shows are those that do something else, and what is on the screen then.
var shows = map[string]struct{ keys, want string }{
	"Ctrl-L": {"x\r\x0cab", "> ab"}, "Ctrl-C": {"ab\x03", "> ab^C\ninterrupted\n>"},
	"Ctrl-D": {"\x04", ">\nend, line mode true, close: <nil>"}, "Ctrl-Z": {"\x1a", "suspended 1, line mode true"},
}

// keyName matches the names of keys in the help.
var keyName = regexp.MustCompile(`(?:Ctrl-X )?(?:Ctrl|Alt|Shift)-[^\s,;:]+|\b(?:Tab|Right|Up|Down|Home|End)\b`)

// TestKeyboardOfHelp presses each key that help keyboard names.
func TestKeyboardOfHelp(t *testing.T) {
	t.Parallel()
	all := shell.Topics()
	topic := all[slices.IndexFunc(all, func(topic shell.Topic) bool { return topic.Name == "keyboard" })]
	names := keyName.FindAllString(topic.Body.String(), -1)
	slices.Sort(names)
	names = slices.Compact(names)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			if shown, ok := shows[name]; ok {
				atPrompt(t, 80, 24, "job", "plain").Type(shown.keys).See(shown.want, func(s screen) bool { return s.String() == shown.want })
				return
			}
			p := atPrompt(t, 80, 24, "history", "suggest", "edit")
			test, ok := edits[name]
			if taken, does := takes[name]; does {
				p.Type("set").Line(suggestedShown)
				test, ok = taken, true
			}
			if !ok {
				t.Fatal("help keyboard names it, and it is not tried here")
			}
			p.enters(test.keys, test.want)
		})
	}
	if found, tried := len(names), len(edits)+len(takes)+len(shows); found != tried {
		t.Errorf("help keyboard names %d keys, and %d are tried here", found, tried)
	}
}
