package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/doctor"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/v2store"
)

var v2storeCommand = eval.Entry{Run: leaveV2, Command: &lang.Command{
	Name: "v2store", Group: lang.GroupCluster, Alone: true,
	Args: []lang.Arg{{Name: "check|clear|seal", Kind: v2storeWord}},
	Options: []lang.Option{
		{Name: "hidden", Kind: lang.KeyOption, Value: "K", Several: true, Doc: "of clear: delete this key too, which no listing shows since its name begins with _"},
		{Name: "file", Kind: lang.File, Value: "PATH", Doc: "of clear: a file that is not there yet, where everything is written before it is deleted"},
		{Name: "push", Doc: "of seal: have every member make a snapshot now, by entries that change nothing"},
		{Name: "rate", Kind: lang.Uint, Value: "N", Doc: "of seal --push: so many entries a second at the most; 1000 if not given"},
		toUserOption, passwordFileOption,
	},
	Doc:     "end what is left of v2 before etcd 3.6, which does not start on it: look, delete it, and have it leave the raft log",
	Returns: "of check what doctor says of it; of clear how much was deleted, and the :file that holds it; of seal what to do, step by step, or with --push the snapshots that were made",
	More: "etcd 3.6 looks at the latest snapshot of a member and at the log after it. So v2 is cleared first, and then every member makes a snapshot, with no request to v2 after that.\n\n" +
		"v2store clear writes keys, users and roles to files first, and a prompt asks. A key that was changed after that is left, so that nothing is deleted that is not in the file; so is a directory that is not empty, as one with hidden names in it. What is left is named. " +
		"Passwords cannot be read, and so are not in the files. Authentication, if it is on, is disabled first.\n\n" +
		"v2store seal --push writes no key: its entries compare in vain. It takes as many as the members' --snapshot-count says, 100000 unless they were started with another, ends when each has made a snapshot, and can be broken off and begun anew at any time.\n\n" +
		"None of this proves that 3.6 starts; etcdutl check v2store does.",
	Example: []lang.Example{{Before: []string{`reset! k v`, `v2store clear --file v2.etcd2`}, Line: `get /`, Result: `nil`}},
}}

var v2storeWord = lang.WordArg(false,
	lang.Name{Text: "check", Doc: "what can be seen of what etcd 3.6 refuses; the checks of doctor about that"},
	lang.Name{Text: "clear", Doc: "write everything to a file, and delete it"},
	lang.Name{Text: "seal", Doc: "how every member makes a snapshot, and with --push have it made"})

// v2storeOptions are those that each word takes.
var v2storeOptions = map[string][]string{"check": nil, "clear": {"hidden", "file"}, "seal": {"push", "rate", "to-user", "password-file"}}

func leaveV2(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	word, err := c.Word(0)
	if err != nil {
		return nil, err
	}
	for _, name := range c.OptionNames() {
		if !slices.Contains(v2storeOptions[word], name) {
			return nil, c.Usage(fmt.Errorf("v2store %s takes no --%s", word, name))
		}
	}
	switch {
	case word == "clear":
		return clearV2(ctx, f, c)
	case c.Flag("push"):
		return pushSnapshots(ctx, f, c)
	case word == "seal":
		return sealRecipe(ctx, f)
	}
	facts, err := doctor.Examine(ctx, f.Client(), 0)
	if err != nil {
		return nil, err
	}
	checks := slices.DeleteFunc(doctor.Checks(), func(check doctor.Check) bool { return !check.Of36 })
	return judged(facts, checks), nil
}

func clearV2(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	hidden, err := c.OptionKeys(f.Dir(), "hidden")
	if err != nil {
		return nil, c.Usage(err)
	}
	given := c.OptionString("file")
	if given != nil && !isPath(*given) {
		return nil, c.Usage(errors.New("--file wants the path of a file; leave it out for one in the current directory"))
	}
	contents, err := v2store.Read(ctx, f.Client(), hidden)
	if err != nil {
		return nil, err
	}
	if contents.Empty() {
		return cleared(f, v2store.Cleared{}, nil), nil
	}
	tellAltered(f, dump.OfTree(&contents.Tree))
	path, err := contents.FileName(ctx, f.Client())
	if given != nil {
		path = *given
	} else if err != nil {
		return nil, err
	}
	files, err := contents.Write(ctx, path, f.Client().Endpoint())
	if errors.As(err, new(*v2store.FileExists)) {
		return nil, c.Usage(err)
	}
	if err != nil {
		return nil, err
	}
	written := render.Escape(strings.Join(files, " and "))
	question := fmt.Sprintf("Delete %s? All of it is in %s now.", contents.Summary(), written)
	if yes, err := confirmed(ctx, f, question, "nothing was deleted; what was written stays: "+written); err != nil || !yes {
		return render.Nothing{}, err
	}
	progress := f.Progress(f.Bulk("deleting"), contents.Size())
	done, err := contents.Clear(ctx, f.Client(), progress)
	progress.Done()
	if err != nil {
		return nil, err
	}
	return cleared(f, done, files), nil
}

func cleared(f *eval.Frame, done v2store.Cleared, files []string) any {
	m := render.Map{
		{Key: render.Keyword("keys"), Value: done.Keys}, {Key: render.Keyword("directories"), Value: done.Directories},
		{Key: render.Keyword("users"), Value: done.Users}, {Key: render.Keyword("roles"), Value: done.Roles},
		{Key: render.Keyword("files"), Value: files},
	}
	if done.Left != nil {
		return withError(m, &leftError{done.Left})
	}
	f.Hint("hidden names are in no listing: any that was not named with --hidden is still there. Next: v2store seal")
	return m
}

// leftError names what was not deleted.
type leftError struct{ left []string }

// mostLeft is how many are named.
const mostLeft = 20

func (e *leftError) Error() string {
	named, more := e.left, ""
	if len(named) > mostLeft {
		named, more = named[:mostLeft], fmt.Sprintf("; and %d more", len(e.left)-mostLeft)
	}
	return fmt.Sprintf("left alone: %s%s", strings.Join(named, "; "), more)
}

// Data is the error as data.
func (e *leftError) Data() render.Map { return lang.ErrorMap("left", e.Error()) }

// Hint says what to do with it.
func (e *leftError) Hint() string {
	return "run v2store clear again, with --hidden for each hidden name; delete! DIRECTORY --recursive deletes those that nobody knows, and no file holds them"
}
