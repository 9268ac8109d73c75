package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
)

// morePrompt asks for the rest of a command.
const morePrompt = "   ...> "

// slow is how long a command may take without the time being told.
const slow = 500 * time.Millisecond

// Prompt runs the commands that a person types, until exit or the end of the
// input. No error ends it, but that the output is gone.
func (sh *Shell) Prompt(ctx context.Context, in script.Input) error {
	sh.start()
	sh.interactive = true
	sh.waits.anyKey = sh.AnyKey
	c := sh.console()
	if sh.Behind != nil {
		c.Behind = &eval.Behind{Writer: sh.Behind, Shows: sh.behind}
		defer sh.Session.Jobs().End()
	}
	if !sh.Yes {
		c.Confirm = func(ctx context.Context, question string) (bool, error) { return sh.ask(ctx, in, question) }
	}
	if hidden, ok := in.(script.SecretInput); ok {
		c.AskSecret = func(ctx context.Context, question string) (string, error) {
			return sh.answer(ctx, hidden.AskSecret, question)
		}
	}
	if sh.Tour != "" && sh.Offer != nil {
		sh.tour.server = slices.Sorted(slices.Values(sh.Session.Client().Endpoints()))
		c.Tour = sh.lead
	}
	sh.Session.SetConsole(c)
	src := &script.Reader{Name: "stdin", Read: sh.typing(in)}
	for {
		err := sh.typed(ctx, src)
		switch {
		case errors.As(err, new(*eval.ExitError)):
			return err
		case errors.Is(err, eval.ErrExit):
			return nil
		case err == io.EOF:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case isOutput(err), errors.As(err, new(*script.InputError)):
			return err
		case err != nil:
			sh.leaveRest()
		}
	}
}

// typing gives the lines of a person.
func (sh *Shell) typing(in script.Input) func(context.Context, *script.Lines) (string, error) {
	return func(ctx context.Context, c *script.Lines) (string, error) {
		prompt := morePrompt
		if len(c.Starts) == 0 {
			prompt = sh.promptText()
			sh.offerStep()
		}
		sh.flush()
		sh.draft, sh.lines = c.Text, len(c.Starts)
		return in.ReadLine(ctx, prompt)
	}
}

// Draft gives the lines before the one that is being typed, "" for the first
// line of a command. It is for whoever helps while ReadLine waits.
func (sh *Shell) Draft() string { return string(sh.draft) }

// Drafted is how many bytes the draft has.
func (sh *Shell) Drafted() int { return len(sh.draft) }

// Reopen gives the draft, which is a part of the line that is typed from then on, how
// many lines it was, and the prompt of the first. ReadLine is to end with
// script.ErrAnew then.
func (sh *Shell) Reopen() (prompt, draft string, lines int) {
	draft, sh.draft = sh.Draft(), nil
	return sh.promptText(), draft, sh.lines
}

// typed reads and runs one command at the prompt. Its error ends the prompt
// when it is ErrExit, io.EOF, an *InputError or an *OutputError.
func (sh *Shell) typed(ctx context.Context, src *script.Reader) error {
	ctx, stop := sh.interruptible(ctx)
	defer stop()
	src.Line = 0 // a person counts the lines of the command
	c, err := src.Next(ctx)
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, script.ErrInterrupt): // the line is dropped
		sh.tour.freed = true
		return nil
	case errors.Is(err, script.ErrAnew): // so are the lines before
		return nil
	case ctx.Err() != nil:
		sh.printf("\n")
		return ctx.Err()
	case err == nil && len(c.Words) == 0:
		sh.tour.freed = false
		return nil
	case err != nil:
		sh.report(script.Place{}, err)
	default:
		sh.remember(string(c.Text))
		sh.took, sh.asking = 0, 0
		err = sh.run(ctx, script.Place{Lines: c})
		if ctx.Err() == nil {
			sh.tell(sh.took - sh.asking)
		}
		sh.stepped(string(c.Text), err)
	}
	sh.failed = err != nil
	return err
}

// recalled shows a command of the history as it would have been typed.
func (sh *Shell) recalled(command string) {
	var starts []int
	at := 0
	for line := range strings.Lines(command) {
		starts = append(starts, at)
		at += len(line)
	}
	sh.printf("%s", sh.typedText(sh.promptText(), command, starts))
}

// remember keeps a command for the history, unless it begins with a space, is one that
// is never kept, or has a user's password.
func (sh *Shell) remember(text string) {
	if sh.Remember == nil || strings.HasPrefix(text, " ") {
		return
	}
	commands := sh.Session.Commands()
	if c := commands.First(text); c != nil && c.Unkept || commands.HasPassword(text) {
		return
	}
	sh.Remember(text, commands.HasSecret(text))
}

// tell says how long a slow command took.
func (sh *Shell) tell(d time.Duration) {
	if d >= slow && sh.Err.Terminal {
		sh.printf("%s\n", sh.Err.style(sh.Session.Settings()).Dim(fmt.Sprintf("(%.2fs)", d.Seconds())))
	}
}

// ask puts a question that y or yes answers, and nothing else; Ctrl-D is no.
func (sh *Shell) ask(ctx context.Context, in script.Input, question string) (bool, error) {
	answer, err := sh.answer(ctx, in.Ask, question+" [y/N] ")
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", err
}

// answer puts a question in a way of the input's, one question at a time. Ctrl-C stops
// the command that asks.
func (sh *Shell) answer(ctx context.Context, put func(context.Context, string) (string, error), question string) (answer string, err error) {
	sh.question.Lock()
	defer sh.question.Unlock()
	question = sh.beginQuestion(question)
	sh.flush()
	begin := time.Now()
	defer func() { sh.asking += time.Since(begin) }()
	err = sh.waits.without(func() (err error) {
		answer, err = put(ctx, question)
		return err
	})
	if errors.Is(err, script.ErrInterrupt) {
		err = context.Canceled
	}
	return answer, err
}

// answerWidth is how many cells an answer has beside the question.
const answerWidth = 4

// beginQuestion shows all rows of a question but the last, which it gives: they are
// broken at blanks, and the editor has one row.
func (sh *Shell) beginQuestion(question string) string {
	rows := question
	if width := sh.Err.width(); width > answerWidth { // 0 is that of no terminal
		rows = render.WrapIndented(question, width-answerWidth, "  ")
	}
	last := strings.LastIndexByte(rows, '\n') + 1
	sh.printf("%s", rows[:last])
	return rows[last:]
}

// indexWord is where the format has the index, with what leads up to it: the @.
var indexWord = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[^ {}(\[]*\{index\} ?| ?[^ {}(\[]*\{index\}`)
})

// promptText fills the prompt's format: {server}, {dir}, {index} and {mark},
// which shows that the last command failed or that the server is gone. Until an index
// is known it is left out.
func (sh *Shell) promptText() string {
	s := sh.Session
	mark := ""
	if broken := s.Broken(); broken != "" {
		mark = " [" + broken + "]"
	}
	switch {
	case s.Client().Silent():
		mark += " (gone)"
	case sh.failed:
		mark += " ✗"
	}
	_, server, _ := strings.Cut(s.Client().Endpoint(), "://")
	format, index := s.Settings().Prompt, s.Client().LastIndex()
	if index == 0 {
		format = indexWord().ReplaceAllString(format, "")
	}
	text := strings.NewReplacer(
		"{server}", server, "{dir}", s.Dir(), "{index}", strconv.FormatUint(index, 10), "{mark}", mark,
	).Replace(format)
	return render.Escape(text)
}
