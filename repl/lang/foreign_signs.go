package lang

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"etcd2sh/repl/lang/scan"
)

// foreign fails at the first unquoted sign that means something to other shells
// and nothing here, so that it does not become part of a key or a value.
func (l *line) foreign(ts []scan.Token) {
	for _, t := range ts {
		if t.Form != nil || t.Variable {
			continue
		}
		if advice := l.adviceOnSign(unquoted(t.Word), t.Text); advice != "" {
			l.fail(&UsageError{Message: fmt.Sprintf("%s; quote '%s' to mean the text", advice, Shorten(t.Text))}, t.Start)
			return
		}
	}
}

// unquoted is the text of a word with a NUL for each byte that is quoted, or ""
// when all of it is.
func unquoted(w scan.Word) string {
	quoted := 0
	for _, q := range w.Quoted {
		quoted += q.To - q.From
	}
	if quoted == len(w.Text) || !strings.ContainsAny(w.Text, "|;&<>") {
		return ""
	}
	text := []byte(w.Text)
	for _, q := range w.Quoted {
		clear(text[q.From:q.To])
	}
	return string(text)
}

// Hardly a line has such signs: the patterns are compiled at the first.
var (
	redirection = pattern(`^[0-9&]?>>?([^=>].*)?$`)
	behindAKey  = pattern(`[^-=>]>>?([^=>]|$)`)
	joints      = pattern(`\|\|?|&&?|;`)
)

func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

const noRedirection = "> writes no file here: type get K --file PATH, dump K --file PATH or COMMAND | ! tee FILE"

// withoutRedirection refuses what is most likely a file behind a key, as in k>file.
// In a value that is text.
func withoutRedirection(t scan.Token) error {
	if word := unquoted(t.Word); word == "" || !behindAKey().MatchString(word) {
		return nil
	}
	return fmt.Errorf("%s; quote '%s' to mean the text", noRedirection, Shorten(t.Text))
}

// adviceOnSign says what to type instead of a sign in a word, or "". What only
// stands in the middle, as in a|b, is text.
func (l *line) adviceOnSign(word, text string) string {
	switch {
	case word == "" || word == "|":
		return ""
	case redirection().MatchString(word):
		return noRedirection
	case strings.Trim(word, "<") == "":
		return "< reads no file here: --file PATH reads a value from one, and source FILE runs one"
	}
	all := joints().FindAllStringIndex(word, -1)
	for i, at := range all {
		before, sign, after := word[:at[0]], word[at[0]:at[1]], word[at[1]:]
		goesOn := i == len(all)-1 && l.beginsCommand(after) // no command has such a sign in its name
		switch {
		case sign == "|" && (before == "" || after == "" || after[0] == ':' || after == "jq" || after == "!"):
			left := "…" // another word
			if before != "" {
				left = Shorten(text[:at[0]])
			}
			return fmt.Sprintf("a bar has a blank before it and one behind it: %s", strings.TrimSpace(left+" | "+text[at[1]:]))
		case sign == "||" && goesOn:
			return "|| joins no commands here: type try COMMAND catch _ COMMAND"
		case sign == "&&" && goesOn:
			return "&& joins no commands here: each has a line of its own, and a script stops at the first error"
		case sign == ";" && (before == "" || goesOn):
			return "; ends no command here: each has a line of its own, and # begins a comment"
		case sign == "&" && after == "":
			return "& stands, after a blank, at the end of a command that can go on behind the prompt: " + l.inBackground()
		}
	}
	return ""
}

// beginsCommand reports whether what stands behind a sign that joins commands is the
// name of one, or nothing.
func (l *line) beginsCommand(after string) bool {
	return after == "" || l.Commands.Find(after) != nil || foreignWords()[after] != ""
}

// notBehind says that a command, as it was typed, cannot run behind the prompt.
func (l *line) notBehind(name string) string {
	return fmt.Sprintf("%s cannot run behind the prompt, as %s can: leave out &, or quote '&' to mean the text", name, l.inBackground())
}

// inBackground names the commands that & may follow.
func (l *line) inBackground() string {
	var names []string
	for _, c := range l.Commands.All() {
		if c.Background {
			names = append(names, c.Name)
		}
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
