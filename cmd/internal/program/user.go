package program

import (
	"context"
	"errors"
	"fmt"
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

// askSecret asks a question at the terminal, which shows nothing of the answer.
func (w IO) askSecret(ctx context.Context, question string) (string, error) {
	in := int(w.In.(*os.File).Fd()) // as a terminal has
	before, err := term.GetState(in)
	if err != nil {
		return "", err
	}
	if _, err := fmt.Fprint(w.Err, question); err != nil {
		return "", err
	}
	text, err := file.UntilDone(ctx, func() ([]byte, error) { return term.ReadPassword(in) })
	if ended := term.Restore(in, before); err == nil {
		err = ended
	}
	fmt.Fprintln(w.Err) // the one that was typed was not shown
	return string(text), err
}
