package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"etcd2sh/repl/assist"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"

	"github.com/spf13/pflag"
)

// completeFlag is how the scripts of --completion ask what the word at the cursor can
// become. It stands first, behind it the shell's name. bash gives its own idea of the
// word and the line up to the cursor; the others give the words behind the program's
// name, the last one as far as it is typed. A line of the answer is a candidate, for
// bash as it is to be typed, for the others its text, and behind a tab what it is. The
// exit status 1 means that the name of a file fits there too. Nothing else is ever
// printed.
const completeFlag = "--complete"

// completeWait is how long the server may take to list keys.
const completeWait = 500 * time.Millisecond

// statusFiles is the exit status where the name of a file fits.
const statusFiles = 1

// complete answers what completeFlag asks, and gives the exit status.
func (p *Program) complete(ctx context.Context, args []string, w IO) int {
	var words []typedWord
	switch {
	case len(args) == 3 && args[0] == "bash":
		words = typedWords(args[2])
		if len(words) < 2 {
			return 0
		}
		words = words[1:]
	case len(args) > 1 && args[0] != "bash":
		for _, text := range args[1:] {
			words = append(words, typedWord{text: text})
		}
		if last := &words[len(words)-1]; args[0] == "fish" { // which gives that as it is typed
			*last = typedWords(last.text)[0]
		}
	default:
		return 0
	}
	last := words[len(words)-1]
	var before []string
	for _, word := range words[:len(words)-1] {
		before = append(before, word.text)
	}
	found := p.candidates(ctx, before, last.text, w)
	var b strings.Builder
	for _, c := range found.list {
		more, ok := strings.CutPrefix(c.Text, last.text)
		switch {
		case !ok, strings.ContainsFunc(c.Text, unicode.IsControl):
		case args[0] == "bash":
			kept := strings.TrimSuffix(last.raw, args[1]) // what bash leaves alone
			fmt.Fprintln(&b, strings.TrimPrefix(last.goOn(more), kept))
		default:
			fmt.Fprintf(&b, "%s\t%s\n", c.Text, oneLine(c.Description))
		}
	}
	if w.say("%s", b.String()) == 0 && found.files {
		return statusFiles
	}
	return 0
}

// oneLine is a description without what could drive a terminal.
func oneLine(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, text)
}

// candidates are what a word of the command line can be.
type candidates struct {
	list  []assist.Candidate
	files bool // the name of a file fits
}

// candidates tells what the word can become that stands behind other words.
func (p *Program) candidates(ctx context.Context, before []string, word string, w IO) candidates {
	f := p.newFlags()
	err := f.parse(before)
	missing := (*pflag.ValueRequiredError)(nil)
	switch args := f.set.Args(); {
	case errors.As(err, &missing):
		return valuesOf(missing.GetFlag(), "")
	case err != nil:
		return candidates{}
	case len(f.scripts) > 0 && len(args) > 0 && f.table.Find(args[0]) != nil:
		return p.commandWords(ctx, f, args, word, w)
	case len(args) > 0: // of a script
		return candidates{files: true}
	case strings.HasPrefix(word, "--") && strings.Contains(word, "="):
		name, _, _ := strings.Cut(word, "=")
		if flag := f.set.Lookup(name[2:]); flag != nil {
			return valuesOf(flag, name+"=")
		}
		return candidates{}
	case strings.HasPrefix(word, "-"):
		return f.names()
	}
	return candidates{commandNames(f.table.Table), true}
}

// names are the flags.
func (f *flags) names() (c candidates) {
	f.set.VisitAll(func(flag *pflag.Flag) {
		_, usage := pflag.UnquoteUsage(flag)
		c.list = append(c.list, assist.Candidate{Text: "--" + flag.Name, Description: usage})
	})
	return c
}

// valuesOf are the values of a flag, which stand behind some text.
func valuesOf(flag *pflag.Flag, behind string) (c candidates) {
	for _, v := range flagValues[flag.Name] {
		c.list = append(c.list, assist.Candidate{Text: behind + v})
	}
	name, _ := pflag.UnquoteUsage(flag)
	c.files = name == "file" || name == "directory"
	return c
}

func commandNames(t *lang.Table) (list []assist.Candidate) {
	for _, c := range t.All() {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			list = append(list, assist.Candidate{Text: name, Description: c.Doc})
		}
	}
	return list
}

// commandWords tells what a word of a command can become, as the prompt does.
func (p *Program) commandWords(ctx context.Context, f *flags, args []string, word string, w IO) (found candidates) {
	if errors.Join(f.addressed(p, w.Env), f.accessed(p, w.Env)) != nil {
		return found
	}
	ctx, stop := context.WithTimeout(ctx, completeWait)
	defer stop()
	w.Err = io.Discard // nothing but candidates is printed
	config, err := p.cluster(ctx, f, w)
	if err != nil {
		return found
	}
	config.Timeout = completeWait
	if p.Start != nil {
		config.Transport = noServer{}
	}
	session, err := eval.NewSession(f.table, config, eval.DefaultSettings())
	if err != nil {
		return found
	}
	defer session.Close()
	line := commandOf(args) + " "
	begin := len(line)
	line += halfTyped(args, word)
	helper := assist.NewAssistant(session)
	completion := helper.Complete(ctx, line, len(line))
	for _, c := range completion.Candidates {
		if completion.From < begin {
			break
		}
		if text, ok := shellWord(line[begin:completion.From]+c.Text, word); ok {
			c.Text = text
			found.list = append(found.list, c)
		}
	}
	found.files = helper.WantsFile(line)
	return found
}

// halfTyped writes the last word of a command line as [commandOf] would, its end open.
func halfTyped(before []string, word string) string {
	if word == "" {
		return ""
	}
	whole := commandOf(append(slices.Clip(before), word))
	typed := strings.TrimPrefix(whole, commandOf(before)+" ")
	if typed != word {
		typed = strings.TrimSuffix(typed, `"`)
	}
	return typed
}

// shellWord gives the word of the system's shell that stands for a word of a command;
// ok is false where none does. typed is what there is of it.
func shellWord(word, typed string) (text string, ok bool) {
	ws := scan.Scan(word).Words
	if strings.ContainsAny(typed, "[(") || strings.IndexAny(word, ":\"'") == 0 && strings.ContainsAny(word, "])") {
		return word, !strings.ContainsAny(word, `\"'`) // in brackets
	}
	if len(ws) != 1 {
		return word, len(ws) == 0 || !strings.ContainsAny(word, `\"'`)
	}
	text = ws[0].Text
	switch {
	case text == word, commandOf([]string{text}) != text: // it means itself, or is quoted as data
		return text, true
	case typed == "": // a key in the root, whose name alone would mean something else
		return "/" + text, true
	}
	return "", false
}

// noServer answers nothing: the program has no server before it is started.
type noServer struct{}

// RoundTrip sends nothing.
func (noServer) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nothing is asked")
}
