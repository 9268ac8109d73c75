package program

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"etcd2sh/client"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// parse reads flags and arguments in any order, up to a command or a script: what
// follows is the words of the one or the arguments of the other.
func (f *flags) parse(args []string) error {
	f.set.SetInterspersed(false)
	for {
		if err := f.set.Parse(args); err != nil {
			return err
		}
		args = f.set.Args()
		if len(args) == 0 {
			return nil
		}
		first := args[0]
		switch {
		case isURL(first), f.table.Find(first) == nil && !isScript(first) && slices.ContainsFunc(args, hasAt):
			f.unclear = f.unclear || len(f.urls) == 0 && !isURL(first) && !strings.ContainsAny(first, ":@")
			f.urls = append(f.urls, first)
			args = args[1:]
		case f.table.Find(first) != nil:
			f.scripts = append(f.scripts, commands{command: withValues(wordsAsTyped(args), f.table.Table), words: true})
			return nil
		case isScript(first):
			f.scripts, f.args = append(f.scripts, commands{file: first}), args[1:]
			return nil
		default:
			return notArgument(first, f.table.Table)
		}
	}
}

// hasAt reports whether an argument may be the end of a user's URL, of which a
// blank in the password has made several.
func hasAt(arg string) bool { return strings.Contains(arg, "@") }

// isURL reports whether an argument is the URL of an endpoint, or several.
func isURL(arg string) bool {
	return strings.Contains(arg, "://") || endsInPort(strings.TrimSuffix(arg, "/"))
}

func endsInPort(arg string) bool {
	port := arg[strings.LastIndexByte(arg, ':')+1:]
	return port != arg && port != "" && strings.Trim(port, "0123456789") == ""
}

// isScript reports whether an argument is a script: a file that exists, or what
// is written as only a file can be.
func isScript(arg string) bool {
	if info, err := os.Stat(arg); err == nil {
		return !info.IsDir()
	}
	return strings.HasPrefix(arg, "/") || strings.HasPrefix(arg, "./") || strings.HasPrefix(arg, "../") || strings.HasSuffix(arg, ".etcd2")
}

// notArgument says of an argument what it could have been.
func notArgument(arg string, table *lang.Table) error {
	if err := lang.ForeignCommand(arg); err != nil {
		return err
	}
	arg = client.Redact(arg, client.AnyText)
	return fmt.Errorf("%s is no URL, which has :// or ends in a port as localhost:2379, and no file; %w",
		lang.Shorten(arg), lang.UnknownCommand(arg, table.Names()))
}

// commandOf writes the words of a command line as a command. The system's shell
// has taken the quotes off; what has a blank in it, or what would be read anew as
// more than a word or as a sign of another shell, is data. In brackets those signs
// are text; behind a bare -- brackets are, too.
func commandOf(words []string) string { return strings.Join(wordsAsTyped(words), " ") }

// wordsAsTyped writes each of them.
func wordsAsTyped(words []string) []string {
	typed := make([]string, len(words))
	inBrackets, literal := false, false
	for i, w := range words {
		literal = literal && w != "|"
		if literal {
			typed[i] = scan.Quoted(w)
			continue
		}
		literal = w == "--" || literal
		inBrackets = inBrackets || strings.IndexAny(w, "[({") == 0
		signs := " \t\r\n'\"\\|"
		if !inBrackets {
			signs += ";&<>"
		}
		typed[i] = quoted(w, signs)
		inBrackets = inBrackets && !strings.ContainsAny(w, "])}")
	}
	return typed
}

// withValues writes a command in which a word that is in brackets, from its first sign to
// its last, is data where the command wants a text: nobody can quote it twice. A key and an
// option map stay what they are.
func withValues(typed []string, table *lang.Table) string {
	quoted := slices.Clone(typed)
	for i, w := range typed {
		if isBracketed(w) {
			quoted[i] = scan.Quoted(w)
		}
	}
	line := strings.Join(quoted, " ")
	wantsText := map[int]bool{} // by where a part begins
	for _, p := range (lang.Language{Commands: table}).Outline(line, scan.ScanHalf(line).Tokens).Parts {
		wantsText[p.Start] = p.WantsText()
	}
	at := 0
	for i, w := range quoted {
		if isBracketed(typed[i]) && !wantsText[at] {
			quoted[i] = typed[i]
		}
		at += len(w) + 1
	}
	return strings.Join(quoted, " ")
}

// isBracketed reports whether a word is in brackets whole, and is no option map.
func isBracketed(w string) bool {
	n := len(w)
	return n > 1 && scan.IsOpen(w[0]) && w[n-1] == scan.Closing(w[0]) && !strings.HasPrefix(w, "{:")
}

// optionName matches the beginning of an option with its value, as --prev-value=V.
var optionName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^--?[A-Za-z][A-Za-z-]*=`) })

// quoted quotes a word, or what an option in it hangs on to, if it begins a comment
// or a variable, is empty or has one of the signs. A bar and an arrow stay.
func quoted(word, signs string) string {
	name := optionName().FindString(word)
	text := word[len(name):]
	switch {
	case word == "|", word == "->":
		return word
	case text == "", strings.ContainsAny(text, signs), text[0] == '#', text[0] == '$':
		return name + scan.Quoted(text)
	}
	return word
}
