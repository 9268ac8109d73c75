package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"

	"golang.org/x/term"
)

// The variables of the environment that name a user, as etcdctl's do.
var userVariables = []string{"ETCDCTL_USERNAME", "ETCDCTL_USER"}

const passwordVariable = "ETCDCTL_PASSWORD"

// namedUser gives the user that flags or the environment name, and nil for none. Where
// nothing gives the password, a person is asked for it.
func (f *flags) namedUser(ctx context.Context, w IO) (*url.Userinfo, error) {
	text, path := f.user, f.passwordFile
	if !f.set.Changed("user") {
		text, _ = first(w.Env, userVariables...)
	}
	switch {
	case text == "" && path != "":
		return nil, errors.New("--password-file is of the user that --user NAME gives")
	case text == "" && !f.set.Changed("user"):
		return nil, nil
	}
	name, typed, err := eval.ParseUser("user", text, path != "")
	if err != nil {
		return nil, err
	}
	password := w.Env(passwordVariable)
	switch {
	case typed != nil:
		password = *typed
	case path != "":
		password, err = passwordIn(ctx, path)
	case password == "":
		password, err = w.askPassword(ctx, name)
	}
	return url.UserPassword(name, password), err
}

// passwordIn is the password that a file holds, less a newline at its end.
func passwordIn(ctx context.Context, path string) (string, error) {
	in, err := file.Open(ctx, path)
	if err != nil {
		return "", fmt.Errorf("--password-file: %w", err)
	}
	defer in.Close() // it was only read
	return file.Password(ctx, in)
}

// askPassword asks for a password at the terminal, which shows nothing of it.
func (w IO) askPassword(ctx context.Context, user string) (string, error) {
	if !w.canAsk() {
		return "", fmt.Errorf("the password of %s is missing: give it with --password-file FILE, by %s, or as --user %s:PASSWORD; a terminal is asked for it", user, passwordVariable, user)
	}
	ctx, stop := w.interruptible(ctx)
	defer stop()
	return w.askSecret(ctx, "Password of "+user+": ")
}

// canAsk reports whether a person can be asked, and can answer.
func (w IO) canAsk() bool { return isTerminal(w.In) && isTerminal(w.Err) }

// askSecret asks a question at the terminal, which shows nothing of the answer: not even
// what is typed before the question is there, as by a paste. Ctrl-C and Ctrl-D end it.
func (w IO) askSecret(ctx context.Context, question string) (string, error) {
	in := w.In.(*os.File) // as a terminal has
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", err
	}
	screen := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{byteByByte{in}, w.Err}, "")
	text, err := file.UntilDone(ctx, func() ([]byte, error) {
		text, err := screen.ReadPassword(question)
		return []byte(text), err
	})
	if errors.Is(err, io.EOF) {
		fmt.Fprint(w.Err, "\r\n")
		err = context.Canceled
	}
	return string(text), errors.Join(err, term.Restore(int(in.Fd()), before))
}

// byteByByte reads one byte at a time: what follows an answer is for whoever reads next.
type byteByByte struct{ io.Reader }

func (b byteByByte) Read(p []byte) (int, error) { return b.Reader.Read(p[:min(1, len(p))]) }
