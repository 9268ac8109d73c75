package command

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
)

// maxPassword is the longest password in bytes: bcrypt, which etcd keeps it by, heeds 72.
const maxPassword = 72

var passwordFileOption = lang.Option{Name: "password-file", Kind: lang.File, Value: "FILE", Doc: "read the password from a file, less a newline at its end; - is standard input"}

// errDiffer says that a password was typed in two ways.
var errDiffer = errors.New("the two passwords differ; nothing was changed")

// newPassword gives the password that was typed behind a colon, or stands in a file, or
// that a person is asked for, twice.
func newPassword(ctx context.Context, f *eval.Frame, c lang.Call, name string, typed *string) (password string, err error) {
	path, ask := c.OptionString(passwordFileOption.Name), f.Console().AskSecret
	switch {
	case typed != nil && path != nil:
		return "", c.Usage(errors.New("the password is given twice: behind the colon and with --password-file"))
	case typed != nil:
		password = *typed
	case path != nil:
		password, err = passwordIn(ctx, f, *path)
	case ask != nil:
		password, err = askTwice(ctx, ask, name)
	default:
		err = &lang.MissingError{Name: "the password", Advice: "give it with --password-file FILE, or type " + c.Name() + " " + c.String(0) + " " + lang.Shorten(name) + ":PASSWORD; a prompt asks for it"}
	}
	if err == nil && len(password) > maxPassword {
		err = errors.New("the password is longer than 72 bytes, of which etcd heeds no more")
	}
	if err != nil && !errors.Is(err, errDiffer) {
		return "", c.Usage(err)
	}
	return password, err
}

// userOf is the user that an option names; nil for none. The password stands behind the
// colon or in a file, or a person is asked for it.
func userOf(ctx context.Context, f *eval.Frame, c lang.Call, option string) (*url.Userinfo, error) {
	text, path, ask := c.OptionString(option), c.OptionString(passwordFileOption.Name), f.Console().AskSecret
	if text == nil {
		if path != nil {
			return nil, c.Usage(fmt.Errorf("--password-file is of the user that --%s NAME gives", option))
		}
		return nil, nil
	}
	name, typed, err := eval.ParseUser(option, *text, path != nil)
	password := ""
	switch {
	case err != nil:
	case typed != nil:
		password = *typed
	case path != nil:
		password, err = passwordIn(ctx, f, *path)
	case ask != nil:
		if password, err = ask(ctx, "Password of "+name+": "); err != nil {
			return nil, err
		}
	default:
		err = fmt.Errorf("the password of %s is missing: give it with --password-file FILE, or as --%s %s:PASSWORD; a prompt asks for it", lang.Shorten(name), option, lang.Shorten(name))
	}
	if err != nil {
		return nil, c.Usage(err)
	}
	return url.UserPassword(name, password), nil
}

func askTwice(ctx context.Context, ask func(context.Context, string) (string, error), name string) (string, error) {
	password, err := ask(ctx, "New password of "+name+": ")
	if err != nil {
		return "", err
	}
	again, err := ask(ctx, "Once more: ")
	if err == nil && again != password {
		err = errDiffer
	}
	return password, err
}

// passwordIn reads the password that a file holds.
func passwordIn(ctx context.Context, f *eval.Frame, path string) (string, error) {
	in, err := f.Open(ctx, "--password-file -", path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	return file.Password(ctx, in)
}
