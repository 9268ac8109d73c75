package lang

import (
	"fmt"
	"strconv"
	"strings"

	"etcd2sh/repl/function"
	"etcd2sh/repl/lang/scan"
)

// UnknownCommand says that there is no command of a name, which stands as it was
// typed, and what to type instead, or which was meant.
func UnknownCommand(name string, commands []string) error {
	if err := ForeignCommand(name); err != nil {
		return err
	}
	return Unknown("command", name, commands, "help lists them")
}

// ForeignCommand says what to type instead of a name that is a command elsewhere;
// nil if it is none that is known.
func ForeignCommand(name string) error {
	what, known := foreignWords()[strings.ToLower(name)]
	past, isPast := strings.CutPrefix(name, "!")
	switch {
	case known:
	case name == "!!":
		what = "the Up key, which recalls the last command"
	case isPast && isNumber(past):
		what = "history run " + past
	case isPast && past != "":
		what = fmt.Sprintf("history /%s to find a command, COMMAND | ! %s to run a program", past, past)
	default:
		if _, ok := function.Find(name); ok {
			return fmt.Errorf("there is no command %s; it is a function of swap!: type swap! K %s", name, name)
		}
		return nil
	}
	return fmt.Errorf("there is no command %s; type %s", name, what)
}

func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}

// unknownCommand says that a line begins with no command, and what to type.
func (l *line) unknownCommand(ts []scan.Token) error {
	name := ts[0]
	word := l.text[name.Start:name.End]
	if typed := l.withoutBrackets(name); typed != "" {
		return &UsageError{Message: "a command stands without brackets: type " + Shorten(typed)}
	}
	words, _ := before(ts, "|")
	if typed := l.withoutNamespace(l.text, words); typed != "" {
		return &UsageError{Message: fmt.Sprintf("there is no command %s: type %s", Shorten(word), Shorten(typed))}
	}
	if name.Form == nil && !name.Variable && !strings.HasPrefix(word, `\`) {
		word = name.Text
	}
	if _, ok := function.Find(word); ok && len(words) > 1 {
		key, args := l.text[words[1].Start:words[1].End], l.text[words[1].End:words[len(words)-1].End]
		return &UsageError{Message: fmt.Sprintf("there is no command %s; it is a function of swap!: type %s", word, Shorten("swap! "+key+" "+word+args))}
	}
	return &UsageError{Message: UnknownCommand(word, l.Commands.Names()).Error()}
}

// withoutBrackets is what to type for a call as Clojure writes it, (get :k) or
// (v/get c :k); "" where a token is none.
func (l *line) withoutBrackets(t scan.Token) string {
	if t.Form == nil || t.Form.Open != '(' || !t.Form.Closed {
		return ""
	}
	inside := strings.TrimSpace(l.text[t.Start+1 : t.End-1])
	ts, _, err := scan.Scan(inside).Tokens()
	switch {
	case err != nil || len(ts) == 0:
		return ""
	case ts[0].Form == nil && l.Commands.Find(ts[0].Text) != nil:
		return inside
	}
	return l.withoutNamespace(inside, ts)
}

// withoutNamespace is what to type for a name of the Clojure library, v/get, with
// its arguments: of a client before the key there is no need. It is "" where the
// words are no such call.
func (l *line) withoutNamespace(text string, ts []scan.Token) string {
	at := strings.LastIndexByte(ts[0].Text, '/')
	if at < 1 || ts[0].Form != nil || l.Commands.Find(ts[0].Text[at+1:]) == nil {
		return ""
	}
	args := ts[1:]
	if len(args) > 1 && isSymbol(args[0]) && !isSymbol(args[1]) {
		args = args[1:]
	}
	typed := ts[0].Text[at+1:]
	if len(args) > 0 {
		typed += " " + text[args[0].Start:args[len(args)-1].End]
	}
	return typed
}

// isSymbol reports whether a token is a name in Clojure, and neither a keyword nor
// a string or a vector.
func isSymbol(t scan.Token) bool {
	return t.Form == nil && t.Plain() && !strings.HasPrefix(t.Text, ":") && !t.Is("nil")
}
