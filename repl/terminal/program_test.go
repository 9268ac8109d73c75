//go:build unix

package terminal_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"unicode/utf8"

	"etcd2sh/repl/assist"
	"etcd2sh/repl/terminal"

	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) {
	if settings, ok := os.LookupEnv("TERMINAL_TEST_PROGRAM"); ok {
		if err := program(strings.Split(settings, ",")); err != nil {
			fmt.Fprintln(os.Stderr, "program:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// program reads lines with an Editor and says what it has read. SIGUSR1 makes
// it write in the background, SIGUSR2 ends the context of the line, SIGTERM
// closes the editor, SIGCONT ends a pause.
func program(settings []string) error {
	has := func(s string) bool { return slices.Contains(settings, s) }
	if has("job") {
		return outer(settings)
	}
	config := terminal.Config{In: os.Stdin, Out: os.Stdout, Vi: has("vi"), Dumb: has("dumb")}
	if slices.ContainsFunc(settings, func(s string) bool { return strings.HasPrefix(s, "stdout=") }) {
		config.Out = os.Stderr
	}
	if !has("plain") {
		config.Highlight, config.Hint, config.Complete, config.LastWord = highlight, hint, complete, lastWord
	}
	if has("edit") {
		config.Edit = strings.ToUpper
	}
	if has("suggest") {
		config.Suggest = suggest
	}
	editor, err := terminal.New(config)
	if err != nil {
		return err
	}
	var cancel atomic.Pointer[context.CancelFunc]
	fresh := func() context.Context {
		ctx, stop := context.WithCancel(context.Background())
		cancel.Store(&stop)
		return ctx
	}
	ctx := fresh()
	if has("nohup") {
		signal.Ignore(syscall.SIGHUP)
	}
	resume := make(chan os.Signal, 1)
	signal.Notify(resume, syscall.SIGCONT)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGTERM)
	go func() {
		for s := range signals {
			switch s {
			case syscall.SIGUSR1:
				fmt.Fprintln(editor.Writer(), "news")
			case syscall.SIGUSR2:
				(*cancel.Load())()
			case syscall.SIGTERM:
				if err := editor.Close(); err != nil {
					fmt.Println("close:", err)
				}
			}
		}
	}()
	prompt := "> "
	if has("colours") {
		prompt = "\x1b[1;32m>\x1b[0m "
	}
	var history []string
	if has("history") {
		history = []string{"wide 日本", "multi\nline", "get /a", "ls", "get /b", "get /b", "set /b secrets"}
		editor.SetHistory(func() []string { return history })
	}
	for {
		line, err := editor.ReadLine(ctx, prompt)
		switch {
		case errors.Is(err, io.EOF):
			fmt.Printf("end, line mode %v, close: %v\n", lineMode(), editor.Close())
			return nil
		case errors.Is(err, terminal.ErrInterrupt):
			fmt.Println("interrupted")
			continue
		case errors.Is(err, context.Canceled):
			fmt.Println("cancelled")
			ctx = fresh()
			continue
		case err != nil:
			return err
		}
		fmt.Printf("read %+q\n", line)
		switch line {
		case "":
			continue
		case "vi", "emacs":
			editor.SetVi(line == "vi")
		case "partial":
			fmt.Print("no newline")
		case "digit":
			fmt.Print("5")
		case "pause":
			fmt.Println("paused")
			<-resume
			fmt.Println("resumed")
		case "ask":
			fmt.Println("asks soon")
			<-resume
			answer, err := editor.Ask(ctx, "sure? ")
			fmt.Printf("answered %+q %v\n", answer, err)
			ctx = fresh()
		case "password":
			fmt.Println("asks soon")
			<-resume
			answer, err := editor.AskSecret(ctx, "password? ")
			fmt.Printf("got %x %v\n", answer, err)
			ctx = fresh()
		case "lend":
			child := exec.Command("sh", "-c", `stty -icanon -echo; echo raw child waits; head -c 1 >/dev/null; stty -a | grep -q -e -icanon && echo still raw; stty icanon echo`)
			child.Stdin, child.Stdout = os.Stdin, os.Stdout
			if err := editor.Lend(child.Run); err != nil {
				return err
			}
		case "child":
			err := editor.Lend(func() error {
				fmt.Println("child waits")
				answer, err := bufio.NewReaderSize(os.Stdin, 16).ReadString('\n')
				fmt.Printf("child got %q %v, line mode %v\n", answer, err, lineMode())
				return err
			})
			if err != nil {
				return err
			}
		}
		history = append(history, strings.ReplaceAll(line, "secret", "***"))
		all := slices.Clone(history)
		editor.SetHistory(func() []string { return all })
	}
}

func lineMode() bool {
	state, err := unix.IoctlGetTermios(0, terminal.GetModes)
	return err == nil && state.Lflag&unix.ICANON != 0 && state.Lflag&unix.ECHO != 0
}

func highlight(line string) []assist.Part {
	word, _, _ := strings.Cut(line, " ")
	class := assist.ClassUnknown
	if word == "get" {
		class = assist.ClassCommand
	}
	return []assist.Part{{From: 0, To: len(word), Class: class}}
}

func hint(line string) string {
	switch line {
	case "get":
		return " K [options]"
	case "get ":
		return "K \x1b[31m\u202e"
	case "long":
		return " " + strings.Repeat("hint ", 100)
	}
	return ""
}

// lastWord is the last word of a line.
func lastWord(line string) string {
	return line[strings.LastIndexAny(line, " \n")+1:]
}

// suggest suggests one line.
func suggest(line string) string {
	const whole = `set /b "a b" wide 日本 ` + "and\nmore"
	rest, begins := strings.CutPrefix(whole, line)
	if !begins {
		return ""
	}
	return rest
}

// complete completes the last word of a line.
func complete(ctx context.Context, line string, pos int) assist.Completion {
	from := strings.LastIndexByte(line[:pos], ' ') + 1
	c := assist.Completion{From: from}
	add := func(text, description string, closed bool) {
		if c.Total == 0 {
			c.Common = text
		}
		for !strings.HasPrefix(text, c.Common) {
			_, n := utf8.DecodeLastRuneInString(c.Common)
			c.Common = c.Common[:len(c.Common)-n]
		}
		if len(c.Candidates) < assist.MaxCandidates {
			c.Candidates = append(c.Candidates, assist.Candidate{Text: text, Label: text, Description: description, Closed: closed})
		}
		c.Total++
	}
	switch word := line[from:pos]; word {
	case "g":
		add("get", "", true)
	case "/c":
		add("/cats/", "", false)
	case "/m":
		add("/mice/a", "file", true)
		add("/mice/b", "directory", false)
	case "/mice/":
		add("/mice/a", "file", true)
		add("/mice/b", "directory", false)
		add("/mice/\x1b[2J\u202ec\nd", "a value\x1b[31m", false)
	case "/a":
		add(`"/a b"`, "", true)
	case "/q":
		add(`"/q b`, "", false)
		add(`"/q c`, "", false)
	case "日本":
		add("日本語", "", false)
		add("日本国", "", false)
	case "wide":
		add("wide"+strings.Repeat("x", 300), "first", false)
		add("wide"+strings.Repeat("語", 300), "second", false)
	case "many", "many0":
		for i := range 10_000 {
			add(fmt.Sprintf("many%05d", i), "file", false)
		}
	case "hang":
		<-make(chan struct{}) // whatever the context says
	case "slow":
		<-ctx.Done()
		add("slowly", "", true)
	}
	return c
}
